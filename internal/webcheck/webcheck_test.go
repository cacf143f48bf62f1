package webcheck

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"
)

// site is a server on this computer that notes what it is asked.
func site(t *testing.T) (address string, asked func() string) {
	t.Helper()
	var mu sync.Mutex
	var list []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		list = append(list, r.Method+" "+r.URL.Path)
		mu.Unlock()
		switch r.URL.Path {
		case "/gone":
			w.WriteHeader(http.StatusGone)
		case "/moved":
			http.Redirect(w, r, "/here", http.StatusMovedPermanently)
		case "/round":
			http.Redirect(w, r, "/round", http.StatusFound)
		case "/elsewhere":
			http.Redirect(w, r, "ftp://example.com/", http.StatusFound)
		case "/getonly":
			if r.Method == http.MethodHead {
				w.WriteHeader(http.StatusMethodNotAllowed)
			}
		case "/shy":
			w.WriteHeader(http.StatusForbidden)
		case "/here":
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL, func() string {
		mu.Lock()
		defer mu.Unlock()
		got := strings.Join(list, ", ")
		list = nil
		return got
	}
}

// try tries addresses and returns what is said of each.
func try(t *testing.T, c *Checker, addresses ...string) map[string]Result {
	t.Helper()
	got := map[string]Result{}
	if err := c.Try(t.Context(), addresses, func(r Result) { got[r.Address] = r }); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAnswers(t *testing.T) {
	at, asked := site(t)
	for _, c := range []struct {
		path, says, asked string
		dead              bool
	}{
		{"/here", "200 ok", "HEAD /here", false},
		{"/here#part", "200 ok", "HEAD /here", false},
		{"/nothing", "404 not found", "HEAD /nothing, GET /nothing", true},
		{"/gone", "410 gone", "HEAD /gone, GET /gone", true},
		{"/moved", "200, at " + at + "/here by now", "HEAD /moved, HEAD /here", false},
		{"/getonly", "200 ok", "HEAD /getonly, GET /getonly", false},
		{"/shy", "403 forbidden", "HEAD /shy, GET /shy", false},
		{"/elsewhere", `it leads to an address of the kind "ftp"`, "HEAD /elsewhere, GET /elsewhere", true},
	} {
		got := try(t, &Checker{Private: true, wait: 1}, at+c.path)[Plain(at+c.path)]
		if got.String() != c.says || got.Dead() != c.dead {
			t.Errorf("%s: %q, dead %v", c.path, got, got.Dead())
		}
		if a := asked(); a != c.asked {
			t.Errorf("%s: asked for %s", c.path, a)
		}
	}
	if got := try(t, &Checker{Private: true}, at+"/round")[at+"/round"]; !got.Dead() || !strings.Contains(got.Err, "without an end") {
		t.Errorf("%+v", got)
	}
}

// TestPrivate holds that nothing in a private network is asked, by name or number,
// unless that is wanted.
func TestPrivate(t *testing.T) {
	at, asked := site(t)
	_, port, _ := strings.Cut(strings.TrimPrefix(at, "http://"), ":")
	for _, a := range []string{at + "/here", "http://localhost:" + port + "/here", "http://[::1]:" + port + "/here", "http://0.0.0.0:" + port + "/"} {
		for _, got := range try(t, &Checker{wait: 1}, a) {
			if got.Dead() || !got.Unasked() {
				t.Errorf("%s: %+v", a, got)
			}
		}
	}
	if a := asked(); a != "" {
		t.Errorf("asked for %s", a)
	}
	for a, want := range map[string]bool{
		"1.1.1.1": true, "2606:4700::1111": true, "127.0.0.1": false, "10.1.2.3": false, "172.16.0.1": false, "192.168.1.1": false, "169.254.169.254": false,
		"100.64.0.1": false, "0.0.0.0": false, "::": false, "::1": false, "fe80::1": false, "fc00::1": false, "::ffff:127.0.0.1": false, "224.0.0.1": false, "255.255.255.255": false, "64:ff9b::7f00:1": false,
	} {
		if got := isPublic(netip.MustParseAddr(a)); got != want {
			t.Errorf("%s: %v", a, got)
		}
	}
}

// TestKept holds that what answered is not asked again for a day.
func TestKept(t *testing.T) {
	at, asked := site(t)
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	c := &Checker{Private: true, Cache: t.TempDir(), Now: func() time.Time { return now }, wait: 1}
	for _, x := range []struct {
		after time.Duration
		asked string
	}{{0, "HEAD /here"}, {time.Hour, ""}, {24 * time.Hour, "HEAD /here"}} {
		now = now.Add(x.after)
		if got := try(t, c, at+"/here", at+"/here")[at+"/here"]; got.Status != 200 {
			t.Errorf("%+v", got)
		}
		if a := asked(); a != x.asked {
			t.Errorf("after %v: asked for %q", x.after, a)
		}
	}
}

// TestStops holds that nothing is asked once it is to stop, and that what is no
// address of the web never is.
func TestStops(t *testing.T) {
	at, asked := site(t)
	ctx, stop := context.WithCancel(t.Context())
	var list []string
	for i := range 50 {
		list = append(list, fmt.Sprintf("%s/%d", at, i))
	}
	err := (&Checker{Private: true}).Try(ctx, list, func(Result) { stop() })
	if err == nil || strings.Contains(asked(), "/2") {
		t.Errorf("it went on: %v", err)
	}
	if got := try(t, &Checker{}, "mailto:a@b.c", "/here", "ftp://example.com", "http://", "%zz"); len(got) > 0 {
		t.Errorf("%v", got)
	}
}
