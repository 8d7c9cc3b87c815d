package media

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// probed is what ffprobe says of a recording.
type probed struct {
	Sound, Moving bool
	Width, Height int
	Seconds       float64
	codecs        []string
	tags          []string // names of what it says of itself
}

// plainTags are what ffmpeg writes into each file that it makes. None tells who made a recording, where or with what.
var plainTags = []string{"major_brand", "minor_version", "compatible_brands", "handler_name", "vendor_id", "language", "encoder"}

// clean tells whether a recording has what we made and no more.
func (p probed) clean(sound bool) error {
	for _, codec := range p.codecs {
		if codec != "aac" && (codec != "h264" || sound) {
			return fmt.Errorf("%w: a stream of %s", ErrMetadata, codec)
		}
	}
	for _, t := range p.tags {
		if !slices.Contains(plainTags, t) {
			return fmt.Errorf("%w: %s", ErrMetadata, t)
		}
	}
	if len(p.codecs) == 0 {
		return ErrUnreadable
	}
	return nil
}

func (f *FFmpeg) probe(ctx context.Context, in io.ReaderAt, size int64) (probed, error) {
	out := &limited{most: 1 << 20}
	if err := f.process(ctx, in, size, out, nil, prober(), nil, []string{"-show_streams", "-show_format", "-of", "json"}); err != nil {
		return probed{}, err
	}
	var said struct {
		Streams []struct {
			Kind        string `json:"codec_type"`
			Codec       string `json:"codec_name"`
			Width       int
			Height      int
			Disposition map[string]int
			Tags        map[string]string
		}
		Format struct {
			Duration string
			Tags     map[string]string
		}
	}
	if out.cut || json.Unmarshal(out.Bytes(), &said) != nil {
		return probed{}, ErrUnreadable
	}
	var p probed
	tags := func(list map[string]string) {
		for name := range list {
			p.tags = append(p.tags, strings.ToLower(name))
		}
	}
	tags(said.Format.Tags)
	p.Seconds, _ = strconv.ParseFloat(said.Format.Duration, 64) // "" or "N/A" when it doesn't say
	for _, s := range said.Streams {
		tags(s.Tags)
		p.codecs = append(p.codecs, s.Codec)
		switch {
		case s.Kind == "audio":
			p.Sound = true
		case s.Kind == "video" && s.Disposition["attached_pic"] == 0 && !p.Moving:
			p.Moving, p.Width, p.Height = true, s.Width, s.Height
		}
	}
	return p, nil
}
