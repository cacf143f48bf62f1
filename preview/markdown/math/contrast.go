package math

import (
	"image/color"
	"math"
)

// least is the contrast of what can be read: that which WCAG asks for of words
// in their usual size.
const least = 4.5

// readable gives c, or where it is too close to ground in brightness one as
// near to it as can be read there.
func readable(c, ground color.NRGBA) color.NRGBA {
	if contrast(c, ground) >= least {
		return c
	}
	towards := opposite(ground)
	for part := 1; part < 16; part++ {
		if m := mixed(c, towards, float64(part)/16); contrast(m, ground) >= least {
			return m
		}
	}
	return towards
}

// opposite gives black or white, what can be read better on a ground.
func opposite(ground color.NRGBA) color.NRGBA {
	white, black := color.NRGBA{R: 255, G: 255, B: 255, A: 255}, color.NRGBA{A: 255}
	if contrast(black, ground) > contrast(white, ground) {
		return black
	}
	return white
}

// mixed gives a with so much of b in it.
func mixed(a, b color.NRGBA, part float64) color.NRGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*part)) }
	return color.NRGBA{R: mix(a.R, b.R), G: mix(a.G, b.G), B: mix(a.B, b.B), A: 255}
}

// contrast gives how far two colours are apart in brightness, 1 to 21.
func contrast(a, b color.NRGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// luminance gives how bright a colour is, 0 to 1.
func luminance(c color.NRGBA) float64 {
	linear := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}
