package command

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"galley.app/galley/storage/post"
)

func (c *cli) show() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show [--json] FILE",
		Short: "Print a post's fields in file order and its body",
		Args:  exactly("FILE"),
		RunE:  func(cmd *cobra.Command, args []string) error { return c.runShow(cmd.Context(), args[0], asJSON) },
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object, with status, words and problems")
	return cmd
}

type shownField struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Line  int    `json:"line"`
}

type shownPost struct {
	Path     string         `json:"path"`
	Fields   []shownField   `json:"fields"`
	Body     string         `json:"body"`
	Status   string         `json:"status"`
	Words    int            `json:"words"`
	Problems []shownProblem `json:"problems"`
}

func (c *cli) runShow(ctx context.Context, path string, asJSON bool) error {
	src, err := c.load(path)
	if err != nil {
		return err
	}
	p := post.Parse(src)
	body := src[p.BodyStart():]
	if !asJSON {
		for _, f := range p.Fields() {
			fmt.Fprintf(c.out, "%s: %s\n", f.Key, f.Value)
		}
		if len(p.Fields()) > 0 {
			fmt.Fprintln(c.out)
		}
		c.text(body)
		return nil
	}
	published, _ := p.Value("published")
	shown := shownPost{
		Path: path, Fields: []shownField{}, Body: body,
		Status:   post.StatusOf(path, published, c.env.Now()).String(),
		Words:    post.Words(body),
		Problems: []shownProblem{},
	}
	for _, f := range p.Fields() {
		shown.Fields = append(shown.Fields, shownField{f.Key, f.Value, f.Line})
	}
	for _, q := range c.problemsOf(ctx, neighbours{}, path, src) {
		shown.Problems = append(shown.Problems, showProblem("", q))
	}
	return c.json(shown)
}

// text writes text that ends with a line ending.
func (c *cli) text(s string) {
	io.WriteString(c.out, s)
	if !strings.HasSuffix(s, "\n") {
		io.WriteString(c.out, "\n")
	}
}

func (c *cli) json(v any) error {
	e := json.NewEncoder(c.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
