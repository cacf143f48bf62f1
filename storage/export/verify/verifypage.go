package verify

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"galley.app/galley/preview/markdown/policy"
	"galley.app/galley/storage/export/pack"
)

// checkPage refuses a page that would run or fetch something when it is
// opened. Galley writes none, so the page was not written by Galley.
func (v *verifier) checkPage(name string) {
	if path.Ext(name) != ".html" {
		v.fault(name, "a page must end in .html")
		return
	}
	entry := v.pkg.entries[name]
	r, err := entry.Open()
	if err != nil {
		v.fault(name, "it cannot be unpacked: %v", err)
		return
	}
	defer r.Close()
	if what := active(io.LimitReader(r, int64(min(entry.UncompressedSize64, pack.MaxFile)))); what != "" {
		v.fault(name, "the page holds %s, which Galley does not write", what)
	}
}

// active names the first thing in a page that runs or fetches, "" for none.
func active(page io.Reader) string {
	z := html.NewTokenizer(page)
	style := false
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return ""
		case html.TextToken:
			if style && fetches(string(z.Raw())) {
				return "a style that fetches"
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			style = tok.Data == "style"
			if what := activeTag(tok); what != "" {
				return what
			}
		}
	}
}

func activeTag(tok html.Token) string {
	value := func(key string) string {
		for _, a := range tok.Attr {
			if a.Key == key {
				return strings.ToLower(strings.TrimSpace(a.Val))
			}
		}
		return ""
	}
	element := "the element <" + tok.Data + ">"
	switch tok.Data {
	case "applet", "audio", "base", "embed", "form", "frame", "frameset", "iframe", "object", "portal", "script", "video":
		return element
	case "meta":
		if v := value("http-equiv"); v != "" && v != "content-security-policy" {
			return element + " for " + v
		}
	case "link":
		if value("rel") != "canonical" {
			return element
		}
	}
	for _, a := range tok.Attr {
		loads := slices.Contains([]string{"src", "srcset", "poster", "background", "data", "ping", "action", "formaction"}, a.Key)
		leads := a.Key == "href" && (tok.Data == "a" || tok.Data == "link")
		switch {
		case strings.HasPrefix(a.Key, "on"),
			a.Key == "href" && leads && !policy.SafeLink(a.Val),
			strings.HasSuffix(a.Key, "href") && !leads && !strings.HasPrefix(a.Val, "#"),
			a.Key == "style" && fetches(a.Val),
			loads && !strings.HasPrefix(a.Val, "data:image/"):
			return fmt.Sprintf("the attribute %s of <%s>", a.Key, tok.Data)
		}
	}
	return ""
}

// fetches tells whether style text loads something but a part of the drawing.
func fetches(css string) bool {
	css = strings.ToLower(css)
	if strings.Contains(css, "@import") || strings.Contains(css, "image-set(") {
		return true
	}
	for rest := css; ; {
		_, after, found := strings.Cut(rest, "url(")
		if !found {
			return false
		}
		after = strings.TrimLeft(after, " \t\r\n\"'")
		if !strings.HasPrefix(after, "#") && !strings.HasPrefix(after, "data:image/") && !strings.HasPrefix(after, "data:font/") {
			return true
		}
		rest = after
	}
}
