package assets

import (
	_ "embed"
	"strings"
)

// Licences is what must be said beside the program: the notices of all that is
// in it, each behind a line that begins with LicenceMark. make licences writes
// it.
//
//go:embed licences.txt
var Licences string

// LicenceMark begins the line above a notice: the name of what it is of, for a
// module with its version, ": " and the name of its file there.
const LicenceMark = "======== "

// Licence holds the notices of a module or of something else that is in the
// program.
type Licence struct {
	Name string // such as golang.org/x/text v0.43.0
	Text string // its notices, one after the other
}

// LicenceList takes Licences apart.
func LicenceList() (list []Licence) {
	for part := range strings.SplitSeq("\n"+Licences, "\n"+LicenceMark) {
		head, text, _ := strings.Cut(part, "\n")
		name, _, ok := strings.Cut(head, ": ")
		if !ok { // what stands before the first
			continue
		}
		if n := len(list); n > 0 && list[n-1].Name == name {
			list[n-1].Text += "\n" + text
			continue
		}
		list = append(list, Licence{Name: name, Text: text})
	}
	return list
}
