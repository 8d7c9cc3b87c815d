package media

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"image"
	"math"
	"runtime"
	"sync"
)

// The weights of TinyFaceDetector, from the npm package @vladmandic/face-api (MIT) as static/vendor.sh takes
// them: a YOLO v2 of seven separable convolutions (Redmon and Farhadi, 2016; Howard et al., 2017),
// each weight a byte with the scale and minimum of its table.
//
//go:embed faces
var faceModel embed.FS

// anchors are the five sizes, in cells, from which the network measures.
var anchors = [5][2]float64{{1.603231, 2.094468}, {6.041143, 7.080126}, {2.882459, 3.518061}, {4.266906, 5.178857}, {9.041765, 10.66308}}

// means of red, green and blue are taken off each pixel.
var means = [3]float32{117.001, 114.697, 97.404}

// convolutions is how many separable convolutions follow the first.
const convolutions = 5

type faceNetwork struct{ tables map[string]table }

type table struct {
	shape []int
	data  []float32
}

func readNetwork() (*faceNetwork, error) {
	raw, err := faceModel.ReadFile("faces/model.bin")
	if err != nil {
		return nil, fmt.Errorf("reading the face model: %w", err)
	}
	text, err := faceModel.ReadFile("faces/weights.json")
	if err != nil {
		return nil, fmt.Errorf("reading the face model: %w", err)
	}
	var list []struct {
		Weights []struct {
			Name         string
			Shape        []int
			Quantization struct{ Scale, Min float64 }
		}
	}
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, fmt.Errorf("reading the face model: %w", err)
	}
	n := &faceNetwork{map[string]table{}}
	for _, part := range list {
		for _, w := range part.Weights {
			size := 1
			for _, d := range w.Shape {
				size *= d
			}
			if size > len(raw) {
				return nil, fmt.Errorf("the face model is cut short at %s", w.Name)
			}
			data := make([]float32, size)
			for i, b := range raw[:size] {
				data[i] = float32(float64(b)*w.Quantization.Scale + w.Quantization.Min)
			}
			n.tables[w.Name], raw = table{w.Shape, data}, raw[size:]
		}
	}
	return n, nil
}

// volume is a stack of channels over an area, the channels of a place beside each other.
type volume struct {
	w, h, c int
	v       []float32
}

func newVolume(w, h, c int) volume { return volume{w, h, c, make([]float32, w*h*c)} }

func (v volume) at(x, y int) []float32 { i := (y*v.w + x) * v.c; return v.v[i : i+v.c] }

// look runs the network over a picture whose sides are multiples of 32.
func (n *faceNetwork) look(ctx context.Context, img *image.RGBA) ([]Face, error) {
	x := newVolume(img.Rect.Dx(), img.Rect.Dy(), 3)
	for i := range x.w * x.h {
		for c := range 3 {
			x.v[i*3+c] = (float32(img.Pix[i*4+c]) - means[c]) / 255
		}
	}
	x = halve(n.first(x), 2)
	for i := 1; i <= convolutions; i++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		stride := 2
		if i == convolutions {
			stride = 1
		}
		x = halve(n.separable(x, fmt.Sprintf("conv%d/", i)), stride)
	}
	return boxes(n.point(x, n.tables["conv8/filters"], n.tables["conv8/bias"], false)), nil
}

// first is a plain convolution of 3 by 3 without a border.
func (n *faceNetwork) first(x volume) volume {
	filters, bias := n.tables["conv0/filters"], n.tables["conv0/bias"]
	out := newVolume(x.w-2, x.h-2, len(bias.data))
	rows(out.h, func(y int) {
		for at := range out.w {
			sum := out.at(at, y)
			copy(sum, bias.data)
			for k := range 9 {
				for c, v := range x.at(at+k%3, y+k/3) {
					weights := filters.data[(k*x.c+c)*out.c:][:out.c]
					for o, w := range weights {
						sum[o] += v * w
					}
				}
			}
			leak(sum)
		}
	})
	return out
}

// separable is a convolution of 3 by 3 in each channel, with a border of nought, and one over the channels.
func (n *faceNetwork) separable(x volume, name string) volume {
	filter := n.tables[name+"depthwise_filter"]
	deep := newVolume(x.w, x.h, x.c)
	rows(x.h, func(y int) {
		for at := range x.w {
			sum := deep.at(at, y)
			for k := range 9 {
				fx, fy := at+k%3-1, y+k/3-1
				if fx < 0 || fy < 0 || fx >= x.w || fy >= x.h {
					continue
				}
				weights := filter.data[k*x.c:][:x.c]
				for c, v := range x.at(fx, fy) {
					sum[c] += v * weights[c]
				}
			}
		}
	})
	return n.point(deep, n.tables[name+"pointwise_filter"], n.tables[name+"bias"], true)
}

// point is a convolution over the channels of each place.
func (n *faceNetwork) point(x volume, filter, bias table, leaky bool) volume {
	out := newVolume(x.w, x.h, len(bias.data))
	rows(out.h, func(y int) {
		for at := range out.w {
			sum := out.at(at, y)
			copy(sum, bias.data)
			for c, v := range x.at(at, y) {
				weights := filter.data[c*out.c:][:len(sum)]
				for o, w := range weights {
					sum[o] += v * w
				}
			}
			if leaky {
				leak(sum)
			}
		}
	})
	return out
}

func leak(list []float32) {
	for i, v := range list {
		if v < 0 {
			list[i] = v * 0.1
		}
	}
}

// halve keeps the greatest of each 2 by 2, every stride places.
func halve(x volume, stride int) volume {
	out := newVolume((x.w+stride-1)/stride, (x.h+stride-1)/stride, x.c)
	rows(out.h, func(y int) {
		for at := range out.w {
			to := out.at(at, y)
			copy(to, x.at(at*stride, y*stride))
			for k := 1; k < 4; k++ {
				fx, fy := at*stride+k%2, y*stride+k/2
				if fx >= x.w || fy >= x.h {
					continue
				}
				for c, v := range x.at(fx, fy) {
					to[c] = max(to[c], v)
				}
			}
		}
	})
	return out
}

// boxes reads the network's answer: for each cell and anchor, the middle, the size and how sure it is.
func boxes(x volume) []Face {
	var out []Face
	sigmoid := func(v float32) float64 { return 1 / (1 + math.Exp(-float64(v))) }
	for y := range x.h {
		for at := range x.w {
			for a, anchor := range anchors {
				v := x.at(at, y)[a*5 : a*5+5]
				score := sigmoid(v[4])
				if score < faceScore {
					continue
				}
				w, h := math.Exp(float64(v[2]))*anchor[0]/float64(x.w), math.Exp(float64(v[3]))*anchor[1]/float64(x.h)
				mx, my := (float64(at)+sigmoid(v[0]))/float64(x.w), (float64(y)+sigmoid(v[1]))/float64(x.h)
				left, top := max(0, mx-w/2), max(0, my-h/2)
				out = append(out, Face{Box{left, top, min(1, mx+w/2) - left, min(1, my+h/2) - top}, score})
			}
		}
	}
	return out
}

// rows does the rows of a volume on all processors.
func rows(n int, row func(y int)) {
	workers := min(n, runtime.GOMAXPROCS(0))
	var wait sync.WaitGroup
	for k := range workers {
		wait.Go(func() {
			for y := k; y < n; y += workers {
				row(y)
			}
		})
	}
	wait.Wait()
}
