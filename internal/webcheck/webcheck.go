// Package webcheck tries addresses on the web, politely: few at a time, one after
// the other at a host, with a time-out, and none that lies in a private network
// unless that is asked for. It is the only package of the program that asks the
// network for anything.
package webcheck

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"galley.app/galley/storage/bounded"
	"galley.app/galley/storage/safefile"
)

// Result is what became of an address.
type Result struct {
	Address string
	Status  int       // of the answer; 0 for none
	To      string    // where it leads in the end, if that is elsewhere
	Err     string    // why there is no answer, in few words
	At      time.Time // when it was tried
}

// Dead reports whether the address leads nowhere: there is no such host or page.
// Who answers that it is asked too often, or only by those who are known to it, is
// there; of what was not asked for nobody knows.
func (r Result) Dead() bool {
	switch r.Status {
	case http.StatusNotFound, http.StatusGone:
		return true
	}
	return r.Err != "" && !r.Unasked()
}

// Unasked reports whether the address was not asked for, as it lies in a private
// network.
func (r Result) Unasked() bool { return r.Err == errPrivate.Error() }

// String says what became of the address.
func (r Result) String() string {
	switch {
	case r.Err != "":
		return r.Err
	case r.To != "":
		return fmt.Sprintf("%d, at %s by now", r.Status, r.To)
	}
	return fmt.Sprintf("%d %s", r.Status, strings.ToLower(http.StatusText(r.Status)))
}

// Checker tries addresses. The zero value keeps nothing and asks no private
// address.
type Checker struct {
	Cache   string // folder in which results are kept for a day; "" for none
	Private bool   // addresses in private networks are tried, too
	Version string // of the program, which says who it is
	Now     func() time.Time

	wait time.Duration // between two requests to a host; 0 is a second
}

const (
	timeout  = 15 * time.Second
	most     = 4 // hosts at a time
	fresh    = 24 * time.Hour
	maxHops  = 10
	maxCache = 4 << 20 // bytes
)

// Try tries the addresses, each once, and tells of each as it is known, on any
// goroutine but one at a time. Those that are none of the web are left out. It
// returns when all are done, or the context ends.
func (c *Checker) Try(ctx context.Context, addresses []string, tell func(Result)) error {
	hosts := map[string][]string{}
	for _, a := range addresses {
		a = Plain(a)
		if u, err := url.Parse(a); err == nil && a != "" && !slices.Contains(hosts[u.Host], a) {
			hosts[u.Host] = append(hosts[u.Host], a)
		}
	}
	kept := c.read()
	client := c.client()
	slots := make(chan struct{}, most)
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, list := range hosts {
		wg.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			asked := false
			for _, a := range list {
				mu.Lock()
				r, known := kept[a]
				mu.Unlock()
				if known = known && c.now().Sub(r.At) < fresh; !known {
					if asked && !c.pause(ctx) || ctx.Err() != nil {
						return
					}
					asked = true
					if r = c.one(ctx, client, a); ctx.Err() != nil {
						return
					}
				}
				mu.Lock()
				if r.Err == "" { // else it may be a matter of the moment
					kept[a] = r
				}
				tell(r)
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	c.write(kept)
	return ctx.Err()
}

// Plain is an address as it is asked for, without what follows a # sign; "" for
// one that is none of the web.
func Plain(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return ""
	}
	u.Fragment, u.RawFragment = "", ""
	return u.String()
}

func (c *Checker) now() time.Time {
	if c.Now == nil {
		return time.Now()
	}
	return c.Now()
}

// pause waits between two requests to a host, and reports whether to go on.
func (c *Checker) pause(ctx context.Context) bool {
	wait := c.wait
	if wait == 0 {
		wait = time.Second
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

var errPrivate = errors.New("it lies in a private network, which is not asked")

// client makes requests. Which address a name stands for is judged when it is
// connected to, so that neither a redirect nor a second answer of the name's
// server leads elsewhere; no proxy stands between.
func (c *Checker) client() *http.Client {
	dialer := &net.Dialer{Timeout: timeout}
	if !c.Private {
		dialer.Control = func(_, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil || !isPublic(at.Addr()) {
				return errPrivate
			}
			return nil
		}
	}
	return &http.Client{
		Timeout: timeout,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSHandshakeTimeout: timeout, ResponseHeaderTimeout: timeout,
			MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true,
		},
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > maxHops {
				return errors.New("it leads from one address to the next without an end")
			}
			if r.URL.Scheme != "http" && r.URL.Scheme != "https" {
				return fmt.Errorf("it leads to an address of the kind %q", r.URL.Scheme)
			}
			return nil
		},
	}
}

// isPublic reports whether an address belongs to a host of the open network.
func isPublic(a netip.Addr) bool {
	a = a.Unmap()
	if !a.IsGlobalUnicast() || a.IsPrivate() || a.IsLoopback() || a.IsLinkLocalUnicast() {
		return false
	}
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "fec0::/10"} {
		if netip.MustParsePrefix(p).Contains(a) {
			return false
		}
	}
	return true
}

// one tries an address: by HEAD, and where the host does not know that by GET, of
// which nothing is read.
func (c *Checker) one(ctx context.Context, client *http.Client, address string) Result {
	r := Result{Address: address, At: c.now()}
	for _, method := range []string{http.MethodHead, http.MethodGet} {
		req, err := http.NewRequestWithContext(ctx, method, address, nil)
		if err != nil {
			r.Err = "it is not an address"
			return r
		}
		req.Header.Set("User-Agent", "Galley/"+c.Version+" (link check)")
		resp, err := client.Do(req)
		if err != nil {
			r.Err = reason(err)
			if errors.Is(err, errPrivate) {
				return r
			}
			continue
		}
		_, _ = io.CopyN(io.Discard, resp.Body, 1)
		resp.Body.Close()
		r.Status, r.Err = resp.StatusCode, ""
		if to := resp.Request.URL.String(); to != address {
			r.To = to
		}
		if resp.StatusCode < 400 {
			return r
		}
	}
	return r
}

// reason says in few words why there is no answer.
func reason(err error) string {
	var name *net.DNSError
	var limit interface{ Timeout() bool }
	switch {
	case errors.Is(err, errPrivate):
		return errPrivate.Error()
	case errors.As(err, &name):
		return "there is no such host"
	case errors.As(err, &limit) && limit.Timeout():
		return "no answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the host refuses to be asked"
	}
	if e := (*url.Error)(nil); errors.As(err, &e) {
		return e.Err.Error()
	}
	return err.Error()
}

func (c *Checker) file() string {
	sum := sha256.Sum256([]byte(fmt.Sprint("links ", c.Private)))
	return filepath.Join(c.Cache, "links-"+hex.EncodeToString(sum[:4])+".json")
}

// read returns the results that are kept. Nothing depends on them.
func (c *Checker) read() map[string]Result {
	kept := map[string]Result{}
	if c.Cache == "" {
		return kept
	}
	if b, _, err := safefile.Read(c.file(), maxCache); err == nil && bounded.JSON(b, &kept, bounded.Limits{Bytes: maxCache, Depth: 4, Values: 200_000}) != nil {
		kept = map[string]Result{}
	}
	return kept
}

func (c *Checker) write(kept map[string]Result) {
	if c.Cache == "" {
		return
	}
	for a, r := range kept {
		if c.now().Sub(r.At) >= fresh {
			delete(kept, a)
		}
	}
	b, err := json.Marshal(kept)
	if err == nil && len(b) < maxCache && os.MkdirAll(c.Cache, 0o700) == nil {
		_ = os.WriteFile(c.file(), b, 0o600)
	}
}
