// Package media looks at files that strangers sent: what they are, what they say of themselves, and
// what a picture shows. Everything is bounded before it is decoded; a hostile file costs an error,
// never the process. Originals are only read: every picture that comes out is a new one without
// metadata.
package media
