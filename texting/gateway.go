package texting

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"loupe/models"
	"loupe/seal"
	"loupe/sms"
	"loupe/words"
)

// NewGateway is what an admin says of one.
type NewGateway struct {
	Name, Kind, Country string
	models.GatewaySecrets
}

var notSlug = regexp.MustCompile(`[^a-z0-9]+`)

// AddGateway makes one and gives it with its secret, which is shown once. Without a secret of the gateway's own
// one is drawn.
func (t *Texting) AddGateway(ctx context.Context, by models.Person, in NewGateway) (models.Gateway, string, error) {
	if err := models.MayAdminister(by, models.DeedGatewayAdd); err != nil {
		return models.Gateway{}, "", err
	}
	in.Name, in.URL = strings.TrimSpace(in.Name), strings.TrimSpace(in.URL)
	g := models.Gateway{Name: in.Name, Kind: in.Kind, Country: strings.ToUpper(strings.TrimSpace(in.Country)), MadeAt: t.now()}
	g.Slug = strings.Trim(notSlug.ReplaceAllString(words.Fold(in.Name), "-"), "-")
	var wrong []models.FieldError
	if g.Slug == "" || len(in.Name) > 60 {
		wrong = append(wrong, models.FieldError{Field: "name", Key: "sms.error.name"})
	}
	if !slices.Contains(sms.Kinds, sms.Kind(in.Kind)) {
		wrong = append(wrong, models.FieldError{Field: "kind", Key: "desk.error.choose"})
	}
	if u, err := url.Parse(in.URL); in.URL != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "") {
		wrong = append(wrong, models.FieldError{Field: "url", Key: "sms.error.url"})
	}
	if sms.Kind(in.Kind) == sms.Twilio && in.Secret == "" {
		wrong = append(wrong, models.FieldError{Field: "secret", Key: "sms.error.secret"})
	}
	if wrong != nil {
		return g, "", models.RefuseFields(wrong...)
	}
	var err error
	if in.Secret == "" {
		if in.Secret, _, err = seal.NewToken(t.random); err != nil {
			return g, "", err
		}
	}
	if g.ID, err = models.NewID(t.random); err != nil {
		return g, "", err
	}
	plain, err := json.Marshal(in.GatewaySecrets)
	if err == nil {
		g.Sealed, err = seal.Seal(gatewayLabel(g.ID), plain, t.key.Public())
	}
	if err != nil {
		return g, "", err
	}
	return g, in.Secret, t.store.AddGateway(ctx, g, t.custody(by, models.ItemGateway, g.ID, models.DeedGatewayAdd))
}

// Gateways lists all.
func (t *Texting) Gateways(ctx context.Context, by models.Person) ([]models.Gateway, error) {
	if err := models.MayAdminister(by, models.DeedGatewayAdd); err != nil {
		return nil, err
	}
	return t.store.Gateways(ctx)
}

// RevokeGateway lets nothing more in from one.
func (t *Texting) RevokeGateway(ctx context.Context, by models.Person, id models.ID) error {
	if err := models.MayAdminister(by, models.DeedGatewayRevoke); err != nil {
		return err
	}
	return t.store.RevokeGateway(ctx, id, t.custody(by, models.ItemGateway, id, models.DeedGatewayRevoke))
}

// Texts gives the keywords and the information.
func (t *Texting) Texts(ctx context.Context) (models.Texts, error) { return t.store.Texts(ctx) }

const maxInfo = 1200

// SaveTexts replaces keywords and information. A keyword is one word, and no two are the same.
func (t *Texting) SaveTexts(ctx context.Context, by models.Person, in models.Texts) error {
	if err := models.MayAdminister(by, models.DeedTexts); err != nil {
		return err
	}
	var wrong []models.FieldError
	taken := map[string]bool{"stop": true, "help": true, "aide": true, "ajuda": true, "msaada": true}
	for _, list := range []struct {
		name string
		m    map[string]string
	}{{"start_", in.Start}, {"info_", in.Info}} {
		for l, k := range list.m {
			list.m[l] = strings.TrimSpace(k)
			folded := words.Fold(list.m[l])
			if folded == "" {
				continue
			}
			if strings.ContainsAny(folded, " \t\n") || len(folded) > 20 || taken[folded] {
				wrong = append(wrong, models.FieldError{Field: list.name + l, Key: "sms.error.keyword"})
			}
			taken[folded] = true
		}
	}
	for l, text := range in.InfoText {
		if len([]rune(text)) > maxInfo {
			wrong = append(wrong, models.FieldError{Field: "text_" + l, Key: "desk.error.long", Args: map[string]any{"Max": maxInfo}})
		}
	}
	if wrong != nil {
		return models.RefuseFields(wrong...)
	}
	return t.store.SaveTexts(ctx, in, t.custody(by, models.ItemPlatform, "", models.DeedTexts))
}

// Send writes a desk's words to a number. The caller has asked whether the person may, and opened the
// report in which the number lies.
func (t *Texting) Send(ctx context.Context, by models.Person, report models.ID, gateway, number, text string) error {
	g, err := t.store.Gateway(ctx, gateway)
	if models.KindOf(err) == models.NotFound {
		return models.Refuse(models.Unavailable, "sms.error.gone")
	}
	if err != nil {
		return err
	}
	secrets, err := t.secrets(g)
	if err != nil {
		return err
	}
	out := outlet(g, secrets)
	if !out.CanSend() {
		return models.Refuse(models.Unavailable, "sms.error.gone")
	}
	for _, part := range sms.Split(text, 450) {
		if err := sms.Send(ctx, out, number, part); err != nil {
			return &models.Error{Kind: models.Unavailable, Key: "sms.error.send", Cause: err}
		}
	}
	return t.store.Record(ctx, t.custody(by, models.ItemReport, report, models.DeedMessageSMS))
}

func (t *Texting) secrets(g models.Gateway) (models.GatewaySecrets, error) {
	var s models.GatewaySecrets
	plain, err := seal.Open(gatewayLabel(g.ID), g.Sealed, t.key)
	if err != nil {
		return s, fmt.Errorf("opening a gateway's secrets: %w", err)
	}
	return s, json.Unmarshal(plain, &s)
}

func outlet(g models.Gateway, s models.GatewaySecrets) sms.Outlet {
	return sms.Outlet{Kind: sms.Kind(g.Kind), URL: s.URL, User: s.User, Secret: s.Secret, From: s.From}
}

func gatewayLabel(id models.ID) seal.Label {
	return seal.Label{Kind: models.SealGateway, IDs: []string{string(id)}}
}

func (t *Texting) custody(by models.Person, kind string, id models.ID, deed models.Deed) models.Custody {
	return models.Custody{ItemKind: kind, ItemID: id, Deed: deed, ActorID: by.ID, At: t.now()}
}
