package pictures

import "math"

func (c *canvas) landscape(kind string) {
	dusk := kind == "camp" || kind == "burnt" || c.seed%5 == 0
	high, low := rgb{96, 140, 190}, rgb{222, 226, 220}
	if dusk {
		high, low = rgb{74, 78, 120}, rgb{240, 176, 120}
	}
	horizon := Height * (0.34 + 0.08*c.hash(1, 1, 7))
	// Clouds are so smooth that one value does for a square of four pixels; what is below the hills is
	// painted over.
	var clouds [Width]float64
	for y := range int(horizon) + 40 {
		for x := range Width {
			if x%4 == 0 && y%4 == 0 {
				clouds[x] = c.fractal(float64(x), float64(y)*2.4, 260, 3)
			}
			v := mix(high, low, float64(y)/horizon)
			c.put(x, y, mix(v, rgb{250, 244, 236}, (clouds[x-x%4]-0.52)*2.2))
		}
	}
	// Hills, one behind the other, paler with distance.
	for layer := range 4 {
		t := float64(layer) / 3
		base := horizon - 46*(1-t) + 10*t
		tone := mix(mix(low, rgb{96, 116, 110}, 0.55), rgb{58, 84, 56}, t)
		for x := range Width {
			top := base - 70*(1-0.4*t)*(c.fractal(float64(x)+300*t, 10, 230, uint64(20+layer))-0.4)
			for y := int(top); y < int(horizon+30); y++ {
				n := c.noise(float64(x), float64(y), 9, 40) * 16 * t
				c.put(x, y, rgb{tone.r + n, tone.g + n, tone.b + n})
			}
		}
	}
	c.ground(kind, horizon, dusk)
	switch kind {
	case "camp":
		c.huts(horizon, false)
	case "burnt":
		c.huts(horizon, true)
	case "roadblock":
		c.barrier(horizon)
	case "river":
		c.raft(horizon)
	}
	if kind != "roadblock" {
		for i := range 2 + int(c.seed%3) {
			c.person(Width*(0.2+0.6*c.hash(i, 5, 31)), horizon+150+220*c.hash(i, 6, 32), 46+70*c.hash(i, 6, 32))
		}
	}
}

// ground paints laterite with what was dug or washed into it.
func (c *canvas) ground(kind string, horizon float64, dusk bool) {
	for y := int(horizon); y < Height; y++ {
		depth := (float64(y) - horizon) / (Height - horizon)
		earth, grass := 0.0, 0.0
		for x := range Width {
			px, py := (float64(x)-Width/2)/(0.25+depth)+Width/2, 400/(0.12+depth)
			if x%4 == 0 { // both are smooth along a row
				earth, grass = c.fractal(px, py, 120, 50), c.fractal(px, py, 70, 60)
			}
			v := mix(rgb{176, 108, 70}, rgb{138, 74, 44}, earth)
			if grass > 0.62 {
				v = mix(v, rgb{92, 104, 58}, 0.65)
			}
			switch kind {
			case "pit":
				d := math.Hypot((float64(x)-Width*0.52)/470, (float64(y)-(horizon+230))/175) + 0.1*c.fractal(float64(x), float64(y), 120, 70)
				if d < 1 {
					step := math.Floor(d*6) / 6
					v = mix(rgb{86, 44, 30}, rgb{196, 126, 84}, step)
					if d*6-math.Floor(d*6) < 0.18 {
						v = mix(v, rgb{60, 32, 24}, 0.6)
					}
					if d < 0.2 {
						v = mix(rgb{128, 134, 112}, low(dusk), 0.25+0.3*c.noise(float64(x), float64(y)*4, 30, 71))
					}
				}
			case "river":
				mid := Width*0.5 + 260*(c.noise(float64(y), 3, 190, 72)-0.5) + 120*depth
				d := math.Abs(float64(x)-mid) / (60 + 300*depth)
				if d < 1 {
					v = mix(rgb{150, 128, 92}, low(dusk), 0.18+0.35*c.noise(float64(x), float64(y)*5, 26, 73))
				} else if d < 1.5 {
					v = mix(v, rgb{206, 192, 164}, 0.7*(1.5-d)*2)
				}
			case "roadblock":
				d := math.Abs(float64(x)-Width/2) / (40 + 420*depth)
				if d < 1 {
					v = mix(rgb{198, 142, 100}, rgb{170, 112, 76}, c.noise(px, py, 30, 74))
				}
			case "burnt":
				if c.fractal(float64(x), float64(y)*1.8, 160, 75) > 0.47 {
					v = mix(v, rgb{44, 40, 40}, 0.75)
				}
			}
			f := 0.82 + 0.25*depth
			if dusk {
				f *= 0.84
			}
			n := (c.noise(px*3, py*3, 7, 80) - 0.5) * 22
			c.put(x, y, rgb{v.r*f + n, v.g*f + n, v.b*f + n})
		}
	}
}

func low(dusk bool) rgb {
	if dusk {
		return rgb{240, 176, 120}
	}
	return rgb{222, 226, 220}
}

func (c *canvas) huts(horizon float64, burnt bool) {
	for i := range 6 {
		depth := 0.15 + 0.12*float64(i)
		x, y, s := Width*(0.08+0.86*c.hash(i, 1, 90)), horizon+depth*330, 40+150*depth
		if burnt {
			for k := range 5 {
				px := x + s*(float64(k)/4-0.5)*1.5
				c.box(px, y-s*(0.4+0.5*c.hash(i, k, 91)), px+4+6*depth, y, rgb{30, 26, 26})
			}
			continue
		}
		sheet := []rgb{{58, 96, 150}, {206, 200, 190}, {86, 118, 84}, {170, 120, 70}}[int(4*c.hash(i, 2, 92))]
		for yy := -s * 0.8; yy < 0; yy++ {
			half := s * (0.25 + 0.6*(1+yy/(s*0.8)))
			for xx := -half; xx < half; xx++ {
				v := mix(sheet, rgb{30, 30, 36}, 0.15+0.4*(xx/half+1)/2)
				n := c.noise(x+xx, y+yy, 12, 93) * 22
				c.put(int(x+xx), int(y+yy), rgb{v.r + n, v.g + n, v.b + n})
			}
		}
		c.box(x-s*0.14, y-s*0.42, x+s*0.14, y, rgb{28, 22, 22})
	}
}

func (c *canvas) barrier(horizon float64) {
	y := horizon + 170
	for x := Width * 0.2; x < Width*0.82; x++ {
		stripe := rgb{200, 52, 44}
		if int(x/46)%2 == 0 {
			stripe = rgb{234, 230, 222}
		}
		yy := y - (x-Width*0.2)*0.05
		c.box(x, yy, x+1, yy+13, stripe)
	}
	for _, x := range []float64{Width * 0.2, Width * 0.82} {
		c.box(x-8, y-60, x+8, y+90, rgb{70, 52, 40})
	}
	for i, x := range []float64{0.13, 0.27, 0.74, 0.9} {
		c.person(Width*x, y+130+24*c.hash(i, 3, 94), 190)
	}
}

func (c *canvas) raft(horizon float64) {
	x, y := Width*0.5, horizon+190
	c.box(x-90, y, x+90, y+16, rgb{66, 60, 56})
	c.box(x-60, y-34, x-8, y, rgb{90, 96, 100})
	for d := range 200 {
		c.box(x+60+float64(d), y-10+float64(d*d)/300, x+63+float64(d), y-2+float64(d*d)/300, rgb{40, 40, 44})
	}
	for i := range 10 {
		px := Width * (0.1 + 0.8*c.hash(i, 4, 95))
		c.ellipse(px, horizon+60+40*c.hash(i, 5, 96), 40, 12, func(dx, dy float64) rgb { return mix(rgb{206, 192, 164}, rgb{160, 140, 110}, dy) })
	}
}

// person stands at x, y with a height: clothes and a head, no face.
func (c *canvas) person(x, y, h float64) {
	clothes := []rgb{{60, 70, 96}, {120, 62, 52}, {74, 90, 64}, {150, 132, 96}, {52, 52, 58}}[int(5*c.hash(int(x), int(y), 97))]
	skin := []rgb{{72, 48, 36}, {96, 66, 48}, {120, 84, 62}}[int(3*c.hash(int(y), int(x), 98))]
	c.ellipse(x+h*0.12, y+2, h*0.28, h*0.05, func(float64, float64) rgb { return rgb{60, 38, 28} })
	for yy := 0.0; yy < h*0.84; yy++ {
		t := yy / (h * 0.84)
		half := h * (0.07 + 0.07*math.Sin(min(1, t*1.7)*math.Pi*0.62))
		v := clothes
		if t < 0.45 {
			v = mix(clothes, rgb{40, 40, 48}, 0.55)
			if math.Abs(t-0.2) < 0.25 {
				half *= 0.9
			}
		}
		for xx := -half; xx < half; xx++ {
			if t < 0.42 && math.Abs(xx) < h*0.012 {
				continue
			}
			c.put(int(x+xx), int(y-yy), mix(v, rgb{20, 20, 26}, 0.35*(xx/half+1)/2))
		}
	}
	c.ellipse(x, y-h*0.92, h*0.062, h*0.078, func(dx, dy float64) rgb { return mix(skin, rgb{24, 18, 16}, 0.4*(dx+1)/2+0.1) })
}

func (c *canvas) document() {
	for y := range Height {
		for x := range Width {
			g := c.fractal(float64(x)*0.25, float64(y)*3, 60, 110)
			c.put(x, y, mix(rgb{92, 62, 42}, rgb{132, 92, 62}, g))
		}
	}
	tilt := 0.03 * (c.hash(1, 2, 111) - 0.5) * 2
	for y := 50; y < Height-40; y++ {
		shift := tilt * float64(y)
		for x := 200; x < 830; x++ {
			v := mix(rgb{238, 230, 208}, rgb{218, 206, 178}, c.fractal(float64(x), float64(y), 180, 112))
			if (y-50)%44 > 41 && y > 170 {
				v = mix(v, rgb{120, 130, 160}, 0.5)
			}
			for _, column := range []int{330, 520, 690} {
				if (x == column || x == column+1) && y > 170 {
					v = rgb{160, 110, 110}
				}
			}
			c.put(int(float64(x)+shift), y, v)
		}
	}
	for line := range 13 { // handwriting that no one can read
		y := 200 + 44*line
		for _, column := range [][2]int{{215, 320}, {340, 510}, {532, 680}, {702, 815}} {
			length := float64(column[1]-column[0]) * (0.4 + 0.55*c.hash(line, column[0], 113))
			for i := 0.0; i < length; i += 0.4 {
				px := float64(column[0]) + i + tilt*float64(y)
				py := float64(y) + 8*math.Sin(i*0.55+float64(line))*c.noise(i, float64(line*50), 9, 114) - 6*math.Cos(i*0.21)
				c.box(px, py, px+2, py+2, rgb{34, 40, 92})
			}
		}
	}
	c.box(260, 90, 620, 104, rgb{60, 52, 48})
	c.box(300, 122, 560, 130, rgb{90, 80, 74})
	for a := 0.0; a < 2*math.Pi; a += 0.002 {
		for _, r := range []float64{74, 70, 50} {
			px, py := 700+r*math.Cos(a), 650+r*math.Sin(a)*0.96
			if c.noise(px, py, 10, 115) > 0.3 {
				c.put(int(px), int(py), rgb{150, 40, 60})
			}
		}
	}
}

func (c *canvas) stones() {
	for y := range Height {
		for x := range Width {
			weave := 9 * math.Sin(float64(x)*0.8) * math.Sin(float64(y)*0.8)
			v := mix(rgb{50, 72, 96}, rgb{30, 44, 62}, c.fractal(float64(x), float64(y), 240, 120))
			c.put(x, y, rgb{v.r + weave, v.g + weave, v.b + weave})
		}
	}
	for i := range 46 {
		column, row := i%8, i/8
		x := 110 + float64(column)*112 + 26*(c.hash(i, 1, 121)-0.5)
		y := 100 + float64(row)*108 + 26*(c.hash(i, 2, 122)-0.5)
		r := 12 + 5*float64(row) + 8*c.hash(i, 3, 123)
		tone := []rgb{{206, 206, 190}, {190, 176, 130}, {160, 170, 176}, {214, 214, 214}}[int(4*c.hash(i, 4, 124))]
		c.ellipse(x+r*0.3, y+r*0.4, r*1.1, r*0.8, func(float64, float64) rgb { return rgb{16, 24, 36} })
		c.ellipse(x, y, r, r*0.9, func(dx, dy float64) rgb {
			facet := math.Floor(3*math.Abs(math.Sin(4*math.Atan2(dy, dx)+float64(i)))) / 3
			return mix(mix(tone, rgb{255, 255, 250}, 0.5*facet), rgb{70, 74, 80}, 0.55*(dx+dy+1.2)/2.4)
		})
	}
}
