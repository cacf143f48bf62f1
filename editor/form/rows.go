package form

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"galley.app/galley/editor/field"
	"galley.app/galley/internal/control"
	"galley.app/galley/internal/theme"
	"galley.app/galley/storage/post"
	"galley.app/galley/storage/schema"
)

// Row is a field beside the four that have a place of their own.
type Row struct {
	Name   *field.Field    // nil where the library says what the field is called
	Value  *field.Field    // of a list what the next item is typed into; nil for yes or no
	Switch *control.Switch // yes or no
	Remove *control.Button

	key   string // as the post has it; "" until it is named
	is    schema.Field
	plain bool // shown as text, whatever it is: its value is no such thing
	label *control.Short
	chips *chips // of a list
	bare  bool   // the library names it and the post lacks it: there is nothing to remove
}

// SetSchema tells what the library says of the fields of its posts.
func (f *Form) SetSchema(s schema.Schema) {
	f.schema = s
	f.Sync()
}

// SetUsage tells what stands in the fields of the library's posts, for what is
// offered.
func (f *Form) SetUsage(u schema.Usage) { f.usage = u }

// further lists the keys of the rows: what the library says of its posts first,
// then what the post has beside.
func (f *Form) further() (keys []string) {
	for _, d := range f.schema {
		keys = append(keys, d.Name)
	}
	for _, fd := range f.s.Post().Fields() {
		switch fd.Key {
		case "title", "slug", "published", "description", "":
			continue
		}
		if !slices.Contains(keys, fd.Key) {
			keys = append(keys, fd.Key)
		}
	}
	return keys
}

// syncRows reads the further fields of the post into the rows.
func (f *Form) syncRows() {
	keys := f.further()
	var have []string
	var adding *Row
	for _, x := range f.Rows {
		if x.key != "" {
			have = append(have, x.key)
		} else {
			adding = x
		}
	}
	var rows []*Row
	for i, key := range keys {
		is, plain := f.kind(key)
		at := slices.Index(have, key)
		if len(have) == len(keys) && at < 0 && !slices.Contains(keys, have[i]) { // renamed in place
			at = i
		}
		var x *Row
		if at >= 0 {
			x = f.Rows[slices.IndexFunc(f.Rows, func(x *Row) bool { return x.key == have[at] })]
			x.key = key
		}
		if x == nil || !f.inRow(x) && !x.shows(is, plain) {
			x = f.newRow(key, is, plain)
		}
		rows = append(rows, x)
	}
	if adding != nil {
		rows = append(rows, adding)
	}
	changed := !slices.Equal(rows, f.Rows)
	f.Rows = rows
	for _, x := range f.Rows {
		if x.key != "" {
			f.fill(x)
		}
	}
	f.more.SetLabel(f.moreLabel())
	if changed {
		f.Refresh()
		f.resized()
	}
}

// kind is what a field of the post is shown as: as text what is no such thing as
// it should be, so that it can be mended.
func (f *Form) kind(key string) (is schema.Field, plain bool) {
	const longList = 2000 // bytes; as so many chips nothing is found
	value := f.s.Value(key)
	is = f.schema.Of(key, value)
	switch is.Kind {
	case schema.List:
		plain = !schema.Listed(value) || len(value) > longList
	case schema.Boolean:
		plain = value != "" && value != "true" && value != "false"
	}
	return is, plain
}

// shows reports whether the row is one for such a field.
func (x *Row) shows(is schema.Field, plain bool) bool {
	return x.is.Kind == is.Kind && x.plain == plain && (x.Name == nil) == (x.label != nil) && slices.Equal(x.is.Choices, is.Choices)
}

// inRow reports whether the keys go into the row.
func (f *Form) inRow(x *Row) bool {
	c := f.o.Canvas()
	if c == nil {
		return false
	}
	at := c.Focused()
	return at != nil && (x.Name != nil && at == fyne.Focusable(x.Name) || x.Value != nil && at == fyne.Focusable(x.Value) || x.Switch != nil && at == fyne.Focusable(x.Switch))
}

// fill shows in a row what the post has.
func (f *Form) fill(x *Row) {
	v := f.s.Value(x.key)
	switch {
	case x.Switch != nil:
		x.Switch.SetOn(v == "true")
	case x.chips != nil:
		x.chips.set(v)
	case post.Fold(x.Value.Text()) != v:
		x.Value.SetText(v)
	}
	if x.Name != nil && x.Name.Text() != x.key && !x.Name.Focused() {
		x.Name.SetText(x.key)
	}
	_, has := f.s.Post().Value(x.key)
	x.bare = !has && x.label != nil
}

// newRow makes the row of a field; key is "" while it has no name.
func (f *Form) newRow(key string, is schema.Field, plain bool) *Row {
	x := &Row{key: key, is: is, plain: plain}
	x.Remove = control.NewIcon("x", "Remove this field", func() { f.remove(x) })
	if _, declared := f.schema.Named(key); declared {
		x.label = control.NewShort(key, theme.Muted)
	} else {
		x.Name = field.New(field.Style{Pad: 6, Bare: key != ""})
		x.Name.SetPlaceholder("name")
		x.Name.SetText(key)
		f.wire(x.Name)
		x.Name.OnChanged = func(s string) { f.offerNames(x, s) }
		x.Name.OnFocus = func(gained bool) {
			if gained {
				f.reveal(x.Name)
				if x.key == "" {
					f.offerNames(x, x.Name.Text())
				}
				return
			}
			f.offer.hide(x.Name)
			f.named(x)
			f.o.Left()
		}
	}
	f.build(x)
	return x
}

// build makes what the value is shown in.
func (f *Form) build(x *Row) {
	kind := x.is.Kind
	if x.plain {
		kind = schema.Text
	}
	if kind == schema.Boolean {
		x.Switch = control.NewSwitch(func(on bool) { f.setRow(x, fmt.Sprint(on)) })
		x.Switch.OnTab = f.step
		x.Switch.OnKey = f.o.Key
		x.Switch.OnFocus = func(gained bool) {
			if gained {
				f.revealLines(x.Switch.Position().Y, 0, x.Switch.Size().Height)
			} else {
				f.o.Left()
			}
		}
		return
	}
	if kind == schema.List {
		x.chips = newChips(f, x)
		x.Value = x.chips.input
		return
	}
	x.Value = field.New(field.Style{Wrap: kind == schema.Text && x.is.Choices == nil})
	v := x.Value
	f.wire(v)
	v.OnHeight = f.resized
	v.SetPlaceholder(placeholder(kind))
	change := func(s string) {
		f.setRow(x, s)
		f.reveal(v)
	}
	v.OnChanged = change
	switch {
	case kind == schema.Date:
		v.Action, v.ActionTip, v.OnAction = "calendar", "Choose a date", func() { f.chooseDate(x.key, v) }
	case kind == schema.Image && f.o.Picture != nil:
		v.Action, v.ActionTip, v.OnAction = "image", "Choose a picture", func() {
			s := f.s
			f.o.Picture(func(address string) {
				if s != f.s { // another post is shown by now
					s.SetField(x.key, address)
					return
				}
				f.Set(x.key, address)
				f.Focus(v)
			})
		}
	case kind == schema.Text:
		v.OnChanged = func(s string) {
			change(s)
			f.offerValues(x, s, false)
		}
		if x.is.Choices != nil {
			v.Action, v.ActionTip, v.OnAction = "chevron-down", "Choose one of those that are allowed", func() {
				f.Focus(v)
				f.offerValues(x, "", true)
			}
		}
	}
	v.OnFocus = func(gained bool) {
		if gained {
			f.reveal(v)
			return
		}
		f.offer.hide(v)
		f.o.Left()
	}
	onKey := v.OnKey
	v.OnKey = func(e *fyne.KeyEvent) bool {
		if e.Name == fyne.KeyDown && f.offer.on != v && f.down(x, kind) {
			return true
		}
		return onKey(e)
	}
}

// down opens what a field is chosen from, if there is something.
func (f *Form) down(x *Row, kind schema.Kind) bool {
	switch kind {
	case schema.Date:
		f.chooseDate(x.key, x.Value)
		return true
	case schema.Text:
		if from, to := x.Value.CaretLine(); to-from < x.Value.Size().Height-1 { // Down goes through its lines
			return false
		}
		f.offerValues(x, "", true)
		return f.offer.on == x.Value
	}
	return false
}

func placeholder(k schema.Kind) string {
	switch k {
	case schema.Date:
		return "YYYY-MM-DD"
	case schema.Image:
		return "/picture.png"
	case schema.Number:
		return "number"
	}
	return "value"
}

// setRow sets a further field of the post.
func (f *Form) setRow(x *Row, value string) {
	if x.key != "" && f.has(x) {
		f.Set(x.key, value)
	}
}

// has reports whether a row is one of the post. One that still has the keys may
// not be any more: its post is not shown, or its field went.
func (f *Form) has(x *Row) bool { return slices.Contains(f.Rows, x) }

// end takes over what is being typed in a row.
func (f *Form) end(x *Row) {
	if x.chips != nil {
		x.chips.take()
	}
	if x.Name != nil && x.Name.Focused() {
		f.named(x)
	}
}

// named takes a new or changed name over when the focus leaves it. A name
// that cannot be one, or is taken, is put back, and why is said.
func (f *Form) named(x *Row) {
	name := strings.TrimSpace(x.Name.Text())
	switch {
	case !f.has(x):
		return
	case name == x.key:
		if name == "" {
			f.drop(x)
		}
		return
	case x.key == "" && name == "":
		f.drop(x)
		return
	}
	_, taken := f.s.Post().Value(name)
	if err := post.ValidKey(name); err != nil || taken {
		why := "The post has a field “" + name + "” already."
		if err != nil {
			why = "A field needs another name: " + err.Error() + "."
		}
		f.o.Say("▲ " + why)
		x.Name.SetText(x.key)
		if x.key == "" {
			f.drop(x)
		}
		return
	}
	if x.key == "" {
		x.key = name
		value := x.Value.Text()
		if d := f.schema.Of(name, ""); value == "" {
			value = d.Default
		}
		f.Set(name, value)
		return
	}
	if err := f.s.Rename(x.key, name); err != nil {
		x.Name.SetText(x.key)
	}
}

// drop takes a row away that never got a name.
func (f *Form) drop(x *Row) {
	if x.key != "" {
		x.Name.SetText(x.key)
		return
	}
	f.Rows = slices.DeleteFunc(f.Rows, func(o *Row) bool { return o == x })
	f.more.SetLabel(f.moreLabel())
	f.Refresh()
	f.resized()
}

func (f *Form) remove(x *Row) {
	if x.key == "" {
		f.drop(x)
		return
	}
	f.s.Unset(x.key)
}

// AddField puts an empty row in, with the focus on its name, and offers names.
func (f *Form) AddField() {
	f.unfold()
	f.ShowMore(true)
	x := f.unnamed()
	if x == nil {
		x = f.newRow("", schema.Field{Kind: schema.Text}, false)
		f.Rows = append(f.Rows, x)
		f.more.SetLabel(f.moreLabel())
		f.Refresh()
		f.resized()
	}
	f.Focus(x.Name)
}

// unnamed is the row that has no name yet; nil where there is none.
func (f *Form) unnamed() *Row {
	for _, x := range f.Rows {
		if x.key == "" {
			return x
		}
	}
	return nil
}

// chooseDate has the day of a field chosen.
func (f *Form) chooseDate(key string, c *field.Field) {
	y, m, d := f.o.Now().Date()
	today := time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	cal := &control.Calendar{Day: today, Today: today}
	if t, err := post.ParseDate(f.s.Value(key)); err == nil {
		cal.Day = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	cal.OnPick = func(t time.Time) {
		value := t.Format(time.DateOnly)
		if old := f.s.Value(key); len(old) > 10 {
			if _, err := post.ParseDate(old); err == nil {
				value += old[10:] // the time of day stays
			}
		}
		f.Set(key, value)
		f.Focus(c)
	}
	f.reveal(c)
	cal.OnClose = f.o.Cover(cal.Close)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(c)
	cal.Open(f.o.Canvas(), at.AddXY(0, c.Size().Height+4))
}

// offerNames offers names for a new field below its own.
func (f *Form) offerNames(x *Row, words string) {
	var names []string
	for _, list := range [][]string{f.usage.Names, schema.Usual()} {
		for _, name := range list {
			if _, has := f.s.Post().Value(name); !has && !slices.Contains(names, name) && f.row(name) == nil {
				names = append(names, name)
			}
		}
	}
	const few = 12
	if words == "" {
		names = names[:min(len(names), few)]
	}
	f.offer.show(x.Name, words, names, func(name string) {
		x.Name.SetText(name)
		f.step(false)
	})
}

// row is the one of a field; nil where there is none.
func (f *Form) row(key string) *Row {
	for _, x := range f.Rows {
		if x.key == key {
			return x
		}
	}
	return nil
}

// values are what may stand in a field: its choices, or what stands in it in other
// posts.
func (f *Form) values(x *Row) []string {
	if x.is.Choices != nil {
		return x.is.Choices
	}
	return f.usage.Values[x.key]
}

// offerValues offers what may stand in a field, below it; all of it where that was
// asked for.
func (f *Form) offerValues(x *Row, words string, all bool) {
	if words == "" && !all {
		f.offer.hide(x.Value)
		return
	}
	f.offer.show(x.Value, words, f.values(x), func(value string) {
		x.Value.SetText(value)
		x.Value.CaretToEnd()
		f.setRow(x, value)
	})
}

// SetGoal goes to the field in which the post says how many words it shall have.
func (f *Form) SetGoal() {
	if f.row("goal") == nil {
		f.Set("goal", "")
	}
	f.Go("goal")
}
