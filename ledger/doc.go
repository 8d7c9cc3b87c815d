// Package ledger holds the canonical form of a custody entry: what the append-only Merkle log
// (RFC 6962 hashing) integrates. Entries hold ids, deed names, times and salted digests, never
// content, so that the log can be published and witnessed without giving anything away.
package ledger
