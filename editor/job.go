package editor

import (
	"sync"

	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
)

// job is an import or export under way. The window can be used meanwhile.
type job struct {
	w      *Window
	cancel func()
	ended  bool   // it was cancelled
	then   func() // what waits for its end; may be nil

	asked       *control.Question // with the bar; nil while it is not shown
	bar         *control.Progress
	told        *control.Label
	done, total int

	leaving *control.Question // whether to stop and quit; nil while it is not asked
}

// working is the job that is under way; nil if there is none.
func (w *Window) working() *job {
	switch {
	case w.exporting != nil:
		return &w.exporting.job
	case w.importing != nil:
		return &w.importing.job
	}
	return nil
}

// askLeave asks whether to stop the job and do then, or to go on.
func (j *job) askLeave(title, text, goOn string, stop, then func()) {
	j.leaving = &control.Question{
		Title: title, Text: text,
		Apart: []control.Choice{{Label: "Stop and quit", Do: func() {
			j.then = then
			stop()
		}}},
		Main: control.Choice{Label: goOn},
	}
	j.w.ask(j.leaving)
	leave := j.leaving.OnClose
	j.leaving.OnClose = func() {
		j.leaving = nil
		leave()
	}
}

// shut takes away what is asked about the job, which has ended.
func (j *job) shut() {
	for _, q := range []*control.Question{j.asked, j.leaving} {
		if q != nil {
			q.Close()
		}
	}
}

// ask shows how far the job is, with a button that calls stop, and reports
// whether it does: only where nothing else is asked. closed is called when that
// goes away.
func (j *job) ask(title, text string, stop, closed func()) bool {
	if j.asked != nil || j.w.modal > 0 {
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
	j.w.ask(j.asked)
	leave := j.asked.OnClose
	j.asked.OnClose = func() {
		j.asked = nil
		closed()
		leave()
	}
	return true
}

// share is how much of the work is done, from 0 to 1.
func (j *job) share() float32 {
	if j.total == 0 {
		return 0
	}
	return float32(j.done) / float32(j.total)
}

// tell shows how far the job is: words in its question, said in the status bar.
func (j *job) tell(words, said string) {
	switch {
	case j.asked != nil:
		j.bar.Set(j.share())
		j.told.SetText(words)
	case !j.ended:
		j.w.say(said)
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
