package check

import (
	"net/url"
	"path/filepath"
	"slices"

	"galley.app/galley/storage/post"
)

// A sarifLog is what was found in the form that code hosts and editors read:
// SARIF 2.1.0, as far as it is used here.
type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool     `json:"tool"`
	ColumnKind string        `json:"columnKind"`
	Results    []sarifResult `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID          string    `json:"id"`
	Description sarifText `json:"shortDescription"`
	Default     struct {
		Level string `json:"level"`
	} `json:"defaultConfiguration"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	Rule      string          `json:"ruleId"`
	Index     int             `json:"ruleIndex"`
	Level     string          `json:"level"`
	Message   sarifText       `json:"message"`
	Locations []sarifLocation `json:"locations"`
}

type sarifLocation struct {
	Physical struct {
		Artifact struct {
			URI string `json:"uri"`
		} `json:"artifactLocation"`
		Region struct {
			Line   int `json:"startLine"`
			Column int `json:"startColumn"`
		} `json:"region"`
	} `json:"physicalLocation"`
}

// Located is a problem of a file.
type Located struct {
	post.Problem
	File string // its path, as it is shown
}

// SARIF returns a log of what was found, which is written as JSON; version is
// that of the program.
func SARIF(list []Located, version string) any {
	rules := Rules()
	driver := sarifDriver{Name: "galley", Version: version}
	for _, r := range rules {
		s := sarifRule{ID: r.ID, Description: sarifText{r.Asks}}
		s.Default.Level = sarifLevel(r.Severity)
		driver.Rules = append(driver.Rules, s)
	}
	run := sarifRun{Tool: sarifTool{driver}, ColumnKind: "unicodeCodePoints", Results: []sarifResult{}}
	for _, p := range list {
		r := sarifResult{
			Rule: p.Rule, Index: slices.IndexFunc(rules, func(r Rule) bool { return r.ID == p.Rule }), Level: sarifLevel(p.Severity),
			Message: sarifText{Sentence(p.Problem)}, Locations: make([]sarifLocation, 1),
		}
		at := &r.Locations[0].Physical
		at.Artifact.URI = sarifURI(p.File)
		at.Region.Line, at.Region.Column = max(1, p.Line), max(1, p.Col)
		run.Results = append(run.Results, r)
	}
	return sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}}
}

func sarifLevel(s post.Severity) string {
	if s == post.Hint {
		return "note"
	}
	return s.String()
}

// sarifURI is a path as an address: one from the present folder stays one.
func sarifURI(path string) string {
	u := url.URL{Path: filepath.ToSlash(path)}
	if filepath.IsAbs(path) {
		u.Scheme = "file"
	}
	return u.String()
}
