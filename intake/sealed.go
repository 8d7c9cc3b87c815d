package intake

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"loupe/models"
	"loupe/seal"
)

// MissingError says which exhibits of a sealed report aren't here whole. The device sends them and
// then the report again.
type MissingError struct{ Exhibits []models.ID }

func (e *MissingError) Error() string {
	return fmt.Sprintf("%d exhibits are not here yet", len(e.Exhibits))
}

// Unwrap makes it a Conflict for whoever doesn't look closer.
func (e *MissingError) Unwrap() error { return models.Refuse(models.Conflict, "report.error.missing") }

var receiptIDForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// AcceptSealed takes a report that the source's own device sealed. The device can't seal it again, so
// nothing refuses it that isn't the device's own fault: facts that don't hold are left out, a desk
// that is gone leaves it to recovery, and rules that changed since decide urgency but not the desk.
// Once is what makes it one report however often it is sent; it is the device's secret.
func (in *Intake) AcceptSealed(ctx context.Context, r models.SealedReport) (already bool, err error) {
	if err := in.checkDevice(r); err != nil {
		return false, err
	}
	r.Once, r.SealedAtEdge, r.SubmitterID = seal.HashToken("device "+r.Once), false, ""
	if r.Facts, err = in.facts(ctx, r.Facts); err != nil {
		return false, err
	}
	rows, err := in.records.ExhibitsBegun(ctx, r.ID)
	if err != nil {
		return false, fmt.Errorf("reading exhibits: %w", err)
	}
	missing := in.missing(&r, rows)
	if len(missing) == 0 {
		if err := in.place(ctx, &r); err != nil {
			return false, err
		}
		already, err = in.Accept(ctx, r)
	} else if already, err = in.records.AcceptedOnce(ctx, r.Once); err == nil && !already {
		err = &MissingError{missing}
	}
	return already, err
}

func (in *Intake) checkDevice(r models.SealedReport) error {
	malformed := func(what string) error {
		return &models.Error{Kind: models.Invalid, Key: "report.error.form", Cause: errors.New("a sealed report's " + what + " is not in form")}
	}
	for _, k := range []string{r.PublicKey, r.ReplyKey} {
		if _, err := seal.ParsePublicKey(k); err != nil {
			return malformed("key")
		}
	}
	if !receiptIDForm.MatchString(r.ReceiptID) {
		return malformed("receipt")
	}
	if len(r.Once) < 32 || len(r.Once) > 128 {
		return malformed("once")
	}
	if len(r.Exhibits) > in.limits.Files || slices.ContainsFunc(r.Exhibits, func(id models.ID) bool { return !id.Valid() }) {
		return malformed("exhibits")
	}
	seen := map[models.Holder]bool{}
	for _, k := range r.Keys {
		if seen[k.Holder] || len(k.Sealed) == 0 || len(k.Sealed) > 8<<10 || k.Generation < 0 || k.Generation > 1<<20 ||
			!slices.Contains([]models.Holder{models.HolderDesk, models.HolderEscalation, models.HolderRecovery}, k.Holder) ||
			(k.Holder == models.HolderRecovery) != (k.DeskID == "") || k.DeskID != "" && !k.DeskID.Valid() {
			return malformed("key copies")
		}
		seen[k.Holder] = true
	}
	return nil
}

// missing tells which exhibits aren't whole, and counts what is there: the queue shows what came.
func (in *Intake) missing(r *models.SealedReport, rows []models.Exhibit) (missing []models.ID) {
	r.Facts.Photos, r.Facts.Others = 0, 0
	for _, id := range r.Exhibits {
		i := slices.IndexFunc(rows, func(e models.Exhibit) bool { return e.ID == id && e.Complete })
		switch {
		case i < 0:
			missing = append(missing, id)
		case rows[i].Kind == models.Photo:
			r.Facts.Photos++
		default:
			r.Facts.Others++
		}
	}
	return missing
}

// facts keeps of what a device says what holds. The account is sealed; nothing of it is lost.
func (in *Intake) facts(ctx context.Context, said models.Facts) (models.Facts, error) {
	f := models.Facts{Urgent: said.Urgent, Consent: said.Consent, Country: said.Country, Language: said.Language, Channel: models.ChannelWeb, ReceivedAt: in.now()}
	for _, code := range said.Categories {
		if _, ok := models.FindAct(code); ok && !slices.Contains(f.Categories, code) && len(f.Categories) < 12 {
			f.Categories = append(f.Categories, code)
		}
	}
	if !slices.Contains(models.Consents, f.Consent) {
		f.Consent = models.ConsentReviewers // nothing said allows nothing
	}
	if checkFacts(models.Facts{Country: f.Country}) != nil {
		f.Country = ""
	}
	if f.Language == "" || len(f.Language) > 12 || strings.Trim(strings.ToLower(f.Language), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
		f.Language = "en"
	}
	sites, err := in.records.Sites(ctx)
	if err != nil {
		return f, fmt.Errorf("reading the sites: %w", err)
	}
	for _, s := range sites {
		if said.SiteID != "" && s.ID == said.SiteID {
			f.SiteID, f.Country, f.Region = s.ID, s.Country, s.Region
		}
		if f.SiteID == "" && said.Region != "" && s.Region == said.Region && (f.Country == "" || f.Country == s.Country) {
			f.Region = s.Region
		}
	}
	return f, nil
}

// place says where a report goes: to the desk that its key was wrapped for, whatever the rules say
// now, because nobody else can open it. They still say how urgent it is, and who of that desk gets it.
func (in *Intake) place(ctx context.Context, r *models.SealedReport) error {
	now, err := in.router.Choose(ctx, r.Facts)
	if err != nil {
		return fmt.Errorf("routing a report: %w", err)
	}
	desk, err := in.holds(ctx, *r, models.HolderDesk)
	if err != nil {
		return err
	}
	escalation, err := in.holds(ctx, *r, models.HolderEscalation)
	if err != nil {
		return err
	}
	if desk == "" && escalation != "" { // a desk that can open it is better than recovery alone
		r.Keys = slices.DeleteFunc(slices.Clone(r.Keys), func(k models.WrappedKey) bool { return k.Holder == models.HolderDesk })
		for i := range r.Keys {
			if r.Keys[i].Holder == models.HolderEscalation {
				r.Keys[i].Holder = models.HolderDesk
			}
		}
		desk, escalation = escalation, ""
	}
	r.Choice = now
	r.Choice.DeskID, r.Choice.EscalationDeskID = desk, escalation
	if now.DeskID != desk {
		r.Choice.RulePosition, r.Choice.Why, r.Choice.AssigneeID = 0, "", ""
	}
	if desk == escalation {
		r.Choice.EscalationDeskID = ""
	}
	for i := range r.Keys {
		r.Keys[i].ItemKind, r.Keys[i].ItemID = models.ItemReport, r.ID
	}
	return nil
}

// holds gives the desk that a copy of the key is for; "" when there is no copy, or no such desk. The
// generation doesn't matter: members keep the desk's older keys.
func (in *Intake) holds(ctx context.Context, r models.SealedReport, h models.Holder) (models.ID, error) {
	for _, k := range r.Keys {
		if k.Holder != h {
			continue
		}
		desk, err := in.records.Desk(ctx, k.DeskID)
		switch {
		case models.KindOf(err) == models.NotFound:
			return "", nil
		case err != nil:
			return "", fmt.Errorf("reading a desk: %w", err)
		}
		return desk.ID, nil
	}
	return "", nil
}
