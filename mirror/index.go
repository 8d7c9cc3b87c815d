package mirror

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"loupe/models"
	"loupe/words"
)

// perShard is how many entries of the list a file of the search holds.
const perShard = 200

// index is what the browser searches: for each word, and each value of a filter, in which cases it
// is. Files hold the words that begin alike; a search fetches those of its own words only.
type index struct {
	refs  []string
	words map[string][]int // by place in refs, newest first
	by    map[string]map[string][]int
	files []string // names of the files of digests
}

func newIndex() *index { return &index{words: map[string][]int{}, by: map[string]map[string][]int{}} }

// add takes the next older case.
func (x *index) add(c listed) {
	at := len(x.refs)
	x.refs = append(x.refs, c.Ref)
	put := func(to map[string][]int, key string) {
		if list := to[key]; key != "" && (len(list) == 0 || list[len(list)-1] != at) {
			to[key] = append(list, at)
		}
	}
	for _, w := range words.Tokens(words.Fold(c.Ref + " " + models.Publication{Content: c.Content}.Text())) {
		put(x.words, w)
	}
	value := func(name string, values ...string) {
		if x.by[name] == nil {
			x.by[name] = map[string][]int{}
		}
		for _, v := range values {
			put(x.by[name], v)
		}
	}
	value("country", c.Country)
	value("region", c.Region)
	value("site", c.SiteSlug, c.SiteName)
	value("outcome", string(c.Outcome))
	for _, code := range c.Categories {
		value("category", code, models.Act{Code: code}.Group())
	}
	value("actor", c.ActorTypes...)
	value("link", c.Link)
	value("kp", string(models.ReadKP(c.ActorTypes, c.Link)))
	value("followup", string(c.Status))
	value("occurred", c.OccurredOn)
}

// write makes the files. Cases are numbered from the oldest, so that a new one leaves most files as
// they are.
func (x *index) write(f *folder) error {
	number := func(places []int) []int { // ascending, each as its distance from the one before
		out, before := make([]int, 0, len(places)), 0
		for _, at := range slices.Backward(places) {
			n := len(x.refs) - 1 - at
			out, before = append(out, n-before), n
		}
		return out
	}
	shards := map[string]map[string][]int{}
	for w, places := range x.words {
		name := "w-" + hex.EncodeToString([]byte(start(w)))
		if shards[name] == nil {
			shards[name] = map[string][]int{}
		}
		shards[name][w] = number(places)
	}
	for name, values := range x.by {
		shards["by-"+name] = map[string][]int{}
		for v, places := range values {
			shards["by-"+name][v] = number(places)
		}
	}
	for name, values := range shards {
		if err := shard(f, name, values); err != nil {
			return err
		}
	}
	names := slices.Sorted(maps.Keys(shards))
	return shard(f, "all", map[string]any{"cases": len(x.refs), "each": perShard, "shards": append(names, x.files...)})
}

// list makes the files of the entries that a search shows, in a language.
func (x *index) list(f *folder, lang string, stories map[place]string) error {
	var list []string
	for n := range x.refs {
		list = append(list, stories[place{lang, x.refs[len(x.refs)-1-n]}])
		if len(list) == perShard || n == len(x.refs)-1 {
			if err := shard(f, fmt.Sprintf("%s-%d", listName(lang), n/perShard), list); err != nil {
				return err
			}
			list = nil
		}
	}
	return nil
}

// listName begins the names of those files.
func listName(lang string) string {
	if lang == "" {
		return "cases"
	}
	return "cases-" + lang
}

// start is what words in one file have in common.
func start(word string) string {
	r := []rune(word)
	return string(r[:min(2, len(r))])
}

// shard writes a file that a script tag can load, so that it works from a folder too, where nothing
// may be fetched.
func shard(f *folder, name string, value any) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	return f.write("search/"+name+".js", fmt.Appendf(nil, "loupeShard(%q, %s);\n", name, strings.TrimSpace(b.String())))
}
