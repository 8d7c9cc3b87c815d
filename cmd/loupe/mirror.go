package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"loupe/mirror"
)

type mirrorCommand struct {
	At  string `help:"Public address of the copy, where it has one: then pictures of links that are shared come from it." placeholder:"URL"`
	Dir string `arg:"" help:"Folder for the copy: empty, or with a copy that was made before. What isn't part of the copy is removed, save names that begin with a dot." type:"path"`
}

// Run writes the public site as files, for a second host or a stick. Links that need the living site
// lead to its public address, so that has to be said.
func (c mirrorCommand) Run(ctx context.Context, s *settings) error {
	if s.URL == "" {
		return errors.New("say the public address with --url or LOUPE_URL: pages of the copy lead to it")
	}
	h, err := open(ctx, s, quiet())
	if err != nil {
		return err
	}
	defer h.close()
	result, err := h.mirror(ctx, c.Dir, c.At)
	if err != nil {
		return err
	}
	fmt.Printf("%d files, %d written, %d removed\n", result.Files, result.Written, result.Removed)
	return nil
}

func (h *house) mirror(ctx context.Context, dir, at string) (mirror.Result, error) {
	platform, err := h.records.Platform(ctx)
	if err != nil {
		return mirror.Result{}, err
	}
	languages := slices.DeleteFunc(slices.Clone(platform.Languages), func(tag string) bool { return h.catalog.Localizer(tag).Tag() != tag })
	if len(languages) == 0 {
		languages = []string{h.catalog.Languages()[0].Tag}
	}
	generation := func() uint64 { // asked before and after everything is walked through
		h.records.Look(ctx)
		return h.published.Generation()
	}
	return mirror.Run(ctx, dir, mirror.Options{
		Handler: h.handler, Base: h.base, At: strings.TrimSuffix(at, "/"), Languages: languages, Generation: generation,
		Text: func(lang, key string) string { return h.catalog.Localizer(lang).T(key) },
	})
}
