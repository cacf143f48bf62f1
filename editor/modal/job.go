package modal

import (
	"sync"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// Job is an import or export under way. The window can be used meanwhile.
type Job struct {
	Stack  *Stack
	Say    func(string) // in the status bar
	Cancel func()
	Ended  bool   // it was cancelled
	Then   func() // what waits for its end; may be nil

	Done, Total int // of the work; Total is 0 while that is not known

	asked   *control.Question // with the bar; nil while it is not shown
	bar     *control.Progress
	told    *control.Label
	leaving *control.Question // whether to stop and quit; nil while it is not asked
}

// AskLeave asks whether to stop the job and do then, or to go on.
func (j *Job) AskLeave(title, text, goOn string, stop, then func()) {
	j.leaving = &control.Question{
		Title: title, Text: text,
		Apart: []control.Choice{{Label: "Stop and quit", Do: func() {
			j.Then = then
			stop()
		}}},
		Main: control.Choice{Label: goOn},
	}
	j.Stack.Ask(j.leaving)
	leave := j.leaving.OnClose
	j.leaving.OnClose = func() {
		j.leaving = nil
		leave()
	}
}

// Close takes away what is asked about the job, which has ended.
func (j *Job) Close() {
	for _, q := range []*control.Question{j.asked, j.leaving} {
		if q != nil {
			q.Close()
		}
	}
}

// Show shows how far the job is, with a button that calls stop, and reports
// whether it does: only where nothing else is asked. closed is called when that
// goes away.
func (j *Job) Show(title, text string, stop, closed func()) bool {
	if j.asked != nil || j.Stack.Depth() > 0 {
		return false
	}
	const width = 480
	j.bar = control.NewProgress()
	j.told = control.NewSmall("", theme.Muted)
	j.told.Wrap = width - 48
	j.asked = &control.Question{
		Title: title, Text: text, Width: width,
		Extra:  control.NewStack(8, j.bar, j.told),
		Cancel: control.Choice{Label: "Cancel", Do: stop},
		Main:   control.Choice{Label: "Go on writing"},
	}
	j.Stack.Ask(j.asked)
	leave := j.asked.OnClose
	j.asked.OnClose = func() {
		j.asked = nil
		closed()
		leave()
	}
	return true
}

// Shown reports whether how far the job is stands over the window.
func (j *Job) Shown() bool { return j.asked != nil }

// Hide takes that away; the job goes on.
func (j *Job) Hide() {
	if j.asked != nil {
		j.asked.Close()
	}
}

// Share is how much of the work is done, from 0 to 1.
func (j *Job) Share() float32 {
	if j.Total == 0 {
		return 0
	}
	return float32(j.Done) / float32(j.Total)
}

// Tell shows how far the job is: words in its question, said in the status bar.
func (j *Job) Tell(words, said string) {
	switch {
	case j.asked != nil:
		j.bar.Set(j.Share())
		j.told.SetText(words)
	case !j.Ended:
		j.Say(said)
	}
}

// Telling returns a function for any goroutine that has progress told on the UI
// goroutine: the newest of what came meanwhile, one at a time.
func Telling(post func(func()), progress func(done, total int)) func(done, total int) {
	if progress == nil {
		return nil
	}
	var mu sync.Mutex
	var at, of int
	waiting := false
	return func(done, total int) {
		mu.Lock()
		defer mu.Unlock()
		if at, of = done, total; waiting {
			return
		}
		waiting = true
		post(func() {
			mu.Lock()
			done, total := at, of
			waiting = false
			mu.Unlock()
			progress(done, total)
		})
	}
}
