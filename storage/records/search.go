package records

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"loupe/models"
)

var reference = regexp.MustCompile(`(?i)^\s*(lp-\d{4}-\d{4,})\s*$`)

type searchRow struct {
	ID, Ref, State, Title, Summary, Outcome, Country, Region, Site, SiteName, OccurredOn, Content, Cover string
	Version                                                                                              int
	PublishedAt, UpdatedAt                                                                               int64
}

// Search finds publications. A reference finds its publication alone. Words are looked for in all
// of the text, all of them, the last as a beginning; filters narrow further. Each order ends in the
// id, so that pages neither overlap nor leave out.
func (p *Public) Search(ctx context.Context, f models.SearchFilter) (models.SearchPage, error) {
	where, args := p.searchWhere(f)
	words := queryWords(f.Query)
	if m := reference.FindStringSubmatch(f.Query); m != nil {
		where, args, words = append(where, `p.ref = ?`), append(args, strings.ToUpper(m[1])), nil
	} else if len(words) > 0 {
		match, value := p.match(words)
		where, args = append(where, match), append(args, value)
	} else if strings.TrimSpace(f.Query) != "" {
		return models.SearchPage{}, nil // nothing in it is a word
	}
	page := models.SearchPage{}
	conditions := strings.Join(where, " AND ")
	if err := p.db.WithContext(ctx).Raw(`SELECT COUNT(*) FROM (SELECT 1 FROM publications p WHERE `+conditions+` LIMIT 10001) AS found`, args...).Scan(&page.Total).Error; err != nil {
		return page, told(err)
	}
	order, after, err := searchOrder(f)
	if err != nil {
		return page, err
	}
	if after != nil {
		conditions, args = conditions+" AND "+order.after, append(slices.Clone(args), after...)
	}
	limit := limitOr(f.Limit, models.PageSize)
	var rows []searchRow
	err = p.db.WithContext(ctx).Raw(`SELECT p.id, p.ref, p.state, p.version, p.title, p.summary, p.outcome, p.country, p.region, p.site, COALESCE(s.name, '') AS site_name,
		p.occurred_on, p.cover, p.published_at, p.updated_at, v.content
		FROM publications p JOIN publication_versions v ON v.publication_id = p.id AND v.number = p.version LEFT JOIN sites s ON s.slug = p.site AND p.site <> ''
		WHERE `+conditions+` ORDER BY `+order.by+` LIMIT ?`, append(slices.Clone(args), limit+1)...).Scan(&rows).Error
	if err != nil {
		return page, told(err)
	}
	if len(rows) > limit {
		rows = rows[:limit]
		page.Next = order.cursor(rows[limit-1])
	}
	for _, r := range rows {
		hit := models.SearchHit{Publication: publicationRow{ID: r.ID, Ref: r.Ref, State: r.State, Version: r.Version, Content: r.Content, PublishedAt: r.PublishedAt, UpdatedAt: r.UpdatedAt}.publication()}
		if len(words) > 0 {
			c := hit.Publication.Content
			hit.Snippet = snippet(strings.Join([]string{c.Summary, c.Account, c.HowVerified, c.Response, c.FollowUp}, " "), words)
		}
		page.Hits = append(page.Hits, hit)
	}
	return page, nil
}

// match gives the condition for words, cheap for the rare and bounded for the frequent.
func (p *Public) match(words []string) (string, any) {
	if p.postgres {
		return `p.id IN (SELECT w.publication_id FROM publication_words w WHERE w.words @@ to_tsquery('simple', ?))`, postgresQuery(words)
	}
	return `p.id IN (SELECT w.publication_id FROM publication_search f JOIN publication_words w ON w.rowid = f.rowid WHERE publication_search MATCH ?)`, sqliteQuery(words)
}

func (p *Public) searchWhere(f models.SearchFilter) (where []string, args []any) {
	add := func(use bool, condition string, values ...any) {
		if use {
			where, args = append(where, condition), append(args, values...)
		}
	}
	add(true, `p.state <> 'withdrawn'`)
	add(f.Country != "", `p.country = ?`, strings.ToUpper(f.Country))
	add(f.Region != "", `p.region = ?`, f.Region)
	add(f.Site != "", `p.site = ?`, f.Site)
	if f.Category != "" {
		column := "category_group"
		if strings.Contains(f.Category, ".") {
			column = "category"
		}
		add(true, `p.id IN (SELECT c.publication_id FROM publication_categories c WHERE c.`+column+` = ?)`, strings.ToUpper(f.Category))
	}
	add(f.Outcome != "", `p.outcome = ?`, f.Outcome)
	add(f.From != "", `p.occurred_on >= ?`, f.From)
	// A month or year counts as within when it begins within.
	add(f.To != "", `p.occurred_on <= ? AND p.occurred_on <> ''`, f.To)
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = strings.ReplaceAll(s, "\x00", "") // PostgreSQL takes no NUL
		}
	}
	return where, args
}

type ordering struct {
	by, after string
	cursor    func(searchRow) string
}

func searchOrder(f models.SearchFilter) (ordering, []any, error) {
	if f.Sort == models.SearchOccurred {
		o := ordering{`p.occurred_on DESC, p.id DESC`, `(p.occurred_on, p.id) < (?, ?)`, func(r searchRow) string { return encodeCursor(r.OccurredOn, r.ID) }}
		var on, id string
		if f.After == "" {
			return o, nil, nil
		}
		err := decodeCursor(f.After, &on, &id)
		return o, []any{on, id}, err
	}
	o := ordering{`p.published_at DESC, p.id DESC`, `(p.published_at, p.id) < (?, ?)`, func(r searchRow) string { return encodeCursor(r.PublishedAt, r.ID) }}
	var at int64
	var id string
	if f.After == "" {
		return o, nil, nil
	}
	err := decodeCursor(f.After, &at, &id)
	return o, []any{at, id}, err
}

const (
	snippetWords = 32
	leadWords    = 8
)

// snippet gives about 30 words around the first match, matched words marked. It works on the text
// as published, so both databases show the same.
func snippet(text string, query []string) []models.SnippetPiece {
	words := strings.Fields(text)
	match := func(w string) bool {
		for _, t := range tokens(fold(w)) {
			for i, q := range query {
				if t == q || i == len(query)-1 && strings.HasPrefix(t, q) {
					return true
				}
			}
		}
		return false
	}
	start := max(0, slices.IndexFunc(words, match)-leadWords)
	end := min(len(words), start+snippetWords)
	var out []models.SnippetPiece
	add := func(text string, matched bool) {
		if n := len(out); n > 0 && out[n-1].Match == matched {
			out[n-1].Text += text
		} else {
			out = append(out, models.SnippetPiece{Text: text, Match: matched})
		}
	}
	if start > 0 {
		add("… ", false)
	}
	for i, w := range words[start:end] {
		if i > 0 {
			add(" ", false)
		}
		if !match(w) {
			add(w, false)
			continue
		}
		core := strings.TrimFunc(w, func(r rune) bool { return unicode.IsPunct(r) })
		before, after, _ := strings.Cut(w, core)
		add(before, false)
		add(core, true)
		add(after, false)
	}
	if end < len(words) {
		add(" …", false)
	}
	return slices.DeleteFunc(out, func(p models.SnippetPiece) bool { return p.Text == "" })
}
