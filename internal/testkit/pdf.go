package testkit

import (
	"bytes"
	"fmt"
)

// PDF makes a file with one page of A4 for each line of plain ASCII words.
func PDF(pages ...string) []byte {
	var b bytes.Buffer
	var starts []int
	object := func(format string, args ...any) {
		starts = append(starts, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(starts))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	kids := ""
	for i := range pages {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	object("<</Type/Pages/Kids[%s]/Count %d>>", kids, len(pages))
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	for i, words := range pages {
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", 5+2*i)
		stream := fmt.Sprintf("BT /F 24 Tf 72 720 Td (%s) Tj ET", words)
		object("<</Length %d>>stream\n%s\nendstream", len(stream), stream)
	}
	at := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(starts)+1)
	for _, start := range starts {
		fmt.Fprintf(&b, "%010d 00000 n \n", start)
	}
	fmt.Fprintf(&b, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(starts)+1, at)
	return b.Bytes()
}
