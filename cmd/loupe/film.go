package main

import (
	"errors"
	"os"
	"syscall"

	"loupe/media"
)

// boundedCommand is the process that ffmpeg runs in: what it is handed is a stranger's.
type boundedCommand struct {
	Args []string `arg:"" help:"The program and its arguments."`
}

func (c boundedCommand) Run() error {
	if len(c.Args) == 0 {
		return errors.New("no program is named")
	}
	if err := media.Bound(media.FilmRoom, media.FilmCPU); err != nil {
		return err
	}
	return syscall.Exec(c.Args[0], c.Args, []string{})
}

// film looks for ffmpeg; nil where it isn't installed.
func film() *media.FFmpeg {
	self, err := os.Executable()
	if err != nil {
		return nil
	}
	return media.FindFFmpeg(self, "bounded")
}
