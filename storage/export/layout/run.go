package layout

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"reflect"
	"slices"
	"strings"
	"time"
)

// Limits of one page.
const (
	maxSteps = 500_000          // turns of loops and calls of templates
	maxTime  = 20 * time.Second // on a machine that is very busy
	maxPage  = 16 << 20         // bytes besides the post itself
	maxText  = 1 << 20          // bytes of a text that a template puts together
)

// Errors of a page that would be too much.
var (
	errSteps = fmt.Errorf("the page was given up after %d turns of loops", maxSteps)
	errTime  = errors.New("the page was given up, since it took too long")
	errText  = errors.New("the text that is put together is larger than " + size(maxText))
)

func size(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%d MB", n>>20)
	}
	return fmt.Sprintf("%d kB", n>>10)
}

// run is one page that is being made.
type run struct {
	ctx   context.Context
	until time.Time
	steps int
	left  int // bytes
	buf   []byte
	last  error // that ended it
}

// Write implements io.Writer. It fails when the page is too large.
func (r *run) Write(p []byte) (int, error) {
	if len(p) > r.left {
		return 0, r.end(fmt.Errorf("the page is larger than %s", size(maxPage)))
	}
	r.left -= len(p)
	r.buf = append(r.buf, p...)
	return len(p), r.took(1)
}

// took counts steps, and tells whether the page must be given up.
func (r *run) took(steps int) error {
	if r.last != nil {
		return r.last
	}
	before := r.steps
	r.steps += steps
	switch {
	case r.steps > maxSteps:
		return r.end(errSteps)
	case before>>10 == r.steps>>10: // the clock is asked now and then
		return nil
	case r.ctx != nil && r.ctx.Err() != nil:
		return r.end(r.ctx.Err())
	case !r.until.IsZero() && time.Now().After(r.until):
		return r.end(errTime)
	}
	return nil
}

func (r *run) end(err error) error {
	if r.last == nil {
		r.last = err
	}
	return r.last
}

// engine is a copy of the templates that makes one page at a time.
type engine struct {
	t   *template.Template
	run *run
}

// engine returns one that is idle, or a new one.
func (s *Set) engine() (*engine, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n := len(s.idle); n > 0 {
		e := s.idle[n-1]
		s.idle = s.idle[:n-1]
		return e, nil
	}
	t, err := s.master.Clone()
	if err != nil {
		return nil, err
	}
	e := &engine{run: &run{}}
	e.t = t.Funcs(functions(e.run))
	return e, nil
}

// Error tells that a template could not make a page.
type Error struct{ Problem }

func (e *Error) Error() string {
	if e.Col > 0 {
		return fmt.Sprintf("%s:%d:%d: %s", e.Path, e.Line, e.Col, e.Message)
	}
	return fmt.Sprintf("%s:%d: %s", e.Path, e.Line, e.Message)
}

// Render makes a page by the template of its kind. An error is an [*Error], or
// that of the context.
func (s *Set) Render(ctx context.Context, c *Catalog, p Request) ([]byte, error) {
	return s.render(ctx, string(p.Kind)+".html", c, p)
}

// render makes a page by the template with a name. A fault of html/template is one
// of the template, whose text may be anything.
func (s *Set) render(ctx context.Context, name string, c *Catalog, p Request) (data []byte, err error) {
	defer func() {
		if r := recover(); r != nil {
			data, err = nil, &Error{s.problem(name, fmt.Errorf("it cannot be followed: %v", r))}
		}
	}()
	e, err := s.engine()
	if err != nil {
		return nil, &Error{s.problem(name, err)}
	}
	*e.run = run{ctx: ctx, until: time.Now().Add(maxTime), left: maxPage + 2*len(p.Content)}
	err = e.t.ExecuteTemplate(e.run, name, c.page(e.run, p))
	page, last := e.run.buf, e.run.last
	*e.run = run{}
	s.mu.Lock()
	s.idle = append(s.idle, e)
	s.mu.Unlock()
	if last != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		problem := s.problem(name, err)
		if last != nil { // what was said around it depends on where it ended
			problem.Message = last.Error()
		}
		return nil, &Error{problem}
	}
	return page, nil
}

// functions are those that templates may call. Those of html/template that make
// texts of texts have limits here, since a text can be doubled many times.
func functions(r *run) template.FuncMap {
	return template.FuncMap{
		step:       func() (string, error) { return "", r.took(1) },
		"first":    first,
		"join":     func(sep string, list any) (string, error) { return r.joined(sep, list) },
		"lower":    func(s string) (string, error) { return r.text(strings.ToLower(s)) },
		"upper":    func(s string) (string, error) { return r.text(strings.ToUpper(s)) },
		"print":    func(args ...any) (string, error) { return r.printed(fmt.Sprint, args) },
		"println":  func(args ...any) (string, error) { return r.printed(fmt.Sprintln, args) },
		"printf":   r.printf,
		"html":     func(args ...any) (string, error) { return r.escaped(template.HTMLEscaper, args) },
		"js":       func(args ...any) (string, error) { return r.escaped(template.JSEscaper, args) },
		"urlquery": func(args ...any) (string, error) { return r.escaped(template.URLQueryEscaper, args) },
	}
}

// text is a text that a template has put together.
func (r *run) text(s string) (string, error) {
	if len(s) > maxText {
		return "", r.end(errText)
	}
	return s, r.took(1 + len(s)>>10)
}

// printed joins arguments that are not too large.
func (r *run) printed(join func(...any) string, args []any) (string, error) {
	if _, err := r.sizes(args); err != nil {
		return "", err
	}
	return r.text(join(args...))
}

// escaped is printed for a text that is escaped.
func (r *run) escaped(escape func(...any) string, args []any) (string, error) {
	n, err := r.sizes(args)
	if err != nil {
		return "", err
	}
	if n > maxText/8 {
		return "", r.end(errText)
	}
	return r.text(escape(args...))
}

// sizes returns how many bytes arguments have as texts, and sees that they are
// values that have a text.
func (r *run) sizes(args []any) (all int, err error) {
	for _, a := range args {
		v := reflect.ValueOf(a)
		switch {
		case !v.IsValid():
			all += 8
		case v.Kind() == reflect.String:
			all += v.Len()
		case v.CanInt() || v.CanUint() || v.CanFloat() || v.Kind() == reflect.Bool:
			all += 32
		default:
			s, ok := a.(fmt.Stringer)
			if !ok {
				return 0, r.end(fmt.Errorf("%s has no text", strings.ReplaceAll(v.Type().String(), "layout.", "")))
			}
			all += len(s.String())
		}
	}
	if all > maxText {
		return 0, r.end(errText)
	}
	return all, nil
}

// printf is that of fmt, for texts of a size that is known before.
func (r *run) printf(format string, args ...any) (string, error) {
	verbs := strings.Count(format, "%")
	longest, err := r.sizes(args)
	if err != nil {
		return "", err
	}
	width, digits := 0, 0
	for _, c := range format { // the longest number is the most that something is filled to
		if c >= '0' && c <= '9' {
			digits = min(digits*10+int(c-'0'), maxText)
			width = max(width, digits)
			continue
		}
		if c == '*' {
			return "", r.end(errors.New("printf takes no * here; write the width as a number"))
		}
		digits = 0
	}
	if len(format)+verbs*(4*longest+width+64) > maxText {
		return "", r.end(errText)
	}
	args = slices.Clone(args)
	for i, a := range args { // of a value nothing is printed but its text, which is what was measured
		if s, ok := a.(fmt.Stringer); ok {
			args[i] = s.String()
		}
	}
	return r.text(fmt.Sprintf(format, args...))
}

// joined joins the texts of a list.
func (r *run) joined(sep string, list any) (string, error) {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice {
		return "", r.end(errors.New("join takes a list"))
	}
	var b strings.Builder
	for i := range v.Len() {
		if i > 0 {
			b.WriteString(sep)
		}
		s, err := r.printed(fmt.Sprint, []any{v.Index(i).Interface()})
		if err != nil {
			return "", err
		}
		b.WriteString(s)
		if b.Len() > maxText {
			return "", r.end(errText)
		}
	}
	return b.String(), nil
}

// first returns the first n of a list, or all where there are not as many.
func first(n int, list any) (any, error) {
	v := reflect.ValueOf(list)
	if v.Kind() != reflect.Slice {
		return nil, errors.New("first takes a list")
	}
	return v.Slice(0, max(0, min(n, v.Len()))).Interface(), nil
}
