// Package dossier reads the text of a dossier: Markdown chapters, and lines that place published cases
// and figures by reference, so that a correction or withdrawal reaches every dossier that shows them.
//
//	{{case LP-2026-0001}}
//	{{cases country=XM category=KIL}}
//	{{figures by=actor country=XM site="ngoro-pit-xm"}}
//	{{brief country=XM}}
//
// A reference stands alone on its line. Everything else is Markdown. It is text in, blocks out.
package dossier
