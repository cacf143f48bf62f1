package config

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/settings.md anew")

// samples are values that the setting may have, its bounds among them.
func samples(x Setting) []any {
	switch x.Default.(type) {
	case bool:
		return []any{false, true}
	case float64:
		all := []any{x.Low, x.High, math.Round(x.Default.(float64)*1000) / 1000, math.Round((x.Low+x.High)*500) / 1000}
		if x.OrZero {
			all = append(all, 0.0)
		}
		return all
	case string:
		if x.Choices == nil {
			return []any{"", "a b", `"\'#=[`, "two\nlines\t\u007f", "Ünï 漢 👩‍🚀", "\u2028"}
		}
		var all []any
		for _, c := range x.Choices {
			all = append(all, c)
		}
		return all
	}
	return []any{[]string{}, []string{"/a"}, []string{"/b, #", `C:\x "y"`, "/ü"}}
}

// refused are values that the setting may not have: beyond its bounds, and of
// every other kind.
func refused(x Setting) []string {
	all := map[string]string{"bool": "true", "float64": "7", "string": "'serif'", "[]string": "['a']", "table": "{ a = 1 }", "time": "2024-06-01"}
	delete(all, fmt.Sprintf("%T", x.Default))
	var out []string
	for _, v := range all {
		out = append(out, v)
	}
	switch x.Default.(type) {
	case float64:
		for _, f := range []float64{x.Low - 0.001, x.High + 0.001, -x.High} {
			if f != 0 || !x.OrZero {
				out = append(out, fmt.Sprintf("%.3f", f))
			}
		}
		out = append(out, "nan", "inf", "-inf")
	case string:
		if x.Choices != nil {
			out = append(out, `"none of them"`, `" `+x.Choices[1]+`"`)
		}
	}
	return out
}

// file is a settings file that says the value of every setting, and of more,
// with comments, in an order of its own.
func file(value func(Setting) string) string {
	var heads []string
	lines := map[string][]string{}
	for _, x := range Table() {
		in, key := x.split()
		if lines[in] == nil && in != "" {
			heads = append([]string{in}, heads...)
		}
		lines[in] = append([]string{fmt.Sprintf("# above %s\n%s\t=  %s   # it's \"%s\"\n", key, key, value(x), key)}, lines[in]...)
	}
	var b strings.Builder
	b.WriteString("#!first\nfuture = { recent = 1, x = [1,\n 2, # 3\n] }\n" + strings.Join(lines[""], "") + "\n")
	for _, in := range heads {
		b.WriteString("  [" + in + "]   # " + in + "\n\n" + strings.Join(lines[in], "") + "unknown." + in + " = 1979-05-27 07:32:00 # kept\n\n")
	}
	return b.String() + "[[target]]\nname = 'site'\nsize = 3\n# last"
}

// Each value of each setting is read as it was written, and of a file with all
// settings nothing changes but that value.
func TestEverySettingGoesRound(t *testing.T) {
	said := func(x Setting) string { return tomlValue(samples(x)[0]) }
	for _, x := range Table() {
		for _, end := range []string{"\n", "\r\n"} {
			p := paths(t)
			before := strings.ReplaceAll(file(said), "\n", end)
			put(t, p.settingsFile(), before, false)
			at, err := ReadSettings(p, noon)
			must(t, err)
			for _, v := range append(samples(x), samples(x)[0]) {
				was := at
				if !x.Set(&at, v) {
					t.Fatalf("%s: %v is not allowed", x.Name, v)
				}
				must(t, at.Write(p, was, noon))
				want := strings.ReplaceAll(file(func(y Setting) string {
					if y.Name == x.Name {
						return tomlValue(v)
					}
					return said(y)
				}), "\n", end)
				if got := read(t, p.settingsFile()); got != want {
					t.Errorf("%s = %v: the file is\n%s\nwant\n%s", x.Name, v, got, want)
				}
				got, err := ReadSettings(p, noon)
				must(t, err)
				if !reflect.DeepEqual(x.Get(got), v) || !reflect.DeepEqual(got, at) {
					t.Errorf("%s = %v: read as %v", x.Name, v, x.Get(got))
				}
			}
			if got := read(t, p.settingsFile()); got != before {
				t.Errorf("%s: there and back the file is\n%s", x.Name, got)
			}
		}
	}
}

// What a setting may not be is told, is the default, and stays in the file
// whatever else is written.
func TestEverySettingRefuses(t *testing.T) {
	for _, x := range Table() {
		for _, bad := range refused(x) {
			p := paths(t)
			in, key := x.split()
			src := key + " = " + bad + " # mine\n"
			if in != "" {
				src = "[" + in + "]\n" + src
			}
			put(t, p.settingsFile(), src, false)
			s, err := ReadSettings(p, noon)
			oneLine(t, err, "settings.toml", x.Name, "the default is used")
			if !reflect.DeepEqual(s, DefaultSettings()) {
				t.Errorf("%s = %s: read as %+v", x.Name, bad, s)
			}
			was, other := s, "export.camera_data"
			if x.Name == other {
				other = "preview.mermaid"
			}
			if y, _ := Named(other); !y.Set(&s, true) {
				t.Fatal(other)
			}
			must(t, s.Write(p, was, noon))
			if got := read(t, p.settingsFile()); !strings.Contains(got, src) || !strings.HasSuffix(got, " = true\n") {
				t.Errorf("%s = %s: the file is\n%s", x.Name, bad, got)
			}
		}
		// Nor is it written.
		p, s := paths(t), DefaultSettings()
		var bad any
		switch v := x.field(&s).(type) {
		case *float64:
			*v, bad = x.High+1, x.High+1
		case *string:
			if x.Choices == nil {
				continue
			}
			*v, bad = "none", "none"
		default:
			continue
		}
		must(t, s.Write(p, DefaultSettings(), noon))
		if _, err := os.Stat(p.settingsFile()); err == nil {
			t.Errorf("%s: %v was written", x.Name, bad)
		}
		if now := x.Get(s); x.Set(&s, bad) || !reflect.DeepEqual(x.Get(s), now) {
			t.Errorf("%s: %v was set", x.Name, bad)
		}
	}
}

// Every field of Settings is a setting, once, with a default that it allows.
func TestTableIsWhole(t *testing.T) {
	fields := map[any]string{}
	var s Settings
	names := map[string]bool{}
	for _, x := range Table() {
		at := x.field(&s)
		if other := fields[at]; other != "" {
			t.Errorf("%s and %s are one", x.Name, other)
		}
		if names[x.Name] || x.Text == "" || !x.Allows(x.Default) && x.Default != 0.0 {
			t.Errorf("%s: %v is there twice, without words or with a default that it does not allow", x.Name, x.Default)
		}
		if want := fmt.Sprintf("*%T", x.Default); fmt.Sprintf("%T", at) != want {
			t.Errorf("%s is %T, its default %s", x.Name, at, want)
		}
		fields[at], names[x.Name] = x.Name, true
	}
	v := reflect.ValueOf(&s).Elem()
	for i := range v.NumField() {
		if fields[v.Field(i).Addr().Interface()] == "" {
			t.Errorf("no setting keeps %s", v.Type().Field(i).Name)
		}
	}
}

// page is docs/settings.md.
func page() string {
	var b strings.Builder
	b.WriteString("# Settings\n\n" +
		"<!-- Made by `make golden` of the table in storage/config/settings.go. -->\n\n" +
		"Galley keeps what you chose in `settings.toml`, in the folder `galley` of the XDG configuration folder (`~/.config/galley` where nothing else is set). " +
		"*Settings…* (Ctrl+,) changes what has a name in the last column; the window keeps the rest by itself. " +
		"The file may be edited by hand: Galley changes the values that changed in the window, and leaves all else in it as it is, comments and unknown keys included. " +
		"For a value that makes no sense the default is used, and a file that is not TOML is set aside; the window tells of both.\n")
	head := "?"
	for _, x := range Table() {
		in, key := x.split()
		if in != head {
			head = in
			title := "Before all tables"
			if in != "" {
				title = "`[" + in + "]`"
			}
			b.WriteString("\n## " + title + "\n\n| key | values | default | what it is | in the window |\n|---|---|---|---|---|\n")
		}
		text := strings.ReplaceAll(x.Text, "`", "&#96;")
		fmt.Fprintf(&b, "| `%s` | %s | `%s` | %s | %s |\n", key, x.Range(), tomlValue(x.Default), text, x.Label)
	}
	return b.String()
}

// The page of the docs is what the table says; make golden writes it.
func TestSettingsPage(t *testing.T) {
	at := filepath.Join("..", "..", "docs", "settings.md")
	if *update {
		must(t, os.WriteFile(at, []byte(page()), 0o644))
	}
	if read(t, at) != page() {
		t.Errorf("%s is not what the table says: run make golden", at)
	}
}
