package openrosa

// What the tests hold against the web form and intake.
var (
	HowKnown, ActorTypes, Links         = howKnown, actorTypes, links
	DateForm                            = dateForm
	MaxNarrative, MaxWords, MaxActs     = maxNarrative, maxWords, maxActs
	SubmissionElements, SubmissionDepth = submissionLimits.elements, submissionLimits.depth
	MaxPath                             = maxPath
)
