// Package models holds Loupe's nouns: what a thing is, what must hold of it and who may do what
// to it. It knows no database, no HTTP and no cipher, and imports the standard library only.
//
// One word stands for one thing; docs/house.md has the glossary.
package models
