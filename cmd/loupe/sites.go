package main

import (
	"context"
	"fmt"
	"io"
	"math"
	"os"

	"loupe/gazetteer"
)

type sitesCommand struct {
	Import sitesImport `cmd:"" help:"Take in a file of mine sites."`
}

type sitesImport struct {
	File    string `arg:"" help:"CSV or GeoJSON file, the latter with points or outlines; - for the standard input; kp for the places of the Kimberley Process that ship with Loupe."`
	Source  string `help:"Where the file is from: it stands beside each site. Needed for any file but kp."`
	Country string `help:"Country of the rows that don't say, as two or three letters."`
	Twins   bool   `help:"Take in the rows that may be sites that are there already as sites of their own. Else they say more of those."`
	DryRun  bool   `help:"Say what would be done and do nothing."`
}

// Run takes the good rows in and says what it made of the others.
func (c sitesImport) Run(ctx context.Context, s *settings) error {
	f := gazetteer.File{Source: c.Source, Country: c.Country}
	data, err := c.read(&f)
	if err != nil {
		return err
	}
	h, err := open(ctx, s, quiet())
	if err != nil {
		return err
	}
	defer h.close()
	r, err := h.People.ReadSitesHere(ctx, data, f)
	if err != nil {
		return err
	}
	for _, x := range r.Rows {
		for _, wrong := range x.Wrong {
			fmt.Printf("row %d: left out: %s\n", x.Number, english(wrong.Key, wrong.Args))
		}
		if o := x.Outline; o != nil && o.Metres > 0 {
			fmt.Printf("row %d: of the outline's %d points %d are kept; the line moves by at most %.0f m\n", x.Number, o.Points, o.Outline.Points(), math.Ceil(o.Metres))
		}
		if t := x.Twin; t != nil {
			where := "in the gazetteer"
			if t.Row > 0 {
				where = fmt.Sprint("in row ", t.Row)
			}
			fmt.Printf("row %d: %s may be %s %s, %.1f km away\n", x.Number, x.Site.Name, t.Name, where, t.Kilometres)
		}
	}
	fmt.Printf("%d rows: %d new, %d may be there already, %d with something wrong; %d with an outline.\n", len(r.Rows), r.Good(), r.Twins(), r.Bad(), r.Outlined())
	if c.DryRun {
		fmt.Println("Nothing was taken in.")
		return nil
	}
	twins := gazetteer.TwinsSources
	if c.Twins {
		twins = gazetteer.TwinsSites
	}
	in, err := h.People.ImportSitesHere(ctx, data, f, twins)
	if err != nil {
		return err
	}
	fmt.Printf("Took in %d sites, %d further sources of sites and %d outlines. An admin can undo it at /desk/admin/sites/import.\n", in.Sites, in.Sources, in.Outlines)
	return nil
}

func (c sitesImport) read(f *gazetteer.File) ([]byte, error) {
	switch c.File {
	case "kp":
		if f.Source == "" {
			f.Source = gazetteer.KPSource
		}
		return gazetteer.KP, nil
	case "-":
		return io.ReadAll(io.LimitReader(os.Stdin, gazetteer.MaxBytes+1))
	}
	file, err := os.Open(c.File)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, gazetteer.MaxBytes+1))
}
