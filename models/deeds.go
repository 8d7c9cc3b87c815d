package models

import "slices"

// The deeds on a report.
const (
	DeedReportAccept   Deed = "report.accept"
	DeedReportTake     Deed = "report.take"
	DeedReportRelease  Deed = "report.release"
	DeedReportRead     Deed = "report.read" // opening a testimony
	DeedReportRoute    Deed = "report.route"
	DeedReportJoin     Deed = "report.join"
	DeedReportClose    Deed = "report.close"
	DeedReportReopen   Deed = "report.reopen"
	DeedReportEscalate Deed = "report.escalate"
	DeedReportHold     Deed = "report.hold"
	// DeedReportRestrict puts a report into the restricted compartment by hand; DeedReportUnrestrict takes it out.
	DeedReportRestrict   Deed = "report.restrict"
	DeedReportUnrestrict Deed = "report.unrestrict"
	DeedReportLabel      Deed = "report.label"
	DeedReportUnlabel    Deed = "report.unlabel"
	DeedReportErase      Deed = "report.erase"
	DeedMessageAsk       Deed = "message.ask"
	DeedMessageAnswer    Deed = "message.answer"
	DeedSourceReturn     Deed = "source.return"
	DeedExhibitView      Deed = "exhibit.view"   // looking at a derived copy
	DeedExhibitOpen      Deed = "exhibit.open"   // opening an original
	DeedExhibitExport    Deed = "exhibit.export" // taking an original out
	DeedExhibitNote      Deed = "exhibit.note"   // writing down a finding
	DeedExhibitStill     Deed = "exhibit.still"  // keeping a still of a recording
)

// The deeds on a case and its publication.
const (
	DeedCaseOpen        Deed = "case.open"
	DeedCaseRead        Deed = "case.read"
	DeedCaseEdit        Deed = "case.edit"
	DeedCaseGrade       Deed = "case.grade"
	DeedCaseCheck       Deed = "case.check"
	DeedCaseSettle      Deed = "case.settle" // a disagreement between graders
	DeedCaseMerge       Deed = "case.merge"
	DeedCaseSplit       Deed = "case.split" // a report is taken out of a case
	DeedCaseTask        Deed = "case.task"
	DeedCaseFollow      Deed = "case.follow" // recording what follows a decision
	DeedCaseExport      Deed = "case.export"
	DeedCasePrint       Deed = "case.print" // the whole case on sheets of paper
	DeedCaseNote        Deed = "case.note"
	DeedCasePropose     Deed = "case.propose"
	DeedCaseConfirm     Deed = "case.confirm"
	DeedCaseSendBack    Deed = "case.send_back"
	DeedCaseReopen      Deed = "case.reopen"
	DeedCaseDraft       Deed = "case.draft"
	DeedCaseRedact      Deed = "case.redact"
	DeedPublish         Deed = "publication.publish"
	DeedPublishCorrect  Deed = "publication.correct"
	DeedPublishWithdraw Deed = "publication.withdraw"
	DeedTranslate       Deed = "publication.translate"
	// DeedTranslateRelease makes a colleague's translation public.
	DeedTranslateRelease Deed = "publication.release_translation"
)

// The deeds by which a publication goes out at a time, or to journalists before.
const (
	DeedPublishSchedule  Deed = "publication.schedule"
	DeedPublishCancel    Deed = "publication.cancel" // of a schedule
	DeedPublishHold      Deed = "publication.hold"   // a schedule held itself back
	DeedJournalistDecide Deed = "journalist.decide"
	DeedPreviewGive      Deed = "preview.give" // an embargoed preview for a journalist
	DeedPreviewRevoke    Deed = "preview.revoke"
	DeedPreviewOpen      Deed = "preview.open" // a journalist opened it
)

// The deeds on a dossier.
const (
	DeedDossierOpen     Deed = "dossier.open"
	DeedDossierEdit     Deed = "dossier.edit"
	DeedDossierPropose  Deed = "dossier.propose"
	DeedDossierRelease  Deed = "dossier.release"
	DeedDossierWithdraw Deed = "dossier.withdraw"
)

// The deeds on text messages.
const (
	DeedGatewayAdd    Deed = "gateway.add"
	DeedGatewayRevoke Deed = "gateway.revoke"
	DeedTexts         Deed = "platform.texts"
	DeedMessageSMS    Deed = "message.sms" // a question went out as a text message
)

// The deeds on people, desks and the platform.
const (
	DeedSetup          Deed = "platform.setup"
	DeedRules          Deed = "platform.rules"
	DeedSettings       Deed = "platform.settings"
	DeedSiteAdd        Deed = "platform.site"
	DeedSeed           Deed = "platform.seed"  // a batch of invented publications, for measuring
	DeedAudit          Deed = "platform.audit" // reading the custody record
	DeedInvite         Deed = "person.invite"
	DeedInviteUsed     Deed = "person.join"
	DeedRoles          Deed = "person.roles"
	DeedDisable        Deed = "person.disable"
	DeedEnable         Deed = "person.enable"
	DeedSignIn         Deed = "person.sign_in"
	DeedSignOut        Deed = "person.sign_out"
	DeedPassphrase     Deed = "person.passphrase"
	DeedProve          Deed = "person.prove" // showing again who one is, before a grave deed
	DeedPasskey        Deed = "person.passkey"
	DeedDeskMake       Deed = "desk.make"
	DeedDeskKey        Deed = "desk.key" // the first member makes the desk's key
	DeedMemberPropose  Deed = "desk.propose"
	DeedMemberConfirm  Deed = "desk.confirm"
	DeedMemberRemove   Deed = "desk.remove"
	DeedDeskRetention  Deed = "desk.retention"
	DeedMemberLead     Deed = "desk.lead"
	DeedMemberName     Deed = "desk.name" // for the restricted compartment
	DeedMemberUnname   Deed = "desk.unname"
	DeedOpening        Deed = "opening.make"  // a lead who isn't named opened something restricted, with a reason
	DeedWaking         Deed = "person.waking" // a browser is to be woken when something waits, or no more
	DeedSecond         Deed = "person.second"
	DeedHelpers        Deed = "person.helpers" // who can help a person back
	DeedRecoveryAsk    Deed = "person.recover_ask"
	DeedRecoveryHelp   Deed = "person.recover_help"
	DeedRecoveryRefuse Deed = "person.recover_refuse"
	DeedRecovered      Deed = "person.recovered"
	DeedWork           Deed = "person.work" // what routing knows of a reviewer, conflicts of interest among it
	DeedDeskRotate     Deed = "desk.rotate"
	DeedDeskLabel      Deed = "desk.label" // a label was made, renamed, merged or dropped
	DeedDeskReady      Deed = "desk.ready" // a message that the desk has ready was written or dropped
	DeedRecover        Deed = "desk.recover"
	DeedDeviceMake     Deed = "person.device"
	DeedDeviceRevoke   Deed = "person.device_revoke"
	DeedForms          Deed = "platform.forms"
)

// Move is one row of the table of what may be done: by whom, in which state, and where it leads.
// Pages, API, imports and bulk all ask this table and nothing else.
type Move struct {
	Deed         Deed
	From         []string // states of the item that allow it; nil for any
	To           string   // state after; "" leaves it
	Roles        []Role   // one of these is needed
	NotSubmitter bool     // whoever submitted (any of) the report(s) can't
	NotProposer  bool     // whoever proposed the open decision can't
	Opened       bool     // an opening for a reason allows it in the restricted compartment
}

var reviewersAndEditors = []Role{RoleReviewer, RoleEditor}

// Moves is the table for items of a desk; membership of the desk is always needed.
var Moves = []Move{
	{Deed: DeedReportRead, Roles: reviewersAndEditors, NotSubmitter: true, Opened: true},
	{Deed: DeedReportTake, From: []string{string(ReportReceived)}, To: string(ReportTaken), Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportRelease, From: []string{string(ReportTaken)}, To: string(ReportReceived), Roles: reviewersAndEditors},
	{Deed: DeedReportRoute, From: []string{string(ReportReceived), string(ReportTaken)}, To: string(ReportReceived), Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportJoin, From: []string{string(ReportReceived), string(ReportTaken), string(ReportJoined)}, To: string(ReportJoined), Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportClose, From: []string{string(ReportReceived), string(ReportTaken)}, To: string(ReportClosed), Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportReopen, From: []string{string(ReportClosed)}, To: string(ReportReceived), Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportHold, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportLabel, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportUnlabel, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportRestrict, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportUnrestrict, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedReportErase, From: []string{string(ReportClosed)}, Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedMessageAsk, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedExhibitView, Roles: reviewersAndEditors, NotSubmitter: true, Opened: true},
	{Deed: DeedExhibitOpen, Roles: reviewersAndEditors, NotSubmitter: true, Opened: true},
	{Deed: DeedExhibitExport, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedExhibitNote, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedExhibitStill, Roles: reviewersAndEditors, NotSubmitter: true},

	{Deed: DeedCaseRead, Roles: reviewersAndEditors, NotSubmitter: true, Opened: true},
	{Deed: DeedCaseEdit, From: []string{string(CaseVerifying)}, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseGrade, From: []string{string(CaseVerifying)}, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseCheck, From: []string{string(CaseVerifying)}, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseSettle, From: []string{string(CaseVerifying)}, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseMerge, From: []string{string(CaseVerifying)}, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseSplit, From: []string{string(CaseVerifying)}, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseTask, From: []string{string(CaseVerifying), string(CaseProposed), string(CaseDecided)}, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseFollow, From: []string{string(CaseDecided)}, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseExport, Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedCasePrint, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseNote, From: []string{string(CaseVerifying), string(CaseProposed), string(CaseDecided)}, Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCasePropose, From: []string{string(CaseVerifying)}, To: string(CaseProposed), Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseConfirm, From: []string{string(CaseProposed)}, To: string(CaseDecided), Roles: reviewersAndEditors, NotSubmitter: true, NotProposer: true},
	{Deed: DeedCaseSendBack, From: []string{string(CaseProposed)}, To: string(CaseVerifying), Roles: reviewersAndEditors, NotSubmitter: true, NotProposer: true},
	{Deed: DeedCaseReopen, From: []string{string(CaseDecided)}, To: string(CaseVerifying), Roles: reviewersAndEditors, NotSubmitter: true},
	{Deed: DeedCaseDraft, From: []string{string(CaseDecided)}, Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedCaseLook, From: []string{string(CaseVerifying), string(CaseProposed), string(CaseDecided)}, Roles: reviewersAndEditors, NotSubmitter: true, NotProposer: true},
	{Deed: DeedCaseRedact, From: []string{string(CaseVerifying), string(CaseProposed), string(CaseDecided)}, Roles: []Role{RoleEditor}, NotSubmitter: true},
}

// DossierMoves is the table of what an editor does with a dossier. Whoever proposes an edition can't release it.
var DossierMoves = []Move{
	{Deed: DeedDossierOpen, Roles: []Role{RoleEditor}},
	{Deed: DeedDossierEdit, To: string(DossierDraft), Roles: []Role{RoleEditor}},
	{Deed: DeedDossierPropose, From: []string{string(DossierDraft)}, To: string(DossierProposed), Roles: []Role{RoleEditor}},
	{Deed: DeedDossierRelease, From: []string{string(DossierProposed)}, To: string(DossierDraft), Roles: []Role{RoleEditor}, NotProposer: true},
	{Deed: DeedDossierWithdraw, Roles: []Role{RoleEditor}},
}

// PublicationMoves is the table of what the public may see: it is asked in addition to the case
// being decided, with the publication state as the item's state.
var PublicationMoves = []Move{
	{Deed: DeedPublish, From: []string{string(Private)}, To: string(Published), Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedPublishCorrect, From: []string{string(Published), string(Corrected)}, To: string(Corrected), Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedTranslate, From: []string{string(Published), string(Corrected)}, Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedTranslateRelease, From: []string{string(Published), string(Corrected)}, Roles: []Role{RoleEditor}, NotSubmitter: true, NotProposer: true},
	{Deed: DeedPublishSchedule, From: []string{string(Private), string(Published), string(Corrected)}, Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedPublishCancel, Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedPreviewGive, From: []string{string(Private), string(Published), string(Corrected)}, Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedPreviewRevoke, Roles: []Role{RoleEditor}, NotSubmitter: true},
	{Deed: DeedPublishWithdraw, From: []string{string(Published), string(Corrected)}, To: string(Withdrawn), Roles: []Role{RoleEditor}, NotSubmitter: true},
}

// Item is what the table needs to know of a report or case.
type Item struct {
	ID         ID
	Restricted bool // it lies in the restricted compartment of its desk
	DeskID     ID
	State      string // ReportState, CaseState, or PublicationState for PublicationMoves
	Submitters []ID
	ProposedBy ID
	// Organisations are those of the submitters.
	Organisations []ID
}

// Item is what the table needs to know of a case; deeds with a state or a proposal of their own put theirs in.
func (c Case) Item() Item {
	return Item{ID: c.ID, Restricted: c.Restricted, DeskID: c.DeskID, State: string(c.State), Submitters: c.Submitters, Organisations: c.Organisations, ProposedBy: c.ProposedBy}
}

// May asks the tables whether p may do a deed to an item, and gives the state after it ("" when it
// doesn't change). The refusal is ErrNotFound when the item isn't theirs to know of, Forbidden when
// the deed isn't theirs, Conflict when the item is in a state that doesn't allow it.
func May(p Person, d Deed, it Item) (to string, err error) {
	m, ok := findMove(d)
	if !ok || !p.MemberOf(it.DeskID) || !hasAny(p, reviewersAndEditors) {
		return "", ErrNotFound
	}
	if it.Restricted && !p.NamedOn(it.DeskID) && !(m.Opened && slices.Contains(p.Openings, it.ID)) {
		return "", ErrNotFound
	}
	// A monitor who is also on the desk must not learn how their own report is judged.
	if m.NotSubmitter && slices.Contains(it.Submitters, p.ID) {
		return "", Refuse(Forbidden, "error.own_report")
	}
	if m.NotSubmitter && slices.ContainsFunc(p.Work.Conflicts, func(id ID) bool { return slices.Contains(it.Submitters, id) || slices.Contains(it.Organisations, id) }) {
		return "", Refuse(Forbidden, "error.conflict")
	}
	if !hasAny(p, m.Roles) {
		return "", Refuse(Forbidden, "error.role")
	}
	if m.From != nil && !slices.Contains(m.From, it.State) {
		return "", Refuse(Conflict, "error.moved_on")
	}
	if m.NotProposer && it.ProposedBy == p.ID {
		return "", Refuse(Forbidden, "error.four_eyes")
	}
	return m.To, nil
}

// FindMove gives the row of a deed.
func FindMove(d Deed) (Move, bool) { return findMove(d) }

func findMove(d Deed) (Move, bool) {
	for _, table := range [][]Move{Moves, PublicationMoves, DossierMoves} {
		for _, m := range table {
			if m.Deed == d {
				return m, true
			}
		}
	}
	return Move{}, false
}

func hasAny(p Person, roles []Role) bool {
	return slices.ContainsFunc(roles, p.Has)
}
