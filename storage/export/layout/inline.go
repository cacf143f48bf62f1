package layout

import (
	"bytes"
	"encoding/base64"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"strings"

	"golang.org/x/net/html"
)

// Inline returns a page at the top of a site with the static files that it needs
// in it: style sheets, scripts, pictures and typefaces. What is no file of static
// stays as it is.
func (s StaticFiles) Inline(page []byte) []byte {
	if len(s.Names) == 0 {
		return page
	}
	in := inliner{read: s.Read, has: make(map[string]bool, len(s.Names)), known: map[string][]byte{}, left: maxPage}
	for _, name := range s.Names {
		in.has[name] = true
	}
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		kind := z.Next()
		if kind == html.ErrorToken {
			break
		}
		raw := append([]byte(nil), z.Raw()...)
		if kind != html.StartTagToken && kind != html.SelfClosingTagToken {
			if in.css && kind == html.TextToken {
				raw = []byte(in.style(string(raw), "", 0))
			}
			in.css = in.css && kind == html.TextToken
			in.out.Write(raw)
			continue
		}
		tok := z.Token()
		in.css = tok.Data == "style"
		in.tag(tok, raw)
	}
	return in.out.Bytes()
}

// inliner is a page that is being made one file.
type inliner struct {
	read  func(name string) ([]byte, error)
	has   map[string]bool
	known map[string][]byte // files that were read; nil is one that is not put in
	out   bytes.Buffer
	css   bool // what comes is a style sheet
	left  int  // bytes that may be put in
}

// tag writes a tag, or what stands for it.
func (in *inliner) tag(tok html.Token, raw []byte) {
	get := func(key string) string {
		for _, a := range tok.Attr {
			if a.Key == key {
				return a.Val
			}
		}
		return ""
	}
	switch rel := " " + strings.ToLower(get("rel")) + " "; {
	case tok.Data == "link" && strings.Contains(rel, " stylesheet "):
		name, data, ok := in.file(get("href"), "")
		if !ok {
			break
		}
		media := ""
		if m := get("media"); m != "" {
			media = ` media="` + html.EscapeString(m) + `"`
		}
		css := in.style(string(data), path.Dir(name), 0)
		in.out.WriteString("<style" + media + ">\n" + strings.ReplaceAll(css, "</", `<\/`) + "</style>")
		return
	case tok.Data == "script" && get("src") != "":
		_, data, ok := in.file(get("src"), "")
		if !ok || bytes.Contains(bytes.ToLower(data), []byte("</script")) || bytes.Contains(data, []byte("<!--")) {
			break
		}
		in.out.WriteString("<script")
		for _, a := range tok.Attr {
			switch a.Key {
			case "src", "defer", "async", "integrity", "crossorigin":
			default:
				in.out.WriteString(" " + a.Key + `="` + html.EscapeString(a.Val) + `"`)
			}
		}
		in.out.WriteString(">")
		in.out.Write(data)
		return
	}
	changed := false
	for i, a := range tok.Attr {
		switch {
		case a.Key == "src" && tok.Data != "iframe" && tok.Data != "script", a.Key == "poster", a.Key == "href" && tok.Data == "link":
			if to, ok := in.data(a.Val, "", 0); ok {
				tok.Attr[i].Val, changed = to, true
			}
		case a.Key == "srcset":
			if list := in.sources(a.Val); list != a.Val {
				tok.Attr[i].Val, changed = list, true
			}
		case a.Key == "style":
			if css := in.style(a.Val, "", 0); css != a.Val {
				tok.Attr[i].Val, changed = css, true
			}
		}
	}
	if changed {
		raw = []byte(tok.String())
	}
	in.out.Write(raw)
}

// file reads the static file that an address in the folder dir of the site names.
func (in *inliner) file(dest, dir string) (name string, data []byte, ok bool) {
	u, err := url.Parse(strings.TrimSpace(dest))
	if err != nil || u.Scheme != "" || u.Host != "" || u.Path == "" {
		return "", nil, false
	}
	name = path.Join(dir, u.Path)
	if strings.HasPrefix(u.Path, "/") {
		name = strings.TrimPrefix(path.Clean(u.Path), "/")
	}
	if !in.has[name] || !fs.ValidPath(name) {
		return "", nil, false
	}
	data, known := in.known[name]
	if !known {
		if data, err = in.read(name); err != nil || len(data) > in.left {
			data = nil
		} else if data == nil {
			data = []byte{}
		}
		in.known[name] = data
	}
	if data == nil || len(data) > in.left {
		return "", nil, false
	}
	in.left -= len(data)
	return name, data, true
}

// data is a static file as an address that holds it itself.
func (in *inliner) data(dest, dir string, depth int) (string, bool) {
	name, data, ok := in.file(dest, dir)
	if !ok {
		return "", false
	}
	kind := MIME(name)
	if strings.HasPrefix(kind, "text/css") && depth < maxImports {
		data = []byte(in.style(string(data), path.Dir(name), depth+1))
	}
	return "data:" + strings.ReplaceAll(kind, " ", "") + ";base64," + base64.StdEncoding.EncodeToString(data), true
}

// sources is a list of pictures of several sizes, each an address and maybe what
// it is for, with the static files that it names in it.
func (in *inliner) sources(list string) string {
	const blanks = " \t\r\n\f"
	var b strings.Builder
	for rest := list; ; {
		at := len(rest) - len(strings.TrimLeft(rest, blanks+","))
		b.WriteString(rest[:at])
		if rest = rest[at:]; rest == "" {
			return b.String()
		}
		end := strings.IndexAny(rest, blanks)
		if end < 0 {
			end = len(rest)
		}
		dest := strings.TrimRight(rest[:end], ",")
		next := len(dest)
		if next == end { // what it is for goes on to the next comma
			if comma := strings.IndexByte(rest[end:], ','); comma >= 0 {
				next = end + comma
			} else {
				next = len(rest)
			}
		}
		if to, ok := in.data(dest, "", 0); ok {
			b.WriteString(to)
		} else {
			b.WriteString(dest)
		}
		b.WriteString(rest[len(dest):next])
		rest = rest[next:]
	}
}

// maxImports is how deep style sheets may name each other.
const maxImports = 3

// style is a style sheet of the folder dir with the static files that it names in
// it.
func (in *inliner) style(css, dir string, depth int) string {
	var b strings.Builder
	at := 0
	for _, m := range named.FindAllStringSubmatchIndex(css, -1) {
		from, to := m[2], m[3] // what url( has in its brackets
		if from < 0 {
			from, to = m[4], m[5] // the word behind @import, with its quotes
		}
		if data, ok := in.data(strings.Trim(css[from:to], " \t\r\n\"'"), dir, depth); ok {
			b.WriteString(css[at:from] + `"` + data + `"`)
			at = to
		}
	}
	b.WriteString(css[at:])
	return b.String()
}

// named finds what a style sheet names: addresses in url(), and those of @import,
// which need none.
var named = regexp.MustCompile(`(?i)url\(([^)]*)\)|@import\s*("[^"\r\n]*"|'[^'\r\n]*')`)

// MIME is the type of a file of a site by its name. It does not depend on the
// machine.
func MIME(name string) string {
	switch ext := strings.ToLower(path.Ext(name)); ext {
	case ".html", ".htm":
		return "text/html; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".json", ".webmanifest":
		return "application/json"
	case ".xml":
		return "text/xml; charset=utf-8"
	case ".txt", ".md", "":
		return "text/plain; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".ico":
		return "image/x-icon"
	case ".woff", ".woff2", ".ttf", ".otf":
		return "font/" + ext[1:]
	case ".png", ".gif", ".webp", ".avif":
		return "image/" + ext[1:]
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".pdf":
		return "application/pdf"
	case ".mp4", ".webm":
		return "video/" + ext[1:]
	case ".mp3":
		return "audio/mpeg"
	case ".ogg":
		return "audio/ogg"
	case ".wasm":
		return "application/wasm"
	}
	return "application/octet-stream"
}
