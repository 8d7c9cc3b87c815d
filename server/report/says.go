package report

// says are the texts that the app's scripts show, by their keys below app.say; [name] in them is filled in there.
var says = []string{
	"copied", "copy.by_hand", "draft.gone", "draft.kept", "draft.locking", "draft.opened",
	"draft.opening", "draft.short", "draft.wrong", "file", "forget", "keys.changed",
	"plain.name", "qr", "remove", "remove.name", "sealed_here", "sealing",
	"sealing.file", "shopping", "sites.found", "sound.empty", "sound.kept", "sound.name", "sound.on",
	"sound.refused", "sound.start", "sound.stop", "spoken", "step.received", "step.refused",
	"step.sending", "step.waiting", "words", "wrong.acts", "wrong.files", "wrong.long",
	"wrong.narrative", "wrong.recording", "wrong.room", "wrong.seal", "wrong.size",
}
