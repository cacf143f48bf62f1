package versions

import (
	"strings"
	"testing"
	"time"

	"galley.app/galley/storage/history"
)

func TestDays(t *testing.T) {
	now := time.Date(2026, 3, 2, 0, 30, 0, 0, time.FixedZone("", 3600))
	var list []history.Version
	for _, at := range []string{"2026-03-01T23:29:10Z", "2026-03-01T23:00:59Z", "2026-03-01T23:00:00Z", "2026-03-01T22:59:00Z", "2026-02-28T10:00:00Z", "2025-12-31T10:00:00Z"} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, history.Version{Time: when})
	}
	rows, heads := daysOf(list, now)
	var said []string
	for i, r := range rows {
		if r.day != "" {
			if len(heads) == 0 || heads[0] != i {
				t.Errorf("row %d is no head", i)
			} else {
				heads = heads[1:]
			}
			said = append(said, "["+r.day+"]")
			continue
		}
		said = append(said, clock(list, r.at, now))
	}
	want := "[Today] 00:29 00:00:59 00:00:00 [Yesterday] 23:59 [Saturday, 28 February] 11:00 [Wednesday, 31 December 2025] 11:00"
	if got := strings.Join(said, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for i, want := range map[int]string{0: "today at 00:29", 3: "yesterday at 23:59", 5: "31 December 2025 at 11:00"} {
		if got := moment(list[i], now); got != want {
			t.Errorf("version %d was made %s, want %s", i, got, want)
		}
	}
}

// Whatever made a version is said, in a line.
func TestReasons(t *testing.T) {
	seen := map[string]history.Kind{}
	for k := history.Saved; k <= history.Committed; k++ {
		s := reason(history.Version{Kind: k})
		if before, twice := seen[s]; twice || s == "Kept" || s == "" {
			t.Errorf("%v is said %q, as is %v", k, s, before)
		}
		seen[s] = k
	}
	v := history.Version{Kind: history.Committed, Message: "\nTwo lines\nof it", Author: "Ada"}
	if reason(v) != "Two lines" || second(v) != "commit by Ada" {
		t.Errorf("a commit is %q, %q", reason(v), second(v))
	}
}
