package webfont

import (
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"galley.app/galley/assets"
	"galley.app/galley/internal/typeset"
)

// Cut is one cut of a typeface, and what the style sheets of pages call it.
type Cut struct {
	Face   typeset.Face
	Family string
	Weight int
	Italic bool
	bare   bool // it sets lines of small print alone
}

// Name is that of the cut's file, such as literata-400-italic.woff2.
func (c Cut) Name() string {
	name := fmt.Sprintf("%s-%d", strings.ReplaceAll(strings.ToLower(c.Family), " ", "-"), c.Weight)
	if c.Italic {
		name += "-italic"
	}
	return name + ".woff2"
}

// Licence is the name of the file in assets that holds the cut's licence.
func (c Cut) Licence() string {
	return "fonts/" + strings.ReplaceAll(strings.ToLower(c.Family), " ", "-") + "-LICENSE.txt"
}

// cut is that of a family which stands for a voice; Inter has no bold italics.
func cut(f assets.Family, bold, italic bool) Cut {
	pick := func(roman, slanted, heavy, both typeset.Face) typeset.Face {
		switch {
		case bold && italic:
			return both
		case bold:
			return heavy
		case italic:
			return slanted
		}
		return roman
	}
	c := Cut{Weight: 400, Italic: italic}
	if bold {
		c.Weight = 700
	}
	switch f {
	case assets.Sans:
		c.Family = "Inter"
		c.Face = pick(typeset.Sans, typeset.SansItalic, typeset.SansBold, typeset.SansBold)
		if bold {
			c.Weight, c.Italic = 600, false
		}
	case assets.Mono:
		c.Family = "IBM Plex Mono"
		c.Face = pick(typeset.Mono, typeset.MonoItalic, typeset.MonoBold, typeset.MonoBoldItalic)
	default:
		c.Family = "Literata"
		c.Face = pick(typeset.Serif, typeset.SerifItalic, typeset.SerifBold, typeset.SerifBoldItalic)
	}
	return c
}

// All are the cuts that the pages of a theme may be set in.
func All(t assets.PageTheme) (list []Cut) {
	u := uses{theme: t}
	for _, f := range []assets.Family{t.Text, t.Head, assets.Mono} {
		u.add(f, false, false)
		if f != assets.Mono || t.Text == assets.Mono {
			u.add(f, true, false)
			u.add(f, false, true)
			u.add(f, true, true)
		}
	}
	u.small()
	return u.cuts
}

// uses are the cuts and the words of a page.
type uses struct {
	theme assets.PageTheme
	cuts  []Cut
	words map[string]bool
}

func (u *uses) add(f assets.Family, bold, italic bool) {
	c := cut(f, bold, italic)
	if !slices.ContainsFunc(u.cuts, func(o Cut) bool { return o.Face == c.Face }) {
		u.cuts = append(u.cuts, c)
	}
}

// small adds what lines below titles and pictures are set in.
func (u *uses) small() {
	c := cut(assets.Sans, false, false)
	if i := slices.IndexFunc(u.cuts, func(o Cut) bool { return o.Face == c.Face }); i < 0 {
		c.bare = true
		u.cuts = append(u.cuts, c)
	}
}

// Of returns the cuts that a page of a theme is set in, and its words. Page is what
// its element body holds.
func Of(t assets.PageTheme, page string) (cuts []Cut, words []string) {
	u := uses{theme: t, words: map[string]bool{}}
	u.add(t.Text, false, false)
	u.read(page)
	u.small()
	for w := range u.words {
		words = append(words, w)
	}
	slices.Sort(words)
	return u.cuts, words
}

// read reads a page as its reader sees it.
func (u *uses) read(page string) {
	z := html.NewTokenizer(strings.NewReader(page))
	depth := map[voice]int{}
	var text strings.Builder
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			u.say(text.String())
			return
		case html.TextToken:
			token := z.Token().Data
			text.WriteString(token)
			if strings.TrimSpace(token) == "" {
				continue
			}
			switch {
			case depth[mono] > 0:
				u.add(assets.Mono, depth[bold] > 0, false)
			case depth[title] > 0:
				u.add(u.theme.Head, !u.theme.Regular, false)
			case depth[head] > 0:
				u.add(u.theme.Head, !u.theme.Regular || depth[bold] > 0, u.theme.Slant || depth[italic] > 0)
			default:
				u.add(u.theme.Text, depth[bold] > 0, depth[italic] > 0)
				if depth[italic] > 1 { // em within a quotation is upright
					u.add(u.theme.Text, depth[bold] > 0, false)
				}
			}
		case html.StartTagToken, html.EndTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			v, inline := voiceOf(string(name))
			if v == head && depth[top] > 0 {
				v = title
			}
			switch kind {
			case html.StartTagToken:
				depth[v]++
			case html.EndTagToken:
				depth[v]--
			}
			if !inline {
				text.WriteByte(' ')
			}
			if string(name) == "ol" {
				text.WriteString(" 0123456789. ")
			}
		}
	}
}

// say notes words.
func (u *uses) say(text string) {
	for w := range strings.FieldsSeq(text) {
		u.words[w] = true
	}
}

// voice is how an element has its words set.
type voice uint8

const (
	plain voice = iota
	bold
	italic
	mono
	head
	title
	top
)

// voiceOf returns how an element has its words set, and whether it stands among
// words.
func voiceOf(name string) (v voice, inline bool) {
	switch name {
	case "b", "strong":
		return bold, true
	case "th":
		return bold, false
	case "i", "em", "cite", "dfn", "var":
		return italic, true
	case "blockquote", "address":
		return italic, false
	case "code", "kbd", "samp":
		return mono, true
	case "pre":
		return mono, false
	case "h1", "h2", "h3", "h4", "h5", "h6":
		return head, false
	case "header":
		return top, false
	case "a", "span", "sup", "sub", "del", "ins", "s", "u", "q", "mark", "small", "abbr", "time", "bdi", "bdo", "ruby":
		return plain, true
	}
	return plain, false
}

// Make returns the file of a cut with what words are set with; nil where it has
// none of their characters.
func (c Cut) Make(words []string) ([]byte, error) {
	return Part(typeset.FontBytes(c.Face), words, c.bare)
}

// Rule is what a style sheet says of a cut whose file is at an address.
func (c Cut) Rule(address string) string {
	style := "normal"
	if c.Italic {
		style = "italic"
	}
	return fmt.Sprintf("@font-face { font-family: %q; font-style: %s; font-weight: %d; font-display: swap; src: url(%s) format(\"woff2\"); }\n", c.Family, style, c.Weight, address)
}

// note says whose the typefaces are, in a style sheet that holds them itself.
const note = "/* Literata, Inter and IBM Plex Mono: parts of them, under the SIL Open Font License 1.1, https://openfontlicense.org */\n"

// Inline is the part of a style sheet that holds the typefaces of a page itself.
func Inline(t assets.PageTheme, page string) (string, error) {
	cuts, words := Of(t, page)
	var b strings.Builder
	b.WriteString(note)
	for _, c := range cuts {
		data, err := c.Make(words)
		if err != nil {
			return "", fmt.Errorf("%s: %w", c.Name(), err)
		}
		if data != nil {
			b.WriteString(c.Rule("data:font/woff2;base64," + base64.StdEncoding.EncodeToString(data)))
		}
	}
	return b.String(), nil
}
