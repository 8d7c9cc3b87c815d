package main

import (
	"context"
	"errors"
	"fmt"

	"loupe/mirror"
)

type mirrorCommand struct {
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
	go h.records.Watch(ctx)
	result, err := h.mirror(ctx, c.Dir)
	if err != nil {
		return err
	}
	fmt.Printf("%d files, %d written, %d removed\n", result.Files, result.Written, result.Removed)
	return nil
}

func (h *house) mirror(ctx context.Context, dir string) (mirror.Result, error) {
	platform, err := h.records.Platform(ctx)
	if err != nil {
		return mirror.Result{}, err
	}
	texts := h.catalog.Localizer(platform.Languages...)
	return mirror.Run(ctx, dir, mirror.Options{Handler: h.handler, Base: h.base, Generation: h.published.Generation, Text: func(key string) string { return texts.T(key) }})
}
