package main

import (
	"os"
	"path/filepath"

	"loupe/paper"
)

// paperCommand is the process in which one document of a stranger is read.
type paperCommand struct {
	Cache string `arg:"" help:"Folder for the drawing program's compiled form."`
	From  int    `arg:"" help:"First page."`
	Count int    `arg:"" help:"How many pages to draw."`
}

func (c paperCommand) Run() error { return paper.Run(os.Stdin, os.Stdout, c.Cache, c.From, c.Count) }

// papers starts this program again for each document; nil where it can't find itself.
func papers(s *settings) *paper.Reader {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	cache, err := filepath.Abs(filepath.Join(s.Data, "cache"))
	if err != nil {
		return nil
	}
	return paper.NewReader(self, "paper", cache)
}
