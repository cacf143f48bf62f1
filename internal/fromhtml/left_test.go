package fromhtml

import (
	"fmt"
	"strings"
	"testing"

	"galley.app/galley/preview/markdown"
)

// Each element whose words or controls are not in the Markdown is told of, and
// those that show nothing are not.
func TestLeftOut(t *testing.T) {
	const element = "An element was left out, with what is in it: "
	for src, want := range map[string]string{
		"<noscript>Switch programs on</noscript>":                                               element + "noscript.",
		"<noscript><img src=a.png></noscript>":                                                  element + "noscript.",
		"<img src='data:,' data-src=a.png alt=b><noscript><img src=a.png></noscript>":           "",
		"<noscript><style>p{}</style></noscript>":                                               "",
		"<select><option>One<option>Two</select> <select></select>":                             element + "select. (2 times)",
		"<optgroup><option>One</optgroup>":                                                      element + "optgroup.",
		"<textarea></textarea>":                                                                 element + "textarea.",
		"<datalist><option value=a>One</datalist>":                                              element + "datalist.",
		"<canvas></canvas>":                                                                     element + "canvas.",
		"<applet>Words</applet>":                                                                element + "applet.",
		"<dialog open>Words</dialog><dialog> </dialog>":                                         element + "dialog.",
		"<template>Words</template><template><b></b></template>":                                element + "template.",
		"<map><area href=x.html></map><map></map>":                                              element + "map.",
		"<input><input type=submit value=Send><input type=hidden>":                              element + "input. (2 times)",
		"<iframe></iframe>":                                                                     element + "iframe.",
		"<iframe src=about:blank></iframe>":                                                     element + "iframe.",
		"<video>Words</video>":                                                                  element + "video.",
		"<audio src=data:audio/ogg;base64,AAAA></audio>":                                        element + "audio.",
		"<object>Words</object>":                                                                element + "object.",
		"<object data=a.pdf>Words</object>":                                                     "What was embedded from another page is a link now.",
		"<svg><text>Words</text></svg>":                                                         "A drawing was left out.",
		"<p hidden>Words</p><p style='visibility:hidden'>Words</p>":                             "What the page hides was left out. (2 times)",
		"<span aria-hidden=true>7</span>":                                                       "What the page hides was left out.",
		"<a aria-hidden=true href='#x'>¶</a><p hidden><img src=a.png></p>":                      "",
		"<img alt='A cat'>":                                                                     "A picture without an address was left out.",
		"<img>":                                                                                 "",
		"<script>a()</script><style>p{}</style><meta content=Words><link href=a.css>":           "",
		"<details><summary>S</summary>Words</details><dl><dt>T<dd>M</dl><abbr title=L>S</abbr>": "",
	} {
		md, notes, err := Markdown(t.Context(), "<p>Before</p>"+src+"<p>After</p>", Options{})
		var told []string
		for _, n := range notes {
			if n.Text != "A picture that is not a file of its own was left out." {
				told = append(told, n.String())
			}
		}
		if got := strings.Join(told, " | "); err != nil || got != want || !strings.HasPrefix(md, "Before\n\n") || !strings.HasSuffix(md, "\n\nAfter") {
			t.Errorf("%s: told %q, want %q: %q, %v", src, got, want, md, err)
		}
	}
}

// What Markdown has no marks for and readers see all the same is written as HTML.
func TestAsHTML(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"definitions", "<dl><dt>Ink</dt><dd>Black</dd><dt>Type</dt><dt>Letter</dt><dd>Lead &amp; <a href=x>tin</a></dd><dd>*Wood*</dd></dl>", "<dl>\n<dt>Ink</dt>\n<dd>Black</dd>\n<dt>Type</dt>\n<dt>Letter</dt>\n<dd>Lead &amp; <a href=\"x\">tin</a></dd>\n<dd>*Wood*</dd>\n</dl>"},
		{"their groups", "<dl><div><dt>Ink</dt><dd>Black</dd></div> <div><dt>b</dt><dd>c</dd></div></dl>", "<dl>\n<dt>Ink</dt>\n<dd>Black</dd>\n<dt>b</dt>\n<dd>c</dd>\n</dl>"},
		{"with blocks", "<dl><dt><code>a</code></dt><dd><p>b</p><pre>c\n\nd</pre></dd></dl>", "<dl>\n<dt><code>a</code></dt>\n<dd><p>b</p><pre><code>c&#10;&#10;d</code></pre></dd>\n</dl>"},
		{"in each other", "<dl><dt>a</dt><dd><dl><dt>b</dt><dd>c</dd></dl></dd></dl>", "<dl>\n<dt>a</dt>\n<dd><dl>\n<dt>b</dt>\n<dd>c</dd>\n</dl></dd>\n</dl>"},
		{"in a list", "<ul><li><dl><dt>a</dt><dd>b</dd></dl></li></ul>", "- <dl>\n  <dt>a</dt>\n  <dd>b</dd>\n  </dl>"},
		{"folded", "<details><summary>S <b>b</b></summary><p>One <em>two</em></p><ul><li>c</li></ul></details>", "<details>\n<summary>S <b>b</b></summary>\n\nOne *two*\n\n- c\n\n</details>"},
		{"open, without a summary", "<details open>One</details>", "<details open>\n\nOne\n\n</details>"},
		{"short words", "<p>The <abbr title='Hyper &amp; text'>HT</abbr>, <abbr>etc.</abbr></p>", "The <abbr title=\"Hyper &amp; text\">HT</abbr>, etc."},
	} {
		got, notes, err := Markdown(t.Context(), tt.src, Options{})
		if err != nil || got != tt.want || len(notes) > 0 {
			t.Errorf("%s:\n%q, want\n%q (%v, %v)", tt.name, got, tt.want, err, notes)
		}
	}
	// Where HTML cannot stand or would mean something else, the words do.
	for _, tt := range []struct{ src, want, note string }{
		{"<table><tr><td><dl><dt>a</dt><dd>b</dd></dl></td><td>c</td></tr></table>", "| **a**<br>b | c |\n|------------|---|", "dl"},
		{"<dl><dt>a</dt><dd>b</dd><p>c</p></dl>", "**a**\n\nb\n\nc", "dl"},
		{"<dl><dd>b</dd></dl>", "b", "dl"},
		{"<dl><dt>a</dt><dd><math alttext='x' display=block></math></dd></dl>", "**a**\n\n$$\nx\n$$", "dl"},
		{"<ul><li><details><summary>a</summary>b</details></li></ul>", "- a\n\n  b", "details"},
	} {
		got, notes, err := Markdown(t.Context(), tt.src, Options{})
		if told := fmt.Sprint(notes); err != nil || got != tt.want || !strings.Contains(told, "could not be kept: "+tt.note+".") {
			t.Errorf("%s:\n%q, want\n%q (%v, %v)", tt.src, got, tt.want, err, notes)
		}
	}
}

// Notes beyond those that a post can have stay links, and nothing else changes:
// the rest is not written anew over and over to find out what is wrong.
func TestMoreNotesThanRead(t *testing.T) {
	md, notes, err := Markdown(t.Context(), work["notes"](markdown.MaxNotes+100), Options{})
	if err != nil || strings.Count(md, "[^") != 2*markdown.MaxNotes || strings.Count(md, "[1](#n") != 100 {
		t.Errorf("%d marks and notes, %d links, %v", strings.Count(md, "[^"), strings.Count(md, "[1](#n"), err)
	}
	if got := fmt.Sprint(notes); got != "[A note that is beyond those a post can have was left where it stands. (100 times)]" {
		t.Errorf("told %s", got)
	}
}
