// Package paper looks at documents that strangers sent: the pages of a PDF come out as pictures, the
// words of office files and of plain text come out as text. The work is done by Run in a process of
// its own, which Reader starts for each document: it gets the bytes on standard input and nothing
// else, is held to limits of memory, time and output by the system, and can write no file. What it
// answers is read as a stranger's words too.
package paper

import (
	"errors"
	"time"
)

// The refusals. None tells what was in the file.
var (
	ErrNotDocument = errors.New("not a document that can be shown")
	ErrLocked      = errors.New("the document is locked by a password")
	ErrTooLarge    = errors.New("the document takes more room or time than may be spent on it")
	ErrUnreadable  = errors.New("the document is damaged")
)

// Limits of one process.
const (
	MaxBytes  = 64 << 20 // of the file
	MaxBatch  = 10       // pages drawn at once
	MaxPages  = 5000     // of a document
	maxSide   = 1600     // pixels of a drawn page
	maxTime   = 40 * time.Second
	maxCPU    = 60        // seconds, counted by the system
	maxMemory = 1 << 30   // address space beyond what is reserved when the work begins
	maxWasm   = 256 << 20 // what the drawing of a PDF may use
	maxHeader = 4 << 20   // what is said of a document, its text included
	maxJPEG   = 8 << 20   // of a page
)

// Document is what a document shows: pages to look at, or text.
type Document struct {
	MIME       string
	Pages      int        `json:",omitempty"` // how many there are; 0 when it is shown as text
	Drawn      []Page     `json:"-"`          // those that were asked for
	Text       []Block    `json:",omitempty"`
	Cut        bool       `json:",omitempty"` // there is more text than is shown
	Pictures   int        `json:",omitempty"` // pictures inside an office file, which aren't shown
	Properties []Property `json:",omitempty"`
}

// Page is one page, drawn.
type Page struct {
	Number        int    // from 1
	JPEG          []byte // nil when it couldn't be drawn
	Width, Height int
	Text          string // the words on it, as the file gives them
}

// Block is a paragraph, a heading, or a row of a table.
type Block struct {
	Kind  BlockKind
	Text  string   `json:",omitempty"`
	Cells []string `json:",omitempty"`
}

// BlockKind tells blocks apart.
type BlockKind string

// The kinds of blocks. Part is the beginning of a sheet, a slide, the notes or the comments.
const (
	Words   BlockKind = "words"
	Heading BlockKind = "heading"
	Row     BlockKind = "row"
	Part    BlockKind = "part"
)

// Property is one thing that a document says of itself. None of it is proof.
type Property struct{ Name, Value string }
