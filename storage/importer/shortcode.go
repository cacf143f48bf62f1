package importer

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

var (
	blockComment = pattern(`(?s)<!--\s*/?wp:.*?-->`)
	moreComment  = pattern(`(?s)<!--\s*(?:more\b.*?|noteaser|nextpage)\s*-->`)
	// verbatimHTML is what neither paragraphs nor shortcodes are made in.
	verbatimHTML = pattern(`(?is)<(pre|code|script|style|textarea)\b.*?</(?:pre|code|script|style|textarea)\s*>`)
	shortcodeTag = pattern(`\[(\[?)(/?)([A-Za-z][\w-]*)((?:\s[^\[\]]*|=[^\[\]]*)?)(/?)\](\]?)`)
	shortcodeKey = pattern(`([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'\]]+))|(\S+)`)
)

// wordpressHTML makes pages' HTML of what WordPress keeps: paragraphs of blank
// lines, comments that part blocks, shortcodes. Notes tell what stays in the
// text.
func wordpressHTML(src string, shown pictured) (string, []note) {
	src = strings.ReplaceAll(strings.ReplaceAll(src, "\r\n", "\n"), "\r", "\n")
	blocks := strings.Contains(src, "<!-- wp:")
	src = blockComment().ReplaceAllString(src, "")
	src = moreComment().ReplaceAllString(src, "")
	src = codeShortcodes().ReplaceAllStringFunc(src, func(s string) string {
		k := codeShortcodes().FindStringSubmatch(s)
		if !strings.EqualFold(k[1], k[4]) {
			return s
		}
		class := ""
		attrs, _ := shortcodeAttrs(k[2])
		if lang := first(attrs["language"], attrs["lang"]); lang != "" {
			class = ` class="language-` + html.EscapeString(lang) + `"`
		}
		return "<pre><code" + class + ">" + html.EscapeString(html.UnescapeString(strings.Trim(k[3], "\n"))) + "</code></pre>"
	})
	var kept []string
	src = verbatimHTML().ReplaceAllStringFunc(src, func(s string) string {
		kept = append(kept, s)
		inline := "s"
		if strings.HasPrefix(strings.ToLower(s), "<pre") {
			inline = "b"
		}
		return fmt.Sprintf("\x01%s%d\x02", inline, len(kept)-1)
	})
	s := &shortcodeReader{pictured: shown, unknown: map[string]int{}}
	src = s.replace(src)
	if !blocks {
		src = paragraphs(src)
	}
	src = keptMark().ReplaceAllStringFunc(src, func(m string) string {
		n := 0
		if _, err := fmt.Sscanf(m[2:], "%d", &n); err != nil || n >= len(kept) {
			return ""
		}
		return kept[n]
	})
	return src, s.notes()
}

var (
	keptMark       = pattern("\x01[sb]\\d+\x02")
	codeShortcodes = pattern(`(?is)\[(code|sourcecode|php|js|html|css|python|bash)(\s[^\]]*)?\](.*?)\[/(code|sourcecode|php|js|html|css|python|bash)\]`)
)

// shortcodeReader replaces shortcodes by HTML.
type shortcodeReader struct {
	pictured
	unknown map[string]int
	order   []string
	missing int
	lower   string         // the text, in small letters
	ends    map[string]int // name to how much stands behind the last [/name]; -1 where there is none
}

func (s *shortcodeReader) notes() []note {
	var notes []note
	if len(s.order) > 0 {
		n := 0
		for _, c := range s.unknown {
			n += c
		}
		shown := s.order[:min(len(s.order), 5)]
		notes = append(notes, note{text: fmt.Sprintf("%s left in the text: %s", count(n, "shortcode", "shortcodes"), strings.Join(shown, ", "))})
	}
	if s.missing > 0 {
		notes = append(notes, note{text: fmt.Sprintf("%s of galleries not in the export", count(s.missing, "picture", "pictures"))})
	}
	return notes
}

// ended tells whether [/name] stands in what is left of the text.
func (s *shortcodeReader) ended(rest int, name string) bool {
	behind, known := s.ends[name]
	if !known {
		behind = -1
		if i := strings.LastIndex(s.lower, "[/"+name+"]"); i >= 0 {
			behind = len(s.lower) - i
		}
		s.ends[name] = behind
	}
	return behind >= 0 && behind <= rest
}

// replace goes through the text once.
func (s *shortcodeReader) replace(src string) string {
	var b strings.Builder
	s.lower, s.ends = asciiLower(src), map[string]int{}
	for {
		m := shortcodeTag().FindStringSubmatchIndex(src)
		if m == nil {
			b.WriteString(src)
			return b.String()
		}
		whole, escaped := src[m[0]:m[1]], m[2] < m[3] && m[12] < m[13]
		closing, name, args := m[4] < m[5], strings.ToLower(src[m[6]:m[7]]), src[m[8]:m[9]]
		b.WriteString(src[:m[0]])
		rest := src[m[1]:]
		if escaped { // [[name]] is shown as [name]
			b.WriteString(whole[1 : len(whole)-1])
			src = rest
			continue
		}
		inner, after, closed := "", rest, false
		if !closing && takesText(name) && s.ended(len(rest), name) {
			inner, after, closed = s.cutClosing(rest, name)
		}
		out, ok := "", false
		if !closing {
			out, ok = s.html(name, args, inner, closed)
		} else {
			ok = handled(name) // an end without a start
		}
		switch {
		case ok:
			b.WriteString(out)
			src = after
		default:
			if closing || strings.Contains(args, "=") || s.ended(len(rest), name) {
				if s.unknown[name] == 0 {
					s.order = append(s.order, name)
				}
				s.unknown[name]++
			}
			b.WriteString(whole)
			src = rest
		}
	}
}

func handled(name string) bool {
	return takesText(name) || slices.Contains([]string{"gallery", "youtube", "vimeo"}, name)
}

func takesText(name string) bool {
	return slices.Contains([]string{"caption", "wp_caption", "embed", "video", "audio", "playlist"}, name)
}

// cutClosing finds what stands in what is left of the text before [/name]. Codes
// of one name do not hold each other: one that another begins behind has no end.
func (s *shortcodeReader) cutClosing(rest, name string) (inner, after string, ok bool) {
	lower := s.lower[len(s.lower)-len(rest):]
	end := "[/" + name + "]"
	if i := strings.Index(lower[:nextCode(lower, name)], end); i >= 0 {
		return rest[:i], rest[i+len(end):], true
	}
	return "", rest, false
}

// nextCode is where [name begins in a text in small letters, its length where it
// does not.
func nextCode(lower, name string) int {
	begin := "[" + name
	for at := 0; ; {
		i := strings.Index(lower[at:], begin)
		if i < 0 {
			return len(lower)
		}
		at += i + len(begin)
		if at == len(lower) || strings.IndexByte("abcdefghijklmnopqrstuvwxyz0123456789_-", lower[at]) < 0 {
			return at - len(begin)
		}
	}
}

// asciiLower is a text of the same length with the small letters of ASCII.
func asciiLower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c - 'A' + 'a'
		}
	}
	return string(b)
}

func shortcodeAttrs(s string) (named map[string]string, plain []string) {
	named = map[string]string{}
	for _, k := range shortcodeKey().FindAllStringSubmatch(s, -1) {
		if k[1] != "" {
			named[strings.ToLower(k[1])] = first(k[2], k[3], k[4])
		} else if w := strings.Trim(k[5], `"'=`); w != "" && w != "/" {
			plain = append(plain, w)
		}
	}
	return named, plain
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// html gives the HTML of a shortcode that is known.
func (s *shortcodeReader) html(name, args, inner string, closed bool) (string, bool) {
	attrs, plain := shortcodeAttrs(args)
	switch name {
	case "caption", "wp_caption":
		if !closed {
			return "", true
		}
		words := attrs["caption"]
		if i := strings.LastIndex(inner, ">"); words == "" && i >= 0 {
			inner, words = inner[:i+1], strings.TrimSpace(inner[i+1:])
		}
		out := "\n\n<p>" + inner + "</p>\n\n"
		if words != "" {
			out += "<p><em>" + words + "</em></p>\n\n"
		}
		return out, true
	case "gallery":
		out := ""
		for _, id := range s.gallery(attrs) {
			if p, ok := s.pictures[id]; ok {
				out += p.html()
			} else {
				s.missing++
			}
		}
		return "\n\n" + out, true
	case "embed", "video", "audio", "playlist", "youtube", "vimeo":
		to := strings.TrimSpace(html.UnescapeString(anyTag().ReplaceAllString(inner, "")))
		for _, key := range []string{"src", "url", "mp4", "webm", "ogv", "m4v", "mp3", "m4a", "ogg", "wav"} {
			to = first(to, attrs[key])
		}
		if to == "" && len(plain) > 0 {
			to = strings.TrimPrefix(plain[0], "=")
		}
		if id := first(attrs["id"], to); id != "" && !strings.Contains(id, "/") {
			switch name {
			case "youtube":
				to = "https://www.youtube.com/watch?v=" + id
			case "vimeo":
				to = "https://vimeo.com/" + id
			}
		}
		if !strings.HasPrefix(to, "http://") && !strings.HasPrefix(to, "https://") {
			return "", false
		}
		to = html.EscapeString(to)
		return "\n\n<p><a href=\"" + to + "\">" + to + "</a></p>\n\n", true
	}
	return "", false
}

const blockTags = `address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|object|ol|p|section|summary|table|tbody|td|tfoot|th|thead|tr|ul|video|audio`

var (
	blockOpen  = pattern(`(?i)[ \t]*(<(?:` + blockTags + `)(?:\s[^>]*)?/?>)`)
	blockClose = pattern(`(?i)(</(?:` + blockTags + `)\s*>)[ \t]*`)
	isBlock    = pattern(`(?i)^(?:</?(?:` + blockTags + `)(?:[\s/>])|` + "\x01b" + `)`)
	blankLines = pattern(`\n[ \t]*(?:\n[ \t]*)+`)
	preMark    = pattern("\x01b\\d+\x02")
	brLine     = pattern(`(?i)(<br\s*/?>)[ \t]*\n`)
)

// paragraphs makes paragraphs of what blank lines part, and line breaks of
// other ends of lines, as WordPress does when it shows a post.
func paragraphs(src string) string {
	src = blockOpen().ReplaceAllString(src, "\n\n$1")
	src = blockClose().ReplaceAllString(src, "$1\n\n")
	src = preMark().ReplaceAllString(src, "\n\n$0\n\n")
	src = brLine().ReplaceAllString(src, "$1")
	var b strings.Builder
	inParagraph := false
	for chunk := range strings.SplitSeq(blankLines().ReplaceAllString(src, "\n\n"), "\n\n") {
		chunk = strings.Trim(chunk, " \t\n")
		if chunk == "" {
			continue
		}
		if isBlock().MatchString(chunk) {
			lower := strings.ToLower(chunk)
			if strings.HasPrefix(lower, "<p>") || strings.HasPrefix(lower, "<p ") {
				inParagraph = !strings.Contains(lower, "</p")
			}
			b.WriteString(chunk + "\n\n")
			continue
		}
		chunk = strings.ReplaceAll(chunk, "\n", "<br>\n")
		if inParagraph && strings.Contains(chunk, "</p") {
			b.WriteString(chunk + "\n\n")
			inParagraph = false
			continue
		}
		b.WriteString("<p>" + chunk + "</p>\n\n")
	}
	return b.String()
}
