// Package press writes a published work down for others: citations, a card for link previews, a QR
// code for print, and a bag to take away. Bytes in, bytes out; it knows nothing of where a work is kept.
package press
