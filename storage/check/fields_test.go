package check

import (
	"testing"

	"galley.app/galley/storage/post"
	"galley.app/galley/storage/schema"
)

// TestDeclaredFields holds that a library's own fields are enforced at their
// places, with what mends them.
func TestDeclaredFields(t *testing.T) {
	fields := schema.Schema{
		{Name: "tags", Kind: schema.List, Required: true, Default: "notes"},
		{Name: "mood", Kind: schema.Text, Choices: []string{"good", "quite bad"}},
		{Name: "updated", Kind: schema.Date},
	}
	find := func(head string, levels Levels) (list []post.Problem) {
		for _, p := range Post(head, post.Parse(head), Context{Fields: fields, Levels: levels}) {
			if p.Rule == "field-required" || p.Rule == "field-value" {
				list = append(list, p)
			}
		}
		return list
	}
	const start = "!! title: A\n!! slug: a\n"
	if got := find(start+"!! tags: x\n!! mood: good\n!! updated: 2024-01-02\n\n---\n", nil); len(got) > 0 {
		t.Errorf("of a post that has all: %+v", got)
	}
	got := find(start+"!! mood: quite bat\n!! updated: soon\n\n---\n", nil)
	if len(got) != 3 {
		t.Fatalf("found %+v", got)
	}
	if p := got[0]; p.Rule != "field-required" || p.Key != "tags" || p.Line != 1 || p.Severity != post.Error || p.Fix == nil || p.Fix.Text != "notes" {
		t.Errorf("of tags: %+v", p)
	}
	if p := got[1]; p.Rule != "field-value" || p.Key != "mood" || p.Line != 3 || p.Col != 10 || p.Fix == nil || p.Fix.Text != "quite bad" {
		t.Errorf("of mood: %+v", p)
	}
	if p := got[2]; p.Key != "updated" || p.Line != 4 || p.Fix != nil {
		t.Errorf("of updated: %+v", p)
	}
	if got := find(start+"!! tags:\n\n---\n", Levels{"field-required": "warning"}); len(got) != 1 || got[0].Line != 3 || got[0].Severity != post.Warning {
		t.Errorf("of empty tags: %+v", got)
	}
}
