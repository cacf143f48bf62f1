//go:build linux

package torture

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// disk is an ext4 file system in a file, whose power can be cut.
type disk struct {
	t              *testing.T
	image, at, opt string
}

// newDisk makes a disk of 48 MB with options of mount, and mounts it.
func newDisk(t *testing.T, options string) *disk {
	t.Helper()
	if !mayMount() {
		done.skip(t, rootMounts)
	}
	mkfs, err := exec.LookPath("mkfs.ext4")
	if err != nil {
		mkfs = "/usr/sbin/mkfs.ext4" // where it is for users too, who have no such path
	}
	d := &disk{t: t, image: filepath.Join(t.TempDir(), "image"), at: t.TempDir(), opt: "loop,commit=300," + options}
	f, err := os.Create(d.image)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Truncate(48 << 20); err != nil {
		t.Fatal(err)
	}
	f.Close()
	if out, err := exec.Command(mkfs, "-q", "-F", d.image).CombinedOutput(); err != nil {
		done.skip(t, fmt.Sprintf("no ext4 can be made: %v %s", err, out))
	}
	if out, err := d.mount(); err != nil {
		done.skip(t, fmt.Sprintf("no file can be mounted as a disk: %v %s", err, out))
	}
	t.Cleanup(func() { _ = syscall.Unmount(d.at, syscall.MNT_DETACH) }) // after a failure it may be gone
	return d
}

func (d *disk) mount() ([]byte, error) {
	return exec.Command("mount", "-t", "ext4", "-o", d.opt, d.image, d.at).CombinedOutput()
}

// cut cuts the power: nothing that is not on the disk by now ever comes there.
func (d *disk) cut() {
	d.t.Helper()
	f, err := os.Open(d.at)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	const shutdown, withoutLog = 0x8004587D, 2 // EXT4_IOC_SHUTDOWN, EXT4_GOING_FLAGS_NOLOGFLUSH
	flags := uint32(withoutLog)
	if _, _, no := syscall.Syscall(syscall.SYS_IOCTL, f.Fd(), shutdown, uintptr(unsafe.Pointer(&flags))); no != 0 {
		done.skip(d.t, "the power of a disk cannot be cut here: "+no.Error())
	}
}

// back has the disk as it is after a power cut. Nobody may have a file of it open.
func (d *disk) back() {
	d.t.Helper()
	var err error
	for range 100 {
		if err = syscall.Unmount(d.at, 0); err != syscall.EBUSY {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		d.t.Fatalf("unmounting the disk: %v", err)
	}
	if out, err := d.mount(); err != nil {
		d.t.Fatalf("mounting the disk again: %v %s", err, out)
	}
}

// sync brings all to the disk.
func (d *disk) sync() {
	d.t.Helper()
	f, err := os.Open(d.at)
	if err != nil {
		d.t.Fatal(err)
	}
	defer f.Close()
	if err := unix.Syncfs(int(f.Fd())); err != nil {
		d.t.Fatal(err)
	}
}

// TestPowerCut cuts the power of a real disk at random moments while commands
// write to it, and behind their end. A post is old or new, an export whole, and
// what was said to be done stays done.
func TestPowerCut(t *testing.T) {
	end := until(t)
	for _, options := range []string{"defaults", "noauto_da_alloc", "data=writeback,noauto_da_alloc"} {
		share := time.Until(end) / 2
		if strings.HasPrefix(options, "data=") {
			share *= 2
		}
		t.Run(options, func(t *testing.T) {
			d := newDisk(t, options)
			rng := random(t)
			list := jobs(t)
			after := map[string]tree{}
			home := filepath.Join(d.at, "home")
			run := map[string]time.Duration{}
			for _, j := range list {
				j.before.write(t, d.at)
				start := time.Now()
				if e := command(t, home, nil, j.args(d.at)...); e.code != 0 {
					t.Fatalf("%s: %s", j.name, e.err)
				}
				run[j.name] = time.Since(start)
				after[j.name] = files(read(t, d.at+"/posts", d.at+"/out"))
			}
			for until := time.Now().Add(share); time.Now().Before(until) && !t.Failed(); {
				j := list[rng.IntN(len(list))]
				j.before.write(t, d.at)
				d.sync()
				before := files(read(t, d.at+"/posts", d.at+"/out"))
				var code int
				var over bool
				if rng.IntN(3) == 0 { // just behind its end
					code = command(t, home, nil, j.args(d.at)...).code
					over = true
					d.cut()
				} else {
					ended := make(chan int, 1)
					go func() { ended <- command(t, home, nil, j.args(d.at)...).code }()
					time.Sleep(time.Duration(rng.Int64N(int64(run[j.name]))))
					select {
					case code = <-ended:
						over = true
						d.cut()
					default:
						d.cut()
						code = <-ended
					}
				}
				d.back()
				done.add("power cuts of a real disk", 1)
				now := files(read(t, d.at+"/posts", d.at+"/out")).without()
				switch {
				case differ(after[j.name], now) == "":
				case over && code == 0:
					done.lose(t, fmt.Sprintf("%s: it was done, and the power cut: %s", j.name, differ(after[j.name], now)), j.name)
				case differ(before, now) != "" && !(fault{job: j}).parts(before, after[j.name], now):
					done.lose(t, fmt.Sprintf("%s, the power cut: %s; %s", j.name, differ(before, now), differ(after[j.name], now)), j.name)
				}
			}
		})
	}
}

// TestPowerCutWriter cuts the power of the disk that the library and the state
// are on while somebody writes. What was typed six seconds before is in a file or
// in the journal, and what was said to be saved is in its file.
func TestPowerCutWriter(t *testing.T) {
	end := until(t)
	d := newDisk(t, "defaults")
	w := newWriterOn(t, d.at, d.at)
	w.cut = true
	d.sync()
	for round := 0; round < 1 || time.Now().Before(end); round++ {
		t.Run(fmt.Sprint(round), func(t *testing.T) {
			w.t, w.display = t, nil
			w.start()
			w.restored()
			w.window.Broken()
			for until := time.Now().Add(time.Duration(7000+w.rng.IntN(6000)) * time.Millisecond); time.Now().Before(until); {
				w.act()
			}
			at := time.Now()
			d.cut()
			w.window.Kill()
			d.back()
			done.add("power cuts of a real disk", 1)
			w.look(at.Add(-5*time.Second), "a power cut")
		})
		if t.Failed() {
			return
		}
	}
}
