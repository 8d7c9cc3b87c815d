package web

import (
	"fmt"
	"strings"

	"loupe/models"
)

// veilName is how media names the copy that shows colours alone.
const veilName = "veil.jpg"

// srcset lists the widths in which a published picture can be had as a type, for a browser to choose from;
// "" when there are none.
func srcset(e models.PublicCopy, mime string) string {
	var list []string
	for _, r := range e.Sizes {
		if r.Type == mime && r.Name != veilName {
			list = append(list, fmt.Sprintf("%s %dw", beside(e, r.Name), r.Width))
		}
	}
	if list != nil && mime == e.Type {
		list = append(list, fmt.Sprintf("%s %dw", beside(e, e.Name), e.Width))
	}
	return strings.Join(list, ", ")
}

// veil is the address of what stands in a picture's place until it is asked for; "" while there is none.
func veil(e models.PublicCopy) string {
	if r := e.Veil(); r != nil {
		return beside(e, r.Name)
	}
	return ""
}

func beside(e models.PublicCopy, name string) string { return "/exhibits/" + string(e.ID) + "/" + name }
