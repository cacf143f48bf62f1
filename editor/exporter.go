package editor

import "context"

// ExportShape is what a package is on a disk.
type ExportShape uint8

// A package is a file, a folder, or either: then it is a folder where its path
// ends in a slash.
const (
	ExportFile ExportShape = iota
	ExportFolder
	ExportEither
)

// ExportFormat is a kind of package that posts can be exported as.
type ExportFormat struct {
	Name    string // never shown
	Label   string
	Summary string // what it is, in a line without a full stop
	Readers string // who reads it
	Suffix  string // of a file, with its dot
	Base    string // usual name, with the suffix
	Shape   ExportShape
	One     bool // a file of it holds one post
	Feed    bool // needs the site's address
	Sited   bool // says where the site is and how it is called
}

// ExportTarget is an export that the library has a name for.
type ExportTarget struct {
	Name, Format string
	Out          string // absolute path; "" where it cannot be told
	Wrong        string // why; "" if nothing is

	Drafts, Published, Skip bool
}

// ExportRequest is an export that is wanted.
type ExportRequest struct {
	Format string
	Target string   // the name of the target that it is; "" for none
	Posts  []string // paths; nil are all posts of the library
	Out    string   // absolute path, with a slash at its end for a folder that could be a file
	Chosen bool     // the name in Out was chosen, not proposed

	Drafts    bool // drafts too
	Published bool // no scheduled posts
	Skip      bool // posts with errors are left out
	Camera    bool // images keep place, time and camera
	SiteURL   string
	SiteTitle string // "" for the library's own, as SiteURL
}

// ExportFinding is something that is wrong with a post, or with the export as
// a whole where it has no Path.
type ExportFinding struct {
	Path    string
	Line    int // of the file, from 1; 0 when it is about the whole post
	Message string
}

// ExportPlan is what an export would do.
type ExportPlan struct {
	Posts     int // that would be packed
	Drafts    int // left out
	Scheduled int // left out
	Wrong     int // left out because of an error

	Errors   []ExportFinding // they stop it
	Warnings []ExportFinding
	Skips    bool   // leaving out posts with errors would help
	Trouble  string // why there is nothing to write, besides the errors; "" if there is
}

// ExportPlace is what lies where an export is to go.
type ExportPlace struct {
	Note string // says it in a line
	Old  bool   // something there would be replaced
	Bad  bool   // it cannot be written there; Note says why
}

// ExportAsk is what the writer has to agree to before, or after, a target is
// exported; Text says it as a question.
type ExportAsk struct {
	Key    string // what is remembered as agreed to; "" is asked about each time
	Title  string
	Text   string
	Answer string // the verb that agrees
}

// ExportResult is what an export did.
type ExportResult struct {
	Posts int
	Out   string
	Notes []ExportFinding // what is not in the package as the writer may think

	Follows bool       // a command follows the target
	After   *ExportAsk // it is still to be agreed to; nil where it was
}

// Exporter packs posts for elsewhere. Methods with a done function return at
// once and call it on the UI goroutine, also when their context ended.
type Exporter interface {
	// Formats lists the packages there are.
	Formats() []ExportFormat
	// Targets lists the exports that the library has names for; an error is what is wrong with some of them.
	Targets() ([]ExportTarget, error)
	// Site is how the library calls its site, and where that is.
	Site() (title, url string)
	// Plan thinks an export through, writing nothing.
	Plan(ctx context.Context, r ExportRequest, done func(ExportPlan, error))
	// Place tells what lies at r.Out.
	Place(ctx context.Context, r ExportRequest, done func(ExportPlace))
	// Asks is what must be agreed to before the export of a target.
	Asks(r ExportRequest) ([]ExportAsk, error)
	// Agree remembers an answer for a target.
	Agree(target, key string) error
	// Export writes the package as one whole, or leaves all as it was: then the
	// error says why. When the context ends before it is written, the error is
	// the context's. Progress is told of posts, on the UI goroutine too.
	Export(ctx context.Context, r ExportRequest, progress func(done, total int), done func(ExportResult, error))
	// Follow runs the command that follows a target whose export went to out,
	// and gives what it printed.
	Follow(ctx context.Context, target, out string, done func(output string, err error))
	// Last is the export that was done last from the library: of that key, or
	// with "" of all. A key is a format's name, or "target NAME".
	Last(key string) (ExportRequest, bool)
	// Reveal shows a file or folder in the system's file manager.
	Reveal(path string, done func(error))
}
