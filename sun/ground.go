package sun

import "math"

// View is how a camera stood: level from side to side, over level ground.
type View struct {
	Heading float64 // degrees from north, clockwise, of the middle of the picture
	Field   float64 // degrees that the picture is wide
	Horizon float64 // where the horizon is, as a part of the picture's height from the top; it may lie outside
	Ratio   float64 // height over width
}

// Bearing is the direction, in degrees from north, clockwise, of a line on the ground that goes from
// one place in the picture to another (parts of its width and height from the top left). It is false
// for places that aren't below the horizon, and for a view that can't be.
//
// The picture is taken as a plane at the distance that its field of view gives; the horizon gives how
// far the camera was tilted; each place is followed to the ground. How high the camera was doesn't
// matter to the direction.
func (v View) Bearing(x1, y1, x2, y2 float64) (float64, bool) {
	if !(v.Field > 1 && v.Field < 170) || !(v.Ratio > 0.1 && v.Ratio < 10) || math.Abs(v.Horizon) > 5 {
		return 0, false
	}
	far := 1 / math.Tan(v.Field/2*math.Pi/180)
	tilt := math.Atan(-(v.Horizon - 0.5) * 2 * v.Ratio / far)
	ground := func(x, y float64) (right, forward float64, ok bool) {
		x, y = (x-0.5)*2, (y-0.5)*2*v.Ratio
		down := y*math.Cos(tilt) + far*math.Sin(tilt)
		return x / down, (far*math.Cos(tilt) - y*math.Sin(tilt)) / down, down > 1e-3
	}
	r1, f1, ok1 := ground(x1, y1)
	r2, f2, ok2 := ground(x2, y2)
	if !ok1 || !ok2 || math.Hypot(r2-r1, f2-f1) < 1e-6 {
		return 0, false
	}
	return turn(v.Heading + math.Atan2(r2-r1, f2-f1)*180/math.Pi), true
}

// HeadingBy is where a camera looked, when a thing whose bearing from it is known stands at a part of
// the picture's width from the left.
func HeadingBy(bearing, x, field float64) float64 {
	return turn(bearing - math.Atan((x-0.5)*2*math.Tan(field/2*math.Pi/180))*180/math.Pi)
}

// Apart is how far one bearing is from another: from -180 to 180, positive clockwise.
func Apart(bearing, from float64) float64 { return math.Remainder(bearing-from, 360) }

// BearingTo is the direction at a place in which another lies, on a sphere.
func BearingTo(lat, lon, lat2, lon2 float64) float64 {
	const rad = math.Pi / 180
	east := (lon2 - lon) * rad
	y := math.Sin(east) * math.Cos(lat2*rad)
	x := math.Cos(lat*rad)*math.Sin(lat2*rad) - math.Sin(lat*rad)*math.Cos(lat2*rad)*math.Cos(east)
	return turn(math.Atan2(y, x) / rad)
}

func turn(degrees float64) float64 { return math.Mod(math.Mod(degrees, 360)+360, 360) }
