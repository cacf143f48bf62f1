package publish

import (
	"context"

	"galley.app/galley/storage"
	"galley.app/galley/storage/check"
	"galley.app/galley/storage/export/layout"
	"galley.app/galley/storage/post"
)

// HasDesign reports whether a library has templates or static files, or might. It
// is quick; DesignProblems need not be.
func HasDesign(lib storage.Library) bool { return lib.Dir != "" && layout.Is(lib.Dir) }

// DesignProblems lists what is wrong with the templates and static files of a
// library. It makes pages of posts that are made up, which takes a while.
func DesignProblems(ctx context.Context, lib storage.Library) (list []check.Located) {
	for _, p := range layout.Check(ctx, lib.Dir) {
		rule, _ := check.RuleOf("template")
		if p.Static {
			rule, _ = check.RuleOf("static")
		}
		q := post.Problem{Line: max(1, p.Line), Col: max(1, p.Col), Severity: rule.Severity, Rule: rule.ID, Message: p.Message}
		for _, q := range check.Levels(lib.Site.Check).Apply([]post.Problem{q}) {
			list = append(list, check.Located{Problem: q, File: p.Path})
		}
	}
	return list
}
