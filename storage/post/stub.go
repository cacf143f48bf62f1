package post

import "time"

func Parse(src string) Post                                                         { panic("soon") }
func Decode(b []byte) (string, error)                                               { panic("soon") }
func (p Post) Problems() []Problem                                                  { panic("soon") }
func (p Post) Set(key, value string) []Edit                                         { panic("soon") }
func (p Post) Unset(key string) []Edit                                              { panic("soon") }
func (p Post) Rename(old, new string) ([]Edit, error)                               { panic("soon") }
func (p Post) Separate() []Edit                                                     { panic("soon") }
func (p Post) Opening() []Edit                                                      { panic("soon") }
func ValidKey(key string) error                                                     { panic("soon") }
func New(title, slug, published string) string                                      { panic("soon") }
func Fold(value string) string                                                      { panic("soon") }
func ValidSlug(s string) bool                                                       { panic("soon") }
func Slug(title string) string                                                      { panic("soon") }
func ParseDate(s string) (time.Time, error)                                         { panic("soon") }
func StatusOf(fileName, published string, now time.Time) Status                     { panic("soon") }
func Words(body string) int                                                         { panic("soon") }
func Minutes(words int) int                                                         { panic("soon") }
func NamePart(fileName string) (number int, numbered bool, slug string, draft bool) { panic("soon") }

type Status uint8

const (
	Published Status = iota
	Scheduled
	Draft
)

func (s Status) String() string { return [...]string{"published", "scheduled", "draft"}[s] }

type EncodingError struct {
	Found  string
	Offset int
	Line   int
}

func (e *EncodingError) Error() string { panic("soon") }

type Severity uint8

const (
	Error Severity = iota
	Warning
	Hint
)

func (s Severity) String() string { return [...]string{"error", "warning", "hint"}[s] }

type Problem struct {
	Line, Col int
	Severity  Severity
	Rule      string
	Message   string
	Key       string
}

func (p Problem) String() string { panic("soon") }
