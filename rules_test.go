package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What one has to know at once stays small: no type has more than maxMethods
// methods, no folder more than maxFiles files that are not tests, and no
// interface of ours stands for a single type.
//
// What is above the limits is listed with how far it is above, rounded up to
// tens of methods and fives of files, so that not every change has to touch
// the table. The lists may only shrink: an entry that says more than there is
// fails, too.
const (
	maxMethods = 80
	maxFiles   = 25
)

var manyMethods = map[string]int{}

var manyFiles = map[string]int{}

// singleInterfaces have one implementation or none outside of tests, each with
// the reason why it is there all the same.
var singleInterfaces = map[string]string{
	"editor/rows.Measurer":          "rows knows no typefaces, and its tests measure in whole cells",
	"editor/spell.Programs":         "tests run no program that may not be installed",
	"internal/paint/damage.Canvas":  "Fyne's canvas has these methods, which its interface does not say",
	"internal/paint/damage.GL":      "damage is built and tested without GL",
	"internal/paint/damage.Surface": "damage is built and tested without GL",
	"internal/paint/screen.painter": "the loop that shows a window is tested without GL",
	"storage.watchSystem":           "tests say what the system reports, and when",
}

func TestTypesStaySmall(t *testing.T) {
	have := map[string]int{}
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") || strings.Contains(file, "testdata/") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if d, ok := d.(*ast.FuncDecl); ok && d.Recv != nil {
				have[path.Dir(file)+"."+receiver(d.Recv.List[0].Type)]++
			}
		}
	}
	checkSizes(t, "methods", have, manyMethods, maxMethods, 10)
}

// receiver returns the name of a receiver's type.
func receiver(x ast.Expr) string {
	switch x := x.(type) {
	case *ast.StarExpr:
		return receiver(x.X)
	case *ast.IndexExpr:
		return receiver(x.X)
	case *ast.IndexListExpr:
		return receiver(x.X)
	case *ast.Ident:
		return x.Name
	}
	return ""
}

func TestFoldersStaySmall(t *testing.T) {
	have := map[string]int{}
	for _, file := range goFiles(t) {
		if !strings.HasSuffix(file, "_test.go") && !strings.Contains(file, "testdata/") {
			have[path.Dir(file)]++
		}
	}
	checkSizes(t, "files that are not tests", have, manyFiles, maxFiles, 5)
}

// checkSizes compares what there is with a limit and its exceptions, whose
// numbers are multiples of step. With -v it tells the largest.
func checkSizes(t *testing.T, unit string, have, exceptions map[string]int, limit, step int) {
	t.Helper()
	names := slices.SortedFunc(maps.Keys(have), func(a, b string) int { return cmp.Or(have[b]-have[a], strings.Compare(a, b)) })
	for i, name := range names {
		if i < 20 {
			t.Logf("%4d %s: %s", have[name], unit, name)
		}
		n, allowed := have[name], exceptions[name]
		switch {
		case n > max(limit, allowed):
			t.Errorf("%s has %d %s, at most %d: split it by what its parts know", name, n, unit, max(limit, allowed))
		case allowed == 0:
		case n <= limit:
			t.Errorf("%s has %d %s: it is no exception any more", name, n, unit)
		case (n+step-1)/step*step != allowed:
			t.Errorf("%s has %d %s, the table says %d: take it down to %d", name, n, unit, allowed, (n+step-1)/step*step)
		}
	}
	for name := range exceptions {
		if have[name] == 0 {
			t.Errorf("the table knows %s, which there is not", name)
		}
	}
}

// TestInterfacesHaveSeveralTypes finds interfaces that stand for one type of
// ours or none: who has only one calls it.
func TestInterfacesHaveSeveralTypes(t *testing.T) {
	ours, others := checkTypes(t)
	var concrete []types.Type
	add := func(p *types.Package, all bool) {
		for _, name := range p.Scope().Names() {
			o, ok := p.Scope().Lookup(name).(*types.TypeName)
			if !ok || o.IsAlias() || !all && !o.Exported() {
				continue
			}
			n, ok := o.Type().(*types.Named)
			if ok && n.TypeParams().Len() == 0 && !types.IsInterface(n) {
				concrete = append(concrete, n, types.NewPointer(n))
			}
		}
	}
	for _, p := range ours {
		add(p, true)
	}
	for _, p := range others {
		add(p, false)
	}
	var single []string
	for _, p := range ours {
		for _, name := range p.Scope().Names() {
			o, ok := p.Scope().Lookup(name).(*types.TypeName)
			if !ok || o.IsAlias() || !types.IsInterface(o.Type()) {
				continue
			}
			i := o.Type().Underlying().(*types.Interface)
			if n, ok := o.Type().(*types.Named); !ok || n.TypeParams().Len() > 0 || !i.IsMethodSet() || i.Empty() {
				continue
			}
			found := map[string]bool{}
			for _, c := range concrete {
				if types.Implements(c, i) {
					found[strings.TrimPrefix(c.String(), "*")] = true
				}
			}
			if len(found) < 2 {
				single = append(single, strings.TrimPrefix(p.Path(), module+"/")+"."+name)
				t.Logf("%s: %v", single[len(single)-1], slices.Collect(maps.Keys(found)))
			}
		}
	}
	for _, name := range single {
		if singleInterfaces[name] == "" {
			t.Errorf("interface %s has one implementation or none outside of tests: use the type, or a function value", name)
		}
	}
	for name := range singleInterfaces {
		if !slices.Contains(single, name) {
			t.Errorf("interface %s is no exception any more", name)
		}
	}
}

// checkTypes returns our packages, read from their sources without the tests,
// and those of others that ours import.
func checkTypes(t *testing.T) (ours, others []*types.Package) {
	t.Helper()
	cmd := exec.Command("go", "list", "-deps", "-export", "-compiled", "-json=ImportPath,Dir,Export,CompiledGoFiles", "./...")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	known, exports := map[string]*types.Package{}, map[string]string{}
	fset := token.NewFileSet()
	foreign := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	find := importerFunc(func(path string) (*types.Package, error) {
		if p := known[path]; p != nil {
			return p, nil
		}
		p, err := foreign.Import(path)
		if err == nil {
			others = append(others, p)
			known[path] = p
		}
		return p, err
	})
	for dec := json.NewDecoder(bytes.NewReader(out)); ; { // a package stands behind those it imports
		var p struct {
			ImportPath, Dir, Export string
			CompiledGoFiles         []string
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return ours, others
		} else if err != nil {
			t.Fatalf("go list: %v", err)
		}
		exports[p.ImportPath] = p.Export
		if p.ImportPath != module && !strings.HasPrefix(p.ImportPath, module+"/") {
			continue
		}
		var files []*ast.File
		for _, name := range p.CompiledGoFiles {
			if !filepath.IsAbs(name) {
				name = filepath.Join(p.Dir, name)
			}
			f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		conf := types.Config{Importer: find, FakeImportC: true, IgnoreFuncBodies: true}
		checked, err := conf.Check(p.ImportPath, fset, files, nil)
		if err != nil {
			t.Fatal(err)
		}
		known[p.ImportPath] = checked
		ours = append(ours, checked)
	}
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

// TestSweepsAreRun holds that what growth.Alone skips under the race detector is
// run without it by make test: a skip that nothing makes up for would be a hole.
func TestSweepsAreRun(t *testing.T) {
	out, err := exec.Command("make", "--no-print-directory", "-n", "test").CombinedOutput()
	if err != nil {
		t.Fatalf("make -n test: %v\n%s", err, out)
	}
	if !slices.ContainsFunc(strings.Split(string(out), "\n"), func(line string) bool {
		return strings.Contains(line, " test ") && !strings.Contains(line, " -race ") && strings.Contains(line, "$(packaging/alone.sh)")
	}) {
		t.Errorf("make test does not run what growth.Alone skips:\n%s", out)
	}
	if out, err = exec.Command("packaging/alone.sh").Output(); err != nil {
		t.Fatalf("packaging/alone.sh: %v", err)
	}
	run := strings.Fields(string(out))
	pattern := regexp.MustCompile(strings.TrimPrefix(run[0], "-run="))
	sweeps := 0
	for _, name := range goFiles(t) {
		if !strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				call, ok := n.(*ast.SelectorExpr)
				if !ok || call.Sel.Name != "Alone" {
					return true
				}
				if of, ok := call.X.(*ast.Ident); !ok || of.Name != "growth" {
					return true
				}
				sweeps++
				if dir := "./" + filepath.Dir(name); fn.Recv != nil || !pattern.MatchString(fn.Name.Name) || !slices.Contains(run[1:], dir) {
					t.Errorf("%s: %s calls growth.Alone, but make test does not run it without the race detector", name, fn.Name.Name)
				}
				return true
			})
		}
	}
	if sweeps == 0 {
		t.Error("no test calls growth.Alone: the rule sees nothing")
	}
}
