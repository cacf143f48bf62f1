package bounded

import (
	"bytes"
	"fmt"

	"go.yaml.in/yaml/v3"
)

// YAML reads a document as the tree that is written; what aliases stand for is
// not put in. A document with nothing in it has no content.
func YAML(src []byte, l Limits) (*yaml.Node, error) {
	if err := CheckYAML(src, l); err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(src, &doc); err != nil {
		return nil, err
	}
	if l.Depth > 0 {
		if n := tooDeep(&doc, l.Depth+1); n != nil { // the document is one more
			return nil, &Error{n.Line, fmt.Sprintf("it has %s more than %d deep", lists, l.Depth)}
		}
	}
	return &doc, nil
}

// CheckYAML says whether YAML would read a document, as far as its size and the
// number of its values go. It counts what may begin a value: a line, a comma, a bracket, and a
// colon, dash or question mark with a blank behind it. Those among words count
// too, as YAML cannot be told apart without being read.
func CheckYAML(src []byte, l Limits) error {
	if err := l.size(len(src)); err != nil {
		return err
	}
	c := &count{limits: l, nested: lists, line: 1}
	for i, b := range src {
		switch b {
		case '\n':
			c.line++
		case ',', '[', '{':
		case ':', '-', '?':
			if i+1 < len(src) && bytes.IndexByte([]byte(" \t\r\n"), src[i+1]) < 0 {
				continue
			}
		default:
			continue
		}
		if err := c.value(); err != nil {
			return err
		}
	}
	return nil
}

// tooDeep is the first node that lies more than most deep.
func tooDeep(n *yaml.Node, most int) *yaml.Node {
	if most < 0 {
		return n
	}
	for _, c := range n.Content {
		if d := tooDeep(c, most-1); d != nil {
			return d
		}
	}
	return nil
}

// Expanded counts the nodes of a tree with what its aliases stand for, up to a
// little more than most.
func Expanded(n *yaml.Node, most int) int {
	count := 1
	if n.Alias != nil && count <= most {
		count += Expanded(n.Alias, most-count)
	}
	for _, c := range n.Content {
		if count > most {
			break
		}
		count += Expanded(c, most-count)
	}
	return count
}
