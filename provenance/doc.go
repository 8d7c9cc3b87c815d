// Package provenance reads what apps put beside a photograph so that it can be believed: the
// bundles of ProofMode, the exports of Tella, OpenPGP signatures, and C2PA manifests.
//
// What it gives are facts with limits, never a verdict. A digest that fits says that the bytes are
// those that the proof speaks of; a signature that fits says that whoever held the key signed them.
// The key comes in the same bundle as what it signed, and every place and time is what a phone
// said of itself. Files of strangers are bounded before they are read, and nothing is written down.
package provenance
