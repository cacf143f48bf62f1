package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
)

const (
	module   = "galley.app/galley"
	fynePath = "fyne.io/fyne/v2"
)

// pure are the packages that any room may open: they know bytes and values, no window and no disk.
var pure = []string{
	"editor/text", "editor/rows", "editor/session",
	"editor/compose", "editor/diff", "editor/merge",
	"preview/markdown", "preview/markdown/html", "preview/markdown/math", "preview/markdown/policy", "preview/markdown/sumtree", "preview/markdown/syntax", "preview/markdown/syntax/pattern", "preview/page",
	"storage/post", "storage/check", "storage/schema",
}

// testSupport are the packages that tests of any package may use, and nothing else.
var testSupport = []string{"internal/growth", "internal/carets", "internal/seen", "internal/regions", "storage/export/imagefile/imagetest", "storage/export/packtest", "storage/safefile/safetest", "internal/torture/faultfs"}

// allowed lists, for the innermost packages, every package of ours that they may import.
var allowed = map[string]struct {
	imports []string
	why     string
}{
	"editor/text":              {nil, "the words are the ground that everything else stands on"},
	"storage/post":             {nil, "a post is bytes, whoever reads or writes them"},
	"storage/safefile":         {nil, "replacing a file safely has nothing to do with what is in it"},
	"storage/bounded":          {nil, "how much a text may hold has nothing to do with what it is for"},
	"storage/journal":          {[]string{"editor/text", "storage/bounded", "storage/post", "storage/safefile"}, "a text that is in no file is kept by whoever has it, and knows no library"},
	"storage/schema":           {[]string{"storage/bounded", "storage/export/fields", "storage/post"}, "which fields posts have is a function of a library's settings and their heads"},
	"storage/config":           {[]string{"assets", "storage/bounded", "storage/safefile", "storage/schema"}, "what the writer and a library chose has nothing to do with the posts"},
	"storage/history":          {[]string{"storage/post", "storage/safefile"}, "a version is a text with a path and a time, whoever wrote it"},
	"storage/git":              {[]string{"storage/history", "storage/post", "storage/safefile"}, "a commit is a version, whoever asks for it"},
	"storage/replace":          {[]string{"editor/text", "storage/post"}, "what becomes of a post is a function of it and the words"},
	"storage/pictures":         {[]string{"internal/imagework", "internal/sniff", "preview/markdown", "storage", "storage/config", "storage/export/imagefile", "storage/export/imagefile/imagetest", "storage/index", "storage/post", "storage/safefile"}, "where a picture belongs is a function of a library and a post, whoever has the picture"},
	"storage/search":           {[]string{"editor/text", "preview/markdown", "storage", "storage/index", "storage/post", "storage/safefile"}, "posts of a library are found in a window or without"},
	"storage/plan":             {[]string{"storage/bounded", "storage/safefile"}, "several files are changed at once, whatever is in them and whoever asks"},
	"storage/template":         {[]string{"storage/post", "storage/safefile"}, "what a new post begins with is a function of a file and a title"},
	"editor/aside":             {nil, "who asks beside the window, and what for, is no matter to how it is waited for"},
	"editor/actions":           {[]string{"editor/aside", "editor/field", "editor/modal", "editor/palette", "editor/text", "internal/bus", "internal/control", "internal/theme", "internal/wording", "preview/markdown", "preview/markdown/html", "storage", "storage/history", "storage/index", "storage/plan", "storage/post", "storage/template", "storage/trash"}, "what is done with posts as a whole is asked in any window, and done by storage and what has them open"},
	"editor/publishing":        {[]string{"editor/aside", "editor/field", "editor/modal", "editor/text", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage/check", "storage/plan", "storage/post"}, "what becomes of a post that is published is chosen and shown in any window, and done by storage; the page is handed in, since it is the preview's"},
	"storage/trash":            {[]string{"storage/safefile"}, "a file is moved to the trash and back, whatever is in it"},
	"storage/recent":           {[]string{"storage/bounded", "storage/safefile"}, "what was used last has nothing to do with what is in it"},
	"storage/keyed":            {nil, "what is found by a string need not be known"},
	"storage/inuse":            {nil, "who has a post open has nothing to do with what is in it"},
	"storage/walk":             {[]string{"storage/safefile"}, "which files may be posts has nothing to do with what is in them"},
	"storage/links":            {[]string{"editor/text", "preview/markdown", "preview/markdown/html", "preview/markdown/policy", "storage/export/fields", "storage/export/refs", "storage/index", "storage/post"}, "where addresses stand in a post is a function of its text; what they lead to is the library's matter"},
	"storage/rename":           {[]string{"editor/text", "preview/markdown", "preview/markdown/html", "storage", "storage/export/fields", "storage/index", "storage/links", "storage/plan", "storage/post", "storage/safefile"}, "what becomes of a library is shown and done by whoever asks, in a window or without; tests compare pages"},
	"storage/check":            {[]string{"editor/text", "preview/markdown", "storage/post", "storage/schema"}, "a rule looks at a post and what its text means; what it needs of a library is told to it"},
	"storage/index":            {[]string{"editor/text", "preview/markdown", "preview/markdown/html", "storage/check", "storage/export/refs", "storage/post", "storage/safefile"}, "what a post holds is a function of its text; tests compare it with pages"},
	"editor/diff":              {nil, "what differs between two texts has nothing to do with where they come from"},
	"editor/merge":             {[]string{"editor/diff", "storage/post"}, "two versions of a post are joined by their words and fields, whoever wrote them and wherever they are shown"},
	"editor/rows":              {[]string{"editor/text"}, "wrapping needs words and a measurer, no more"},
	"editor/compose":           {[]string{"editor/text", "preview/markdown", "preview/markdown/html"}, "a command is a function of a text and selections"},
	"editor/textedit":          {[]string{"editor/compose", "editor/rows", "editor/session", "editor/spell", "editor/text", "internal/control", "internal/paint/textimage", "internal/theme", "internal/typeset", "preview/markdown"}, "the text widget shows one session's text, whatever window it is in"},
	"editor/field":             {[]string{"editor/aside", "editor/textedit", "internal/control", "internal/theme", "internal/typeset"}, "a field is a box around the text widget, whatever is typed into it"},
	"editor/settings":          {[]string{"assets", "editor/field", "editor/modal", "editor/spell", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage/config"}, "the dialogs show the table of settings and what a library says of itself, the window does what was chosen"},
	"editor/shortcuts":         {[]string{"editor/field", "editor/modal", "internal/control", "internal/theme", "internal/typeset", "storage", "storage/config"}, "which keys do which commands has nothing to do with what the commands do"},
	"editor/library":           {[]string{"editor/field", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage/post"}, "the panel lists what it is given and says what was chosen"},
	"editor/problems":          {[]string{"editor/modal", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage/check", "storage/post"}, "a list of problems knows what is wrong and where, and the window goes there"},
	"editor/modal":             {[]string{"editor/aside", "editor/field", "internal/control", "internal/theme", "internal/wording"}, "what is open over a window has nothing to do with what it asks"},
	"editor/planning":          {[]string{"editor/comparison", "editor/diff", "editor/modal", "internal/control", "internal/theme", "internal/typeset"}, "what is to become of files is shown, whoever planned it and whoever does it"},
	"editor/replacing":         {[]string{"editor/field", "editor/modal", "editor/planning", "editor/text", "internal/control", "internal/wording", "storage/plan", "storage/replace"}, "words are replaced in the posts that it is given, and the window changes them"},
	"editor/quitting":          {[]string{"editor/modal", "internal/control", "internal/theme"}, "the list knows what posts are called, and the window saves them"},
	"editor/decoding":          {[]string{"editor/modal", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage/charset"}, "how bytes read in an encoding is shown, whatever file they are of"},
	"storage/charset":          {[]string{"storage/post"}, "what bytes say in an encoding has nothing to do with where they lie; tests read posts"},
	"editor/refusal":           {[]string{"editor/modal", "internal/control", "storage/safefile"}, "what a disk refuses has its ways out, whatever window asks"},
	"editor/switching":         {[]string{"internal/control", "internal/theme", "internal/typeset"}, "the list of what is open is shown in any window, and the window shows what was chosen"},
	"editor/palette":           {[]string{"editor/field", "editor/library", "editor/text", "internal/control", "internal/wording", "preview/markdown", "storage/post"}, "what a palette offers is a function of what there is and what was typed"},
	"editor/spelling":          {[]string{"editor/field", "editor/modal", "editor/palette", "editor/session", "editor/spell", "editor/text", "editor/textedit", "internal/control"}, "spelling knows the text that is checked, not the window around it"},
	"editor/linking":           {[]string{"editor/compose", "editor/palette", "editor/session", "editor/text", "editor/textedit", "internal/control", "internal/theme", "internal/typeset", "preview/markdown"}, "links are written and followed in the text; what there is to link to is said by the window"},
	"storage/crosslinks":       {[]string{"editor/text", "internal/imagework", "preview/markdown", "storage", "storage/index", "storage/post"}, "how posts lead to each other is a matter of the library, in a window or without"},
	"editor/exporting":         {[]string{"editor/aside", "editor/choosing", "editor/field", "editor/library", "editor/modal", "editor/palette", "internal/bus", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage", "storage/config", "storage/export", "storage/export/site", "storage/post", "storage/publish"}, "what is exported is chosen and shown in any window, and written by storage"},
	"editor/inbound":           {[]string{"editor/modal", "editor/planning", "editor/session", "internal/control", "internal/wording", "preview/markdown", "storage", "storage/links", "storage/plan", "storage/post", "storage/rename"}, "what leads to a post is told of and shown in any window, and changed by storage"},
	"editor/merging":           {[]string{"editor/comparison", "editor/diff", "editor/merge", "editor/modal", "editor/session", "editor/textedit", "internal/control", "internal/theme", "internal/typeset", "internal/wording"}, "two texts are made one in any window; whose they are and what becomes of the result is the window's matter"},
	"editor/choosing":          {[]string{"editor/field", "editor/modal", "editor/palette", "internal/bus", "internal/control"}, "files are chosen in any window, of any program's desktop"},
	"editor/importing":         {[]string{"editor/field", "editor/modal", "editor/palette", "internal/control", "internal/theme", "internal/wording", "storage/importer"}, "what is imported is shown in any window, and written by storage"},
	"editor/recovering":        {[]string{"editor/comparison", "editor/diff", "editor/modal", "editor/text", "internal/control", "internal/theme", "internal/wording", "storage/journal"}, "what was found is shown in any window, and opened by it"},
	"editor/form":              {[]string{"editor/field", "editor/session", "editor/textedit", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage/check", "storage/post", "storage/schema"}, "the fields of a post are shown in any window, and changed by its session"},
	"editor/flowing":           {[]string{"editor/compose", "editor/session", "editor/text", "preview/markdown"}, "paragraphs are wrapped in the text that it is given, in any window"},
	"editor/finding":           {[]string{"editor/compose", "editor/field", "editor/session", "editor/text", "editor/textedit", "internal/control", "internal/theme", "internal/wording"}, "the bar knows the text that it looks in, not the window around it"},
	"editor/comparison":        {[]string{"assets", "editor/diff", "editor/rows", "editor/text", "editor/textedit", "internal/control", "internal/paint/textimage", "internal/theme", "internal/typeset", "internal/wording"}, "two texts are compared in whatever window they are"},
	"editor/picturing":         {[]string{"editor/aside", "editor/choosing", "editor/compose", "editor/field", "editor/modal", "editor/palette", "editor/session", "editor/text", "internal/bus", "internal/clipboard", "internal/control", "internal/imagework", "internal/seen", "internal/theme", "internal/typeset", "internal/wording", "preview/markdown", "storage", "storage/config", "storage/index", "storage/pictures", "storage/post"}, "pictures are put into the post that it is given, in any window"},
	"editor/searching":         {[]string{"editor/field", "editor/modal", "editor/text", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage/post", "storage/search"}, "what is found is listed in any window, and opened by it"},
	"editor/versions":          {[]string{"editor/comparison", "editor/diff", "editor/field", "editor/modal", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage/git", "storage/history"}, "versions are shown in any window, and what is restored is the window's edit; the page is handed in, since it is the preview's"},
	"editor/keysheet":          {[]string{"editor/field", "editor/modal", "internal/control", "internal/theme", "internal/typeset"}, "shortcuts are names and keys, whatever they do"},
	"editor/vacant":            {[]string{"internal/control", "internal/theme", "internal/typeset"}, "what there is to do without a post is said in any window, and done by it"},
	"editor/about":             {[]string{"assets", "editor/modal", "internal/control", "internal/theme", "internal/typeset"}, "whose work is in the program has nothing to do with what is written"},
	"editor/counting":          {[]string{"editor/text", "preview/markdown", "storage/post"}, "words are counted in texts, whatever window they are in"},
	"editor/status":            {[]string{"editor/counting", "editor/session", "editor/text", "internal/control", "internal/theme", "internal/typeset", "internal/wording", "storage/post"}, "the line tells of the post that it is given, in any window"},
	"editor/serving":           {[]string{"internal/control", "internal/serve", "storage", "storage/export/layout", "storage/publish"}, "a library's site is shown in the browser, whatever window asks"},
	"editor/browser":           {[]string{"storage", "storage/export", "storage/export/layout", "storage/export/site", "storage/publish", "storage/safefile"}, "a page for the browser is a function of a post and its library"},
	"editor/spell":             {[]string{"editor/text"}, "whether a word is right has nothing to do with where it is shown"},
	"preview/page":             {[]string{"assets", "editor/text", "internal/typeset", "preview/markdown", "preview/markdown/html", "preview/markdown/math", "preview/markdown/sumtree", "preview/markdown/syntax"}, "a page is a function of the post's meaning, a width and a theme, on a screen or on paper"},
	"preview/markdown":         {[]string{"editor/text", "preview/markdown/math", "preview/markdown/policy", "preview/markdown/sumtree", "preview/markdown/syntax"}, "meaning is a function of the text"},
	"preview/markdown/html":    {[]string{"editor/text", "preview/markdown", "preview/markdown/math", "preview/markdown/policy", "preview/markdown/syntax"}, "HTML is a function of the meaning"},
	"preview/markdown/policy":  {nil, "what HTML is kept has nothing to do with who reads or writes it"},
	"preview/markdown/math":    {nil, "a formula is a function of its TeX"},
	"preview/markdown/sumtree": {nil, "what a sequence holds is nothing to it"},
	"preview/markdown/syntax":  {[]string{"preview/markdown/syntax/pattern"}, "colours of code are a function of the code"},
	"internal/carets":          {[]string{"editor/text"}, "the notation is for texts and selections, whatever is tested with them"},
	"internal/bus":             {nil, "what the desktop is asked has nothing to do with what the window is for"},
	"internal/clipboard":       {nil, "the clipboard holds bytes, whatever they mean"},
	"internal/htmlsize":        {nil, "how much HTML may become has nothing to do with what is made of it"},
	"internal/fromhtml":        {[]string{"editor/text", "internal/htmlsize", "preview/markdown", "preview/markdown/policy"}, "Markdown is a function of the HTML; what was made is parsed again and compared with it"},
	"internal/mermaid":         {nil, "a diagram is a function of its source and the program installed"},
	"internal/control":         {[]string{"internal/theme", "internal/typeset"}, "a control knows how it looks, not what it is for"},
	"internal/seen":            {[]string{"internal/theme", "internal/typeset"}, "what a person sees and does has nothing to do with which widgets are before them"},
	"internal/regions":         {[]string{"internal/control", "internal/theme"}, "where a part of a window is has nothing to do with what it is for"},
	"internal/paint/damage":    {nil, "what of a window changed has nothing to do with what the window is for"},
	"internal/paint/screen":    {[]string{"internal/paint/damage"}, "how a window gets to the screen has nothing to do with what is in it"},
	"internal/instance":        {[]string{"storage/bounded"}, "a window is found by its library, whatever that holds"},
	"internal/opening":         {nil, "what is to be shown has nothing to do with what shows it"},
	"internal/raise":           {nil, "a window comes to the front, whatever it shows"},
	"internal/ending":          {nil, "how a process ends has nothing to do with what it was for"},
	"internal/wording":         {nil, "a number in words is a function of the number"},
	"internal/serve":           {nil, "what is shown to a browser has nothing to do with who may ask for it"},
	"internal/sniff":           {nil, "what kind of image bytes are is a function of the bytes"},
	"internal/svg":             {[]string{"internal/sniff"}, "whether a drawing is harmless has nothing to do with who shows it"},
	"internal/torture":         {[]string{"internal/torture/faultfs", "internal/xwindow", "storage/history", "storage/journal"}, "the program is broken from outside, whatever it is made of"},
	"internal/torture/faultfs": {nil, "a file system that fails has nothing to do with what is written to it"},
	"internal/webcheck":        {[]string{"storage/bounded", "storage/safefile"}, "whether an address of the web answers has nothing to do with where it stands"},
	"internal/imagework":       {[]string{"internal/sniff", "internal/svg"}, "pixels are a function of an image's bytes; a child process has nothing else to do"},
	"internal/paint/textimage": {[]string{"internal/theme", "internal/typeset"}, "text is drawn for whoever shows it"},
	"internal/typeset":         {[]string{"assets"}, "text is measured for whoever sets it, with a window or without"},
	"storage/export/imagefile": {[]string{"internal/sniff", "internal/svg"}, "what is in an image file has nothing to do with where it is put"},
	"storage/export/fields":    {[]string{"storage/bounded", "storage/export/imagefile", "storage/post"}, "what a field means is a function of its text"},
	"storage/export/pack":      {[]string{"storage/bounded", "storage/export/fields"}, "names and limits of a package have nothing to do with what is in it"},
	"storage/export/bundle":    {[]string{"editor/text", "preview/markdown", "storage/bounded", "storage/export/fields", "storage/export/imagefile", "storage/export/images", "storage/export/pack", "storage/export/refs", "storage/export/site", "storage/post"}, "a bundle is a function of its post and images; the plan says which posts"},
	"storage/export/site":      {[]string{"assets", "preview/markdown", "storage/export/feed", "storage/export/fields", "storage/export/pack", "storage/export/refs", "storage/post"}, "a site and its posts are what every format is made of, whichever it is"},
	"storage/export/layout":    {[]string{"storage/bounded", "storage/export/pack", "storage/export/site", "storage/safefile"}, "a template is given values, and knows no post, no library and no program"},
	"storage/export/images":    {[]string{"storage/export/imagefile", "storage/export/pack", "storage/export/refs", "storage/export/site", "storage/safefile"}, "which images a post shows has nothing to do with the format that it is packed in"},
	"storage/export/epub":      {[]string{"assets", "internal/imagework", "preview/markdown/html", "preview/markdown/syntax", "storage/export/feed", "storage/export/imagefile", "storage/export/images", "storage/export/pack", "storage/export/refs", "storage/export/site", "storage/export/xhtml", "storage/post"}, "a book is a function of its posts and images; the plan says which posts"},
	"storage/export/verify":    {[]string{"editor/text", "preview/markdown", "preview/markdown/policy", "storage/bounded", "storage/export/bundle", "storage/export/fields", "storage/export/imagefile", "storage/export/pack", "storage/export/refs", "storage/post", "storage/safefile"}, "packages are opened without the plan that they were made by"},
	"storage/export/packtest":  {[]string{"storage/export/fields", "storage/export/pack"}, "tests of packages make them by hand"},
	"storage/export/feed":      {nil, "a feed is a function of what its entries say"},
	"storage/export/refs":      {[]string{"editor/text", "preview/markdown", "preview/markdown/policy"}, "addresses are found in any Markdown"},
	"storage/export/xhtml":     {[]string{"internal/htmlsize"}, "a book's XHTML is a function of a page's HTML"},
	"storage/importer/word":    {[]string{"storage/bounded", "storage/export/pack", "storage/export/verify"}, "what a document says has nothing to do with what becomes of it"},
	"storage/export/webfont":   {[]string{"assets", "internal/typeset"}, "a part of a typeface is a function of it and the words that are set"},
	"storage/export/docx":      {[]string{"editor/text", "internal/imagework", "internal/sniff", "preview/markdown", "preview/markdown/math", "preview/markdown/policy", "preview/markdown/syntax", "storage/export/imagefile", "storage/export/pack", "storage/export/refs"}, "a document is a function of the posts' meaning; tests parse posts"},
	"storage/export/pdf":       {[]string{"assets", "editor/text", "internal/imagework", "internal/sniff", "internal/typeset", "preview/markdown", "preview/markdown/math", "preview/markdown/policy", "preview/page", "storage/export/pdf/cff"}, "paper shows what the preview shows, and both are frames of preview/page, which knows no window; the export gives it the posts' images"},
	"storage/export/pdf/cff":   {[]string{"assets"}, "a font of outlines has nothing to do with the file that it is put into; tests of it write the embedded typefaces"},
	"storage/importer":         {[]string{"editor/text", "internal/fromhtml", "internal/imagework", "preview/markdown", "preview/markdown/html", "storage", "storage/bounded", "storage/config", "storage/export", "storage/export/fields", "storage/export/imagefile", "storage/export/pack", "storage/export/refs", "storage/export/site", "storage/export/verify", "storage/importer/word", "storage/pictures", "storage/post", "storage/safefile"}, "what other programs wrote becomes posts of a folder, in a window or without; what Markdown holds is compared with what is written"},
	"editor/session":           {pure, "an open post is tested without a window or a disk; storage satisfies an interface that session declares"},

	"storage/safefile/safetest":       {[]string{"storage/safefile"}, "tests put faults in the place of the files of the system"},
	"preview/markdown/syntax/pattern": {nil, "whether an expression matches has nothing to do with what it is for"},
}

// libraries are those that could be replaced by others, each with the only packages that may know it.
var libraries = []struct {
	path      string
	importers []string
	why       string
}{
	{"github.com/yuin/goldmark", []string{"preview/markdown", "preview/markdown/html", "preview/markdown/policy"}, "know which Markdown parser there is: one parses, one is compared with its renderer in tests, one escapes addresses as it does"},
	{"github.com/microcosm-cc/bluemonday", []string{"preview/markdown/html"}, "knows what makes HTML harmless"},
	{"github.com/alecthomas/chroma", []string{"preview/markdown/syntax"}, "knows what finds the words of a program"},
	{"github.com/dlclark/regexp2", []string{"preview/markdown/syntax", "preview/markdown/syntax/pattern"}, "know how the rules for words of a program are written"},
	{"github.com/JohannesKaufmann", []string{"internal/fromhtml"}, "knows how HTML becomes Markdown"},
	{"github.com/jezek/xgb", []string{"internal/clipboard", "internal/raise", "internal/xwindow"}, "speak to the X server: the program's clipboard, what brings its window to the front, and tests that drop files on it"},
	{"github.com/godbus/dbus", []string{"internal/bus"}, "speaks to the desktop's programs, over a bus that is there"},
	{"go.yaml.in/yaml", []string{"storage/bounded", "storage/export", "storage/export/bundle", "storage/export/fields", "storage/importer"}, "know YAML, which is other programs' front matter"},
	{"github.com/BurntSushi/toml", []string{"storage/bounded", "storage/config", "storage/importer"}, "know TOML, which is settings and other programs' front matter"},
	{"github.com/fsnotify/fsnotify", []string{"storage"}, "knows how a folder is watched"},
	{"github.com/fyne-io/oksvg", []string{"internal/imagework"}, "draws SVG, in a process of its own"},
	{"github.com/go-git/go-git", []string{"storage/walk"}, "knows what a .gitignore means"},
	{"github.com/wlynxg/chardet", []string{"storage/charset"}, "knows how encodings are guessed"},
	{"github.com/gofrs/flock", []string{"storage", "storage/history", "storage/inuse", "storage/journal", "storage/plan"}, "know how a file is locked on each system"},
	{"github.com/andybalholm/brotli", []string{"storage/export/webfont"}, "knows how typefaces for pages become small"},
	{"github.com/klauspost/compress", []string{"storage/history"}, "knows how texts become small"},
	{"github.com/spf13/cobra", []string{"internal/command"}, "knows how a command line is read"},
	{"github.com/hanwen/go-fuse", []string{"internal/torture/faultfs"}, "mounts a file system, for tests alone"},
}

// fyneFree are the folders whose packages must not reach Fyne, directly or through anything they import.
var fyneFree = []string{
	"internal/bus", "internal/ending", "internal/terminal", "internal/fromhtml", "internal/htmlsize", "internal/imagework", "internal/sniff", "internal/svg", "internal/clipboard", "internal/mermaid", "internal/typeset", "storage", "editor/text", "editor/rows", "editor/compose", "editor/diff", "editor/merge", "editor/session", "editor/spell", "preview/markdown", "preview/page", "internal/torture", "internal/xwindow",
}

// goPackage is what `go list -json` tells of a package.
type goPackage struct {
	ImportPath   string
	Name         string
	Imports      []string
	TestImports  []string
	XTestImports []string
	Deps         []string
}

// rel is the package's path below the module, "" for the root.
func (p goPackage) rel() string {
	return strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
}

// direct are all imports that the package and its tests name themselves.
func (p goPackage) direct() []string {
	all := slices.Concat(p.Imports, p.TestImports, p.XTestImports)
	slices.Sort(all)
	return slices.DeleteFunc(slices.Compact(all), func(i string) bool { return i == p.ImportPath })
}

// ours are the direct imports within the module, as paths below it.
func (p goPackage) ours() []string {
	var out []string
	for _, i := range p.direct() {
		if rest, ok := strings.CutPrefix(i, module+"/"); ok {
			out = append(out, rest)
		}
	}
	return out
}

func listPackages(t *testing.T) []goPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Name,Imports,TestImports,XTestImports,Deps", "./...")
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var list []goPackage
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		list = append(list, p)
	}
}

// within tells whether package p is folder dir or lies below it.
func within(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

// rooms know nothing of each other: the text widget, the preview and what keeps posts.
var rooms = []string{"editor/textedit", "preview", "storage"}

// room is the one that package p belongs to, "" for none.
func room(p string) string {
	for _, r := range rooms {
		if within(p, r) {
			return r
		}
	}
	return ""
}

// opensAll are the packages that join the rooms: the program, its window and its commands.
var opensAll = []string{"", "editor", "internal/command"}

func TestImports(t *testing.T) {
	for _, p := range listPackages(t) {
		t.Run(testName(p.rel()), func(t *testing.T) {
			checkName(t, p)
			checkRooms(t, p)
			checkLibraries(t, p)
		})
	}
}

func testName(rel string) string {
	if rel == "" {
		return "main"
	}
	return rel
}

// TestMapNamesEveryPackage keeps the page that a newcomer reads first complete.
func TestMapNamesEveryPackage(t *testing.T) {
	b, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	words := strings.FieldsFunc(string(b), func(r rune) bool { return unicode.IsSpace(r) || r == '/' || r == ',' || r == '`' })
	for _, p := range listPackages(t) {
		if name := path.Base(p.rel()); p.rel() != "" && !slices.Contains(words, name) {
			t.Errorf("ARCHITECTURE.md does not say what %s is for", p.rel())
		}
	}
}

func checkName(t *testing.T, p goPackage) {
	t.Helper()
	for _, name := range []string{p.Name, path.Base(p.ImportPath)} {
		switch name {
		case "util", "utils", "common", "helper", "helpers", "types", "models":
			t.Errorf("a package named %s collects what belongs nowhere: name it after the idea it holds", name)
		}
	}
	first, _, _ := strings.Cut(p.rel(), "/")
	switch first {
	case "", "editor", "preview", "storage", "assets", "internal":
	default:
		t.Errorf("no new top-level folder: write, read and keep are the rooms, what fits none of them goes below internal/")
	}
}

// checkRooms keeps the rooms apart.
func checkRooms(t *testing.T, p goPackage) {
	t.Helper()
	rel := p.rel()
	if rule, ok := allowed[rel]; ok {
		for _, i := range p.ours() {
			if !slices.Contains(rule.imports, i) && !slices.Contains(testSupport, i) {
				t.Errorf("imports %s, may import %q of ours: %s", i, rule.imports, rule.why)
			}
		}
	}
	opened := room(rel)
	for _, i := range p.ours() {
		if other := room(i); other != "" && !slices.Contains(pure, i) && !slices.Contains(opensAll, rel) {
			if opened != "" && opened != other {
				t.Errorf("imports %s beside %s: the rooms know nothing of each other; only the program, its window and its commands open more than one", i, opened)
			}
			opened = other
		}
		if i == "editor" && rel != "" {
			t.Errorf("imports %s: the window knows all, and nothing that it is made of knows the window", i)
		}
		if within(rel, "assets") {
			t.Errorf("imports %s: assets are values and files that everything may use, they use nothing", i)
		}
		if within(rel, "internal/xwindow") {
			t.Errorf("imports %s: the real-window tests see the program from outside, as a person does", i)
		}
		if i == "internal/paint/screen" && rel != "" {
			t.Errorf("imports %s: it needs cgo and GL; only main joins it to the window", i)
		}
		if slices.Contains(testSupport, i) && !slices.Contains(testSupport, rel) && slices.ContainsFunc(p.Imports, func(s string) bool { return strings.HasSuffix(s, "/"+i) }) {
			t.Errorf("imports %s: it is support for tests", i)
		}
		if i == "internal/xwindow" && rel != "internal/windowtest" && rel != "internal/winetest" && rel != "internal/torture" {
			t.Errorf("imports %s: only the tests of the whole program open real windows", i)
		}
	}
}

// checkLibraries keeps the heavy and the replaceable libraries in the one place that is meant to know them.
func checkLibraries(t *testing.T, p goPackage) {
	t.Helper()
	rel := p.rel()
	for _, dir := range fyneFree {
		if !within(rel, dir) {
			continue
		}
		for _, i := range slices.Concat(p.Deps, p.direct()) {
			if within(i, fynePath) {
				t.Errorf("reaches %s: %s works and is tested without a window", i, dir)
				break
			}
		}
	}
	for _, i := range p.direct() {
		for _, l := range libraries {
			if within(i, l.path) && !slices.Contains(l.importers, rel) {
				t.Errorf("imports %s: only %s %s", i, strings.Join(l.importers, " and "), l.why)
			}
		}
		if within(rel, "assets") && within(i, fynePath) {
			t.Errorf("imports %s: assets are plain values; internal/theme makes Fyne's resources of them", i)
		}
	}
	if i := slices.IndexFunc(p.Deps, func(s string) bool { return within(s, "github.com/hanwen/go-fuse") }); rel == "" && i >= 0 {
		t.Errorf("reaches %s: it is there for tests, and is no part of the program", p.Deps[i])
	}
	for _, i := range p.Deps {
		if rel != "" && rel != "internal/paint/screen" && (within(i, fynePath+"/app") || strings.HasPrefix(i, "github.com/go-gl/")) {
			t.Errorf("reaches %s: only main.go opens Fyne's app and internal/paint/screen speaks GL, so that all else builds in a second, without cgo and GL", i)
			break
		}
	}
}

// TestOnlyLinkChecksUseTheNetwork holds that the program asks the network for
// nothing but addresses that its writer wants to be tried: one package does that,
// and others have of net/http what has to do with no network.
func TestOnlyLinkChecksUseTheNetwork(t *testing.T) {
	harmless := map[string][]string{
		"internal/svg": {"http.DetectContentType"}, "storage/export/feed": {"http.TimeFormat"},
		"internal/serve": {
			// It answers, and asks nobody; what it listens to, a test of its own holds.
			"http.Error", "http.HandlerFunc", "http.MethodGet", "http.MethodHead", "http.NewResponseController", "http.Redirect", "http.Request", "http.ResponseWriter", "http.Server",
			"http.StatusForbidden", "http.StatusFound", "http.StatusInternalServerError", "http.StatusMethodNotAllowed", "http.StatusNotFound", "http.StatusOK", "http.StatusServiceUnavailable",
			"net.JoinHostPort", "net.Listen", "net.Listener", "net.SplitHostPort", "net.TCPAddr",
		},
		// Its sockets are files of the user's; a test of its own holds that they are.
		"internal/instance": {"net.Conn", "net.Dialer", "net.ErrClosed", "net.ListenUnix", "net.Listener", "net.UnixAddr", "net.UnixConn"},
	}
	sockets := []string{"internal/webcheck", "internal/regions", "internal/xwindow"} // the last two are test support, between processes
	used := regexp.MustCompile(`\b(?:http|net)\.[A-Z]\w*`)
	for _, p := range listPackages(t) {
		rel := p.rel()
		if slices.Contains(sockets, rel) {
			continue
		}
		for _, i := range p.Imports {
			if i != "net" && i != "crypto/tls" && (!within(i, "net") || i == "net/url" || i == "net/netip" || i == "net/mail") {
				continue
			}
			names, ok := harmless[rel]
			if !ok || i != "net/http" && i != "net" {
				t.Errorf("%s imports %s: only internal/webcheck asks the network", rel, i)
				continue
			}
			files, err := filepath.Glob(filepath.Join(rel, "*.go"))
			if err != nil {
				t.Fatal(err)
			}
			for _, file := range files {
				b, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Contains(b, []byte(`"`+i+`"`)) || strings.HasSuffix(file, "_test.go") {
					continue
				}
				for _, m := range used.FindAll(b, -1) {
					if !slices.Contains(names, string(m)) {
						t.Errorf("%s uses %s: only internal/webcheck asks the network", file, m)
					}
				}
			}
		}
	}
	for _, p := range listPackages(t) {
		if slices.Contains(p.Imports, module+"/internal/webcheck") && p.rel() != "internal/command" && p.rel() != "editor" {
			t.Errorf("%s imports internal/webcheck: links are tried by a command of the window and one of the command line", p.rel())
		}
	}
}

// TestOnlyMainOpensTheApp pins the one file of the module that may import Fyne's app. Programs under
// testdata are not part of it: go's patterns leave them out, and nothing can import them. The one that
// measures what a window costs without Galley has to open an app of its own.
func TestOnlyMainOpensTheApp(t *testing.T) {
	for _, file := range goFiles(t) {
		if file == "main.go" || strings.Contains(file, "testdata/") {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(b), `"`+fynePath+`/app"`+"\n") {
			t.Errorf("%s imports Fyne's app: only main.go does, everything else is handed what it needs", file)
		}
	}
}

// decoding is what reads a whole text of a language whose texts can be small and become large.
var decoding = regexp.MustCompile(`\b(toml|yaml|json|xml)\.(Unmarshal|Decode|NewDecoder|NewTokenDecoder)\(`)

// decoders may decode by themselves, each with its reason.
var decoders = map[string]string{
	"storage/bounded":             "it is where texts are counted first",
	"internal/notices":            "it reads what the go command says",
	"internal/xwindow":            "it reads what the program under test says of its window",
	"internal/svg":                "it reads a drawing as a stream and counts what is in it",
	"storage/post/frontmatter.go": "it looks for the end of an object of 2 MB at most and keeps its bytes",
}

// TestOnlyBoundedDecodes keeps what anybody may have written away from decoders that take as much memory as it asks for.
func TestOnlyBoundedDecodes(t *testing.T) {
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "testdata/") || decoders[file] != "" || decoders[path.Dir(file)] != "" {
			continue
		}
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if found := decoding.Find(b); found != nil {
			t.Errorf("%s calls %s): storage/bounded does it within limits", file, found)
		}
	}
}

func TestFilesStaySmall(t *testing.T) {
	const limit = 600 // lines
	for _, file := range goFiles(t) {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n := bytes.Count(b, []byte("\n"))
		if n > limit {
			t.Errorf("%s has %d lines, at most %d: split it by idea, not by size", file, n, limit)
		}
	}
}

// goFiles are the module's Go files, also those that this system would not build. Reading them here lets
// the test cache see that they changed.
func goFiles(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (name == ".git" || name == "build") {
			return filepath.SkipDir
		}
		if filepath.Ext(name) == ".go" {
			files = append(files, filepath.ToSlash(name))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("found no Go file: the test runs in the wrong folder")
	}
	return files
}
