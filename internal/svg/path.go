package svg

import (
	"math"
	"strconv"
	"strings"
)

// line is how long a shape's outline is at most, and of how many points and
// pieces it is made.
type line struct {
	length, points, pieces float64
}

// numbers reads those that a list has, as far as they are ones.
func numbers(s string) []float64 {
	var list []float64
	for s != "" {
		f, rest, ok := number(s)
		if !ok {
			break
		}
		list = append(list, f)
		s = rest
	}
	return list
}

// number reads the next one, which may follow the last without a blank.
func number(s string) (f float64, rest string, ok bool) {
	s = strings.TrimLeft(s, " \t\r\n\f,")
	i := 0
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		i++
	}
	digits, dot := 0, false
	for ; i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == '.' && !dot); i++ {
		if s[i] == '.' {
			dot = true
		} else {
			digits++
		}
	}
	if digits == 0 {
		return 0, s, false
	}
	if i+1 < len(s) && (s[i] == 'e' || s[i] == 'E') {
		j := i + 1
		if j+1 < len(s) && (s[j] == '-' || s[j] == '+') {
			j++
		}
		if s[j] >= '0' && s[j] <= '9' {
			for i = j; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			}
		}
	}
	f, err := strconv.ParseFloat(s[:i], 64)
	if err != nil {
		return 0, s, false
	}
	return f, s[i:], true
}

// outline measures path data. What cannot be read ends it, as it does for what
// draws it.
func outline(d string) line {
	var l line
	var x, y, startX, startY float64
	to := func(nx, ny float64) {
		l.length += math.Abs(nx-x) + math.Abs(ny-y)
		l.points++
		x, y = nx, ny
	}
	s := d
	for {
		s = strings.TrimLeft(s, " \t\r\n\f,")
		if s == "" {
			return l
		}
		c := s[0]
		s = s[1:]
		relative := c >= 'a'
		width := 0
		switch c | 0x20 {
		case 'm', 'l', 't':
			width = 2
		case 'h', 'v':
			width = 1
		case 's', 'q':
			width = 4
		case 'c':
			width = 6
		case 'a':
			width = 7
		case 'z':
			to(startX, startY)
			continue
		default:
			return l
		}
		for first := true; ; first = false {
			var n [7]float64
			got := 0
			for got < width {
				var f float64
				var ok bool
				if c|0x20 == 'a' && (got == 3 || got == 4) { // flags may stand close together
					f, s, ok = flag(s)
				} else {
					f, s, ok = number(s)
				}
				if !ok {
					break
				}
				n[got] = f
				got++
			}
			if got < width {
				break
			}
			ox, oy := 0.0, 0.0
			if relative {
				ox, oy = x, y
			}
			switch c | 0x20 {
			case 'h':
				to(ox+n[0], y)
			case 'v':
				to(x, oy+n[0])
			case 'm':
				if first {
					l.pieces++
					x, y = ox+n[0], oy+n[1]
					startX, startY = x, y
					l.points++
				} else {
					to(ox+n[0], oy+n[1])
				}
			case 'a':
				l.length += 8 * (math.Abs(n[0]) + math.Abs(n[1]))
				to(ox+n[5], oy+n[6])
			default:
				for i := 0; i < width; i += 2 {
					to(ox+n[i], oy+n[i+1])
				}
			}
		}
	}
}

func flag(s string) (float64, string, bool) {
	s = strings.TrimLeft(s, " \t\r\n\f,")
	if s == "" || s[0] != '0' && s[0] != '1' {
		return 0, s, false
	}
	return float64(s[0] - '0'), s[1:], true
}

// shape measures an element's outline.
func shape(name string, attrs []attribute) line {
	get := func(key string) float64 {
		for _, a := range attrs {
			if a.name == key {
				if n := numbers(a.value); len(n) > 0 {
					return math.Abs(n[0])
				}
			}
		}
		return 0
	}
	text := func(key string) string {
		for _, a := range attrs {
			if a.name == key {
				return a.value
			}
		}
		return ""
	}
	switch name {
	case "path":
		return outline(text("d"))
	case "polyline", "polygon":
		l := line{pieces: 1}
		n := numbers(text("points"))
		for i := 0; i+1 < len(n); i += 2 {
			l.points++
			if i > 0 {
				l.length += math.Abs(n[i]-n[i-2]) + math.Abs(n[i+1]-n[i-1])
			}
		}
		l.length *= 2 // a polygon goes back
		return l
	case "rect":
		return line{2 * (get("width") + get("height")), 4, 1}
	case "circle":
		return line{7 * get("r"), 4, 1}
	case "ellipse":
		return line{7 * (get("rx") + get("ry")), 4, 1}
	case "line":
		return line{get("x1") + get("x2") + get("y1") + get("y2"), 2, 1}
	case "text":
		return line{100, 10, 10}
	}
	return line{}
}

// enlargement is how many times larger a transformation makes a shape at most.
func enlargement(transform string) float64 {
	most := 1.0
	for transform != "" {
		name, rest, found := strings.Cut(transform, "(")
		if !found {
			break
		}
		in, after, _ := strings.Cut(rest, ")")
		transform = after
		n := numbers(in)
		at := func(i int) float64 {
			if i < len(n) {
				return math.Abs(n[i])
			}
			return 0
		}
		switch word(strings.TrimSpace(name)) {
		case "matrix":
			most *= max(at(0)+at(2), at(1)+at(3))
		case "scale", "scalex", "scaley":
			most *= max(at(0), at(1))
		case "skewx", "skewy":
			most *= 1 + math.Abs(math.Tan(at(0)*math.Pi/180))
		case "matrix3d", "scale3d", "scalez":
			for i := range n {
				most *= max(1, at(i))
			}
		}
	}
	return most
}

// dash is how a line is broken up: by a pattern that is repeated after period,
// of count pieces, from offset on.
type dash struct {
	period, count, offset float64
}

func (d dash) set() bool { return d.count > 0 || d.offset > 0 }

// worse joins what may both be meant.
func (d dash) worse(o dash) dash {
	switch {
	case d.count == 0:
		d.period, d.count = o.period, o.count
	case o.count > 0:
		d.period, d.count = min(d.period, o.period), max(d.count, o.count)
	}
	d.offset = max(d.offset, o.offset)
	return d
}

// steps is how many dashes and gaps a line becomes.
func (d dash) steps(l line) float64 {
	if d.count == 0 || d.period <= 0 {
		return 0
	}
	return (l.length + l.pieces*d.offset) / d.period * d.count
}

// dashOf reads the dashes that style gives.
func dashOf(css string) (d dash) {
	for css != "" {
		var declaration string
		declaration, css, _ = strings.Cut(css, ";")
		if !strings.Contains(strings.ToLower(declaration), "stroke-dash") {
			continue
		}
		name, value, _ := strings.Cut(declaration, ":")
		d = d.worse(dashValue(strings.ToLower(strings.TrimSpace(name)), value))
	}
	return d
}

func dashValue(name, value string) (d dash) {
	switch name {
	case "stroke-dasharray":
		for _, f := range strings.FieldsFunc(value, func(c rune) bool { return strings.ContainsRune(" ,\t\r\n", c) }) {
			if n, _, ok := number(f); ok {
				d.count++
				d.period += max(0, n)
			}
		}
		if d.period > 0 {
			d.period = max(d.period, 1e-6*d.count)
		} else {
			d.count = 0 // a whole line
		}
	case "stroke-dashoffset":
		if n, _, ok := number(value); ok {
			d.offset = math.Abs(n)
		}
	}
	return d
}
