package serve

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// shown is a site of some files.
type shown struct {
	mu    sync.Mutex
	files map[string]string
}

func (s *shown) file(_ context.Context, name string) ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, ok := s.files[name]
	switch {
	case !ok:
		return nil, fs.ErrNotExist
	case text == "bad":
		return nil, errors.New("it is <broken>")
	}
	return []byte(text), nil
}

func (s *shown) set(name, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[name] = text
}

func kindOf(name string) string {
	if strings.HasSuffix(name, ".html") {
		return "text/html; charset=utf-8"
	}
	return "text/plain; charset=utf-8"
}

func start(t *testing.T, files map[string]string) (*Server, *shown) {
	t.Helper()
	site := &shown{files: files}
	s, err := Start(Options{File: site.file, Type: kindOf})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s, site
}

// ask asks for a path with headers, "Host" among them.
func ask(t *testing.T, s *Server, method, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://127.0.0.1:"+strconv.Itoa(s.Port())+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if headers[i] == "Host" {
			r.Host = headers[i+1]
			continue
		}
		r.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, string(b)
}

func TestFiles(t *testing.T) {
	s, _ := start(t, map[string]string{
		"index.html":   "<!doctype html><head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\">\n<title>x</title></head><body>first</body>",
		"a/index.html": "second", "a/b c.txt": "text", ".secret": "no", "bad.html": "bad", "x/.y": "no",
	})
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{
		{"/", 200, "<!doctype html><head><title>x</title></head><body>first<script src=\"/.galley/reload.js?v="},
		{"/index.html", 200, "first"},
		{"/a/", 200, "second<script"},
		{"/a", 302, ""},
		{"/a/b%20c.txt", 200, "text"},
		{"/none", 404, "There is no such page"},
		{"/none/<b>/", 404, "/none/&lt;b&gt;/"},
		{"/.secret", 404, "no such page"},
		{"/x/.y", 404, "no such page"},
		{"/a/../../../etc/passwd", 404, "no such page"},
		{"/..%2f..%2fetc/passwd", 404, "no such page"},
		{"/bad.html", 500, "it is &lt;broken&gt;"},
		{"/.galley/reload.js", 200, "EventSource"},
	} {
		resp, body := ask(t, s, "GET", c.path)
		if resp.StatusCode != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d, %q", c.path, resp.StatusCode, body)
		}
		if resp.Header.Get("Access-Control-Allow-Origin") != "" || resp.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" || resp.Header.Get("Cache-Control") != "no-store" || !strings.Contains(resp.Header.Get("Content-Security-Policy"), "script-src 'self';") {
			t.Errorf("%s: %v", c.path, resp.Header)
		}
	}
	if resp, _ := ask(t, s, "GET", "/a?x=1"); resp.Header.Get("Location") != "/a/?x=1" {
		t.Errorf("it leads to %q", resp.Header.Get("Location"))
	}
	if resp, body := ask(t, s, "HEAD", "/a/b%20c.txt"); resp.StatusCode != 200 || body != "" || resp.ContentLength != 4 {
		t.Errorf("HEAD: %d, %q", resp.StatusCode, body)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		if resp, _ := ask(t, s, method, "/"); resp.StatusCode != 405 {
			t.Errorf("%s: %d", method, resp.StatusCode)
		}
	}
}

// Only who asks for the loopback by its name is answered, and no page of another
// site.
func TestRefuses(t *testing.T) {
	s, _ := start(t, map[string]string{"index.html": "secret"})
	port := strconv.Itoa(s.Port())
	for _, c := range []struct {
		headers []string
		ok      bool
	}{
		{nil, true},
		{[]string{"Host", "localhost:" + port}, true},
		{[]string{"Host", "LOCALHOST:" + port}, true},
		{[]string{"Host", "evil.example:" + port}, false},
		{[]string{"Host", "evil.example"}, false},
		{[]string{"Host", "127.0.0.1"}, false},
		{[]string{"Host", "127.0.0.1:1"}, false},
		{[]string{"Host", "127.0.0.1.evil.example:" + port}, false},
		{[]string{"Host", "localhost.evil.example:" + port}, false},
		{[]string{"Host", "192.168.0.1:" + port}, false},
		{[]string{"Origin", "http://127.0.0.1:" + port}, true},
		{[]string{"Origin", "http://localhost:" + port}, true},
		{[]string{"Origin", "https://evil.example"}, false},
		{[]string{"Origin", "null"}, false},
		{[]string{"Origin", "http://127.0.0.1:1"}, false},
		{[]string{"Sec-Fetch-Site", "same-origin"}, true},
		{[]string{"Sec-Fetch-Site", "none", "Sec-Fetch-Mode", "navigate"}, true},
		{[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "script"}, false},
		{[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "iframe"}, false},
		{[]string{"Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"}, true},
		{[]string{"Sec-Fetch-Site", "same-site", "Sec-Fetch-Mode", "cors", "Sec-Fetch-Dest", "empty"}, false},
	} {
		resp, body := ask(t, s, "GET", "/", c.headers...)
		if ok := resp.StatusCode == 200; ok != c.ok || ok != strings.Contains(body, "secret") {
			t.Errorf("%q: %d, %q", c.headers, resp.StatusCode, body)
		}
	}
	for _, path := range []string{"/.galley/changes", "/.galley/reload.js"} {
		if resp, _ := ask(t, s, "GET", path, "Host", "evil.example:"+port); resp.StatusCode != 403 {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if ip, _, err := net.ParseCIDR(a.String()); err == nil && ip.String() != "127.0.0.1" && !ip.IsLinkLocalUnicast() {
			if c, err := net.Dial("tcp", net.JoinHostPort(ip.String(), port)); err == nil {
				c.Close()
				t.Errorf("it listens at %s", ip)
			}
		}
	}
	if addr := s.URL(""); addr != "http://127.0.0.1:"+port+"/" {
		t.Errorf("it is at %s", addr)
	}
}

// A page hears of each change, also of one between when it was made and when it
// began to listen.
func TestChanges(t *testing.T) {
	s, site := start(t, map[string]string{"index.html": "one"})
	_, body := ask(t, s, "GET", "/")
	_, shown, _ := strings.Cut(body, "?v=")
	shown, _, _ = strings.Cut(shown, `"`)
	r, err := http.NewRequestWithContext(t.Context(), "GET", s.URL(".galley/changes"), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	lines := bufio.NewReader(resp.Body)
	next := func() string {
		line, err := lines.ReadString('\n')
		if err != nil {
			t.Fatal(err)
		}
		if _, err := lines.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		return strings.TrimSuffix(strings.TrimPrefix(line, "data: "), "\n")
	}
	if got := next(); got != shown {
		t.Errorf("nothing changed, but it hears %q, not %q", got, shown)
	}
	site.set("index.html", "two")
	s.Changed()
	if got := next(); got == shown {
		t.Error("it does not hear of a change")
	}
	if _, body := ask(t, s, "GET", "/"); !strings.HasPrefix(body, "two") {
		t.Errorf("it is shown %q", body)
	}
	s.Close()
	_, _ = io.ReadAll(lines) // which ends, in whatever way the connection does
	if _, err := net.Dial("tcp4", "127.0.0.1:"+strconv.Itoa(s.Port())); err == nil {
		t.Error("it listens after the end")
	}
	s.Close()
}

// A port that is in use is said where it was asked for, and else the next is
// taken.
func TestBusy(t *testing.T) {
	first, _ := start(t, nil)
	second, _ := start(t, nil)
	if first.Port() == second.Port() {
		t.Error("two have one port")
	}
	_, err := Start(Options{Port: first.Port()})
	busy, ok := errors.AsType[*BusyError](err)
	if !ok || busy.Port != first.Port() || !strings.Contains(busy.Error(), "in use by another program") {
		t.Errorf("%v", err)
	}
	if said := (&BusyError{Port: 80, Denied: true}).Error(); strings.Contains(said, "in use") {
		t.Errorf("of a port that the system keeps: %s", said)
	}
}

// A page of a folder has the folder's address, and no other file loses its name.
func TestURL(t *testing.T) {
	s, _ := start(t, nil)
	for name, want := range map[string]string{"": "/", "index.html": "/", "a/index.html": "/a/", "my-index.html": "/my-index.html", "a/b.txt": "/a/b.txt"} {
		if got, _ := strings.CutPrefix(s.URL(name), fmt.Sprintf("http://127.0.0.1:%d", s.Port())); got != want {
			t.Errorf("%s is at %s, want %s", name, got, want)
		}
	}
	if _, body := ask(t, s, "GET", "/my-index.html"); !strings.Contains(body, "nothing at /my-index.html.") {
		t.Errorf("%s", body)
	}
}

// TestSlow has readers who take nothing of a large file: others get theirs.
func TestSlow(t *testing.T) {
	s, _ := start(t, map[string]string{"large.txt": strings.Repeat("x", 8<<20), "a.txt": "a"})
	for range maxMaking + 1 {
		conn, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port())))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		if _, err := io.WriteString(conn, "GET /large.txt HTTP/1.1\r\nHost: localhost:"+strconv.Itoa(s.Port())+"\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Read(make([]byte, 1)); err != nil { // it is being sent
			t.Fatal(err)
		}
	}
	if resp, text := ask(t, s, "GET", "/a.txt"); resp.StatusCode != 200 || text != "a" {
		t.Error(resp.StatusCode, text)
	}
}

// TestUsualPort is the port that browsers do not write.
func TestUsualPort(t *testing.T) {
	for host, want := range map[string]bool{"localhost": true, "127.0.0.1": true, "127.0.0.1:80": true, "localhost:81": false, "evil.example": false, "": false, "[::1]": false} {
		if got := (&Server{port: 80}).ours(host); got != want {
			t.Errorf("%q: %v", host, got)
		}
	}
}
