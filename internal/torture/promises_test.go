//go:build linux

package torture

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// promise is one sentence that a test can break, with the tests that try to, as
// folder.Name.
type promise struct {
	is    string
	tests []string
}

// promises are what docs/reliability.md says, by its numbers.
var promises = []promise{
	// Saving.
	{"a reader of a file sees the old text or the new one at every instant", []string{"storage/safefile.TestReadersSeeOldOrNew", "internal/torture.TestCommandFaults"}},
	{"killed at any call, a save leaves old or new, and the next one works", []string{"storage/safefile.TestSteps", "internal/torture.TestCommandFaults"}},
	{"power that is cut at any call leaves old or new", []string{"storage/safefile.TestPowerCut", "internal/torture.TestCommandStates", "internal/torture.TestPowerCut"}},
	{"what is said to be saved is there after a power cut", []string{"storage/safefile.TestPowerCut", "storage/safefile.TestPowerCutIsSharp", "internal/torture.TestCommandStates", "internal/torture.TestPowerCut"}},
	{"a save that fails leaves the old text, no temporary, and one line that says so", []string{"storage/safefile.TestFaults", "storage/safefile.TestErrorsAreOneLine", "internal/torture.TestCommandFaults", "internal/torture.TestCommandDisks"}},
	{"no error of a write, a sync, a close or a rename is ignored", []string{"storage/safefile.TestFaults", "internal/torture.TestCommandFaults"}},
	{"what closing a file reports counts", []string{"storage/safefile.TestFaults", "internal/torture.TestCommandFaults"}},
	{"mode, owner, group, access list and attributes stay, or it is said which did not", []string{"storage/safefile.TestModeStays", "storage/safefile.TestAttributesStay", "storage/safefile.TestGroupThatCannotBeKept", "storage/safefile.TestOwnerStays"}},
	{"a link stays a link, and what it leads to is saved", []string{"storage/safefile.TestLinksStay", "storage/safefile.TestRefused"}},
	{"a file that may not be written is not replaced by way of its folder", []string{"storage/safefile.TestRights"}},
	{"the tie of a hard link is lost, and that is said", []string{"storage/safefile.TestHardLinkIsTold", "editor.TestSaveSaysWhatTheFileLost"}},
	{"names of any bytes, up to the longest, can be saved", []string{"storage/safefile.TestOddNames"}},
	{"without a home, or with a full one, saving works all the same", []string{"internal/torture.TestCommandFaults", "internal/torture.TestCommandDisks", "internal/torture.TestWindowFaults"}},
	{"what was not changed is not written", []string{"editor.TestSaveWritesOnlyChanges", "internal/windowtest.TestWindowOpensALibrary"}},
	// Journal.
	{"killed, without a display or hung up, what was typed is offered at the next start", []string{"editor.TestUnsavedTextIsKept", "editor.TestRestore", "internal/ending.TestSignalsOfAProcess", "internal/windowtest.TestWindowRecovers", "internal/torture.TestKilledWriter", "internal/torture.TestWindowStates", "internal/torture.TestPowerCutWriter"}},
	{"so is a post that never had a file", []string{"editor.TestNewTextIsKept", "editor.TestStandings", "internal/torture.TestKilledWriter"}},
	{"a journal that cannot be written is said, tried again, and hinders nobody", []string{"storage/journal.TestFaults", "storage/journal.TestTrouble", "storage/journal.TestNoFolder", "editor.TestNotKeptIsSaid", "internal/torture.TestWindowFaults"}},
	{"a journal goes when a save that covers it is on the disk, or when it is given up", []string{"storage/journal.TestPowerCut", "editor.TestUnsavedTextIsKept", "editor.TestRestoredStays", "editor.TestDiscard", "internal/torture.TestWindowStates"}},
	{"a journal that is damaged gives back what is before the damage", []string{"storage/journal.TestDamage", "storage/journal.TestTamperedWith", "internal/torture.TestWindowStates"}},
	{"two windows leave each other's journals alone", []string{"storage/journal.TestFind", "storage/journal.TestFindForeign", "storage/inuse.TestTwoWindows", "storage/inuse.TestProcessEnds"}},
	// Conflicts.
	{"a file that is not what was last seen is not written over, whatever its time says", []string{"storage/safefile.TestConflict", "storage/safefile.TestChangeDuringSave", "editor.TestConflict", "editor.TestSaveFindsConflict", "internal/torture.TestOpponent"}},
	{"a change outside is followed as one undoable edit, and never takes what was typed", []string{"editor.TestOutsideChangeIsFollowed", "editor.TestNoWordIsLost", "internal/torture.TestOpponent"}},
	{"a file that is gone leaves its text in the window, to be saved anew", []string{"editor.TestRemovedFile", "internal/windowtest.TestWindowFileRemoved", "editor.TestRefusedSave", "internal/torture.TestOpponent"}},
	{"a save of one's own is no change outside, and one just after it is seen", []string{"storage.TestCheckerKnowsOwnSaves", "storage.TestWatcherAndKeeper"}},
	{"of many programs that set fields of one file, each that reports success has its value in it", []string{"internal/command.TestSetAtOnce"}},
	// Watching.
	{"events that are lost change nothing: the disk is read", []string{"storage.TestWatcherStorm", "storage.TestWatcherEvents"}},
	{"where nothing can be watched it is looked at, and said", []string{"storage.TestWatcherWithoutSystem", "storage.TestNoWatchIsTold", "editor.TestNoWatchIsSaid"}},
	// Bad input.
	{"no input ends the program, hangs it or takes a gigabyte", []string{"storage.TestLoadNeverBlocks", "storage/history.TestNoLock", "storage/journal.TestNoLock", "storage/git.TestSilent", "storage/post.TestHostileSizes", "internal/imagework.TestMemory", "storage/export/verify.TestTooMuch"}},
	{"a file that is refused is never opened to be written", []string{"storage/safefile.TestRefused", "storage/safefile.TestDeviceRefused", "editor.TestRefusedFile"}},
	{"nothing that a post holds runs or is fetched by what is shown or exported", []string{"preview/markdown/html.TestLaws", "internal/command.TestRenderFetchesNothing"}},
	{"an import writes below its folder alone, whole or not at all", []string{"storage/importer.TestFaults", "storage/importer.TestNothingIsReplaced", "internal/torture.TestCommandFaults"}},
	{"an export is the same bytes each time, whole or not at all", []string{"internal/command.TestExportSame", "storage/export.TestWriteFaults", "storage/export.TestFolderFaults", "internal/torture.TestCommandFaults"}},
}

// TestPromisesAreTested holds that each promise has tests, that there are those
// that it names, and that the page about them says it.
func TestPromisesAreTested(t *testing.T) {
	page, err := os.ReadFile("docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range promises {
		if line := fmt.Sprintf("\n%d. %s%s.\n", i+1, strings.ToUpper(p.is[:1]), p.is[1:]); !strings.Contains(string(page), line) {
			t.Errorf("docs/reliability.md does not say %q", line)
		}
		if len(p.tests) == 0 {
			t.Errorf("promise %d, that %s, has no test", i+1, p.is)
		}
		for _, name := range p.tests {
			folder, test, _ := strings.Cut(name, ".")
			files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, file := range files {
				b, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				found = found || regexp.MustCompile(`(?m)^func `+test+`\(t \*testing\.T\)`).Match(b)
			}
			if !found {
				t.Errorf("promise %d, that %s: there is no test %s", i+1, p.is, name)
			}
		}
	}
}
