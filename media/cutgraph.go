package media

import (
	"fmt"
	"math"
	"strings"
)

const (
	boxEarly   = 0.05 // seconds by which a box comes early and stays late: more than a frame
	soundEarly = 0.03 // and a silence: more than a packet of soundPacket samples
	// soundPacket is how many samples are muted or not together.
	soundPacket = 128
	soundRate   = 48000
	// lower is how far a shifted voice is lowered: some five semitones.
	lower = 0.75
)

// arguments says to ffmpeg how a recording is made anew.
func (c Cut) arguments(p probed, sound bool) ([]string, error) {
	if !p.Sound && (sound || !p.Moving) {
		return nil, ErrUnreadable
	}
	var graph []string
	var maps []string
	if !sound && p.Moving {
		graph = append(graph, "[0:v:0]"+strings.Join(c.picture(), ",")+"[v]")
		maps = append(maps, "-map", "[v]", "-c:v", "libx264", "-preset", "veryfast", "-crf", "24", "-g", "60", "-bf", "0", "-bsf:v", "filter_units=remove_types=6", "-flags:v", "+bitexact")
	}
	if p.Sound {
		graph = append(graph, c.sound())
		maps = append(maps, "-map", "[a]", "-c:a", "aac", "-b:a", "96k", "-flags:a", "+bitexact")
	}
	args := append([]string{"-filter_complex", strings.Join(graph, ";")}, maps...)
	return append(args, "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact",
		"-movflags", "+frag_keyframe+empty_moov+default_base_moof", "-f", "mp4", "pipe:1"), nil
}

// picture draws the boxes over frames that come at a steady pace, after they have their size.
func (c Cut) picture() []string {
	out := []string{
		fmt.Sprintf("fps=%d", cutRate), "scale=w='trunc(iw*sar)':h=ih", "setsar=1",
		fmt.Sprintf("scale=w='min(%d,iw)':h='min(%d,ih)':force_original_aspect_ratio=decrease:force_divisible_by=2", cutSide, cutSide), "format=yuv420p",
	}
	moves := 0.0
	for _, b := range c.Boxes {
		if b.End != b.Box {
			moves += b.To - b.From
		}
	}
	step := max(0.1, moves/cutSteps)
	for _, b := range c.Boxes {
		n := 1
		if b.End != b.Box {
			n = max(1, int(math.Ceil((b.To-b.From)/step)))
		}
		for i := range n {
			from, to := float64(i)/float64(n), float64(i+1)/float64(n)
			r := union(b.between(from), b.between(to))
			// Two pixels more on each side: colour is kept for two by two pixels together.
			out = append(out, fmt.Sprintf("drawbox=x='floor(iw*%.5f)-2':y='floor(ih*%.5f)-2':w='ceil(iw*%.5f)+5':h='ceil(ih*%.5f)+5':color=black:t=fill:enable='between(t,%.3f,%.3f)'",
				r.X, r.Y, r.W, r.H, max(0, b.From+(b.To-b.From)*from-boxEarly), b.From+(b.To-b.From)*to+boxEarly))
		}
	}
	return out
}

func (b MovingBox) between(share float64) Box {
	mix := func(from, to float64) float64 { return from + (to-from)*share }
	return Box{mix(b.X, b.End.X), mix(b.Y, b.End.Y), mix(b.W, b.End.W), mix(b.H, b.End.H)}
}

func union(a, b Box) Box {
	x, y := min(a.X, b.X), min(a.Y, b.Y)
	return Box{x, y, max(a.X+a.W, b.X+b.W) - x, max(a.Y+a.H, b.Y+b.H) - y}
}

// sound mutes what is cut, and lays a lowered voice over what is shifted: the voice as it was isn't under it.
func (c Cut) sound() string {
	var all, pitch []string
	for _, s := range c.Sounds {
		all = append(all, fmt.Sprintf("between(t,%.3f,%.3f)", max(0, s.From-soundEarly), s.To+soundEarly))
		if s.Pitch {
			pitch = append(pitch, fmt.Sprintf("between(t,%.3f,%.3f)", s.From, s.To))
		}
	}
	packets := fmt.Sprintf("asetnsamples=n=%d:p=0", soundPacket)
	begin := fmt.Sprintf("[0:a:0]aresample=%d", soundRate)
	if all == nil {
		return begin + "[a]"
	}
	mute := packets + ",volume=volume=0:enable='" + strings.Join(all, "+") + "'"
	if pitch == nil {
		return begin + "," + mute + "[a]"
	}
	return begin + ",asplit[o][p];[o]" + mute + "[oo];" +
		fmt.Sprintf("[p]asetrate=%d,aresample=%d,atempo=%.6f,", int(soundRate*lower), soundRate, 1/lower) + packets +
		",volume=volume=0:enable='not(" + strings.Join(pitch, "+") + ")'[pp];[oo][pp]amix=inputs=2:duration=first:normalize=0[a]"
}
