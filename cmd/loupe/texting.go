package main

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"loupe/models"
	"loupe/seal"
	"loupe/server/collect"
	"loupe/sms"
	"loupe/texting"
)

// newTexting makes the way of text messages: its words are the catalogs', its reports are intake's.
func (h *house) newTexting(now func() time.Time) *texting.Texting {
	return texting.New(h.records, h.unattended, h.smsScript, h.tellBySMS, now, rand.Reader)
}

func (h *house) smsScript(ctx context.Context) (sms.Script, error) {
	platform, err := h.records.Platform(ctx)
	if err != nil {
		return sms.Script{}, err
	}
	s := sms.Script{
		Languages: platform.Languages,
		T:         func(l, key string, args ...any) string { return h.catalog.Localizer(l).T(key, args...) },
		Name: func(l string) string {
			tag, err := language.Parse(l)
			if err != nil {
				return l
			}
			return display.Self.Name(tag)
		},
	}
	if len(s.Languages) == 0 {
		s.Languages = []string{"en"}
	}
	for _, a := range models.Acts {
		group, _, _ := strings.Cut(a.Code, ".")
		i := slices.IndexFunc(s.Groups, func(g sms.Group) bool { return g.Code == group })
		if i < 0 {
			s.Groups, i = append(s.Groups, sms.Group{Code: group}), len(s.Groups)
		}
		s.Groups[i].Acts = append(s.Groups[i].Acts, a.Code)
	}
	return s, nil
}

func (h *house) tellBySMS(ctx context.Context, t texting.Told) (seal.Receipt, error) {
	sites, err := h.Intake.Sites(ctx)
	if err != nil {
		return seal.Receipt{}, err
	}
	edge, err := h.Intake.Begin()
	if err != nil {
		return seal.Receipt{}, err
	}
	out, err := edge.Submit(ctx, nil, collect.Form(t, sites))
	return out.Receipt, err
}
