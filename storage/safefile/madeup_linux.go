package safefile

import "golang.org/x/sys/unix"

// madeUp reports whether the kernel makes a file up while it is read, as it
// does below /proc and /sys. Such files say that they are ordinary ones.
func madeUp(name string) bool {
	var s unix.Statfs_t
	if unix.Statfs(name, &s) != nil {
		return false
	}
	switch int64(s.Type) {
	case unix.PROC_SUPER_MAGIC, unix.SYSFS_MAGIC, unix.DEBUGFS_MAGIC, unix.TRACEFS_MAGIC, unix.SECURITYFS_MAGIC, unix.CGROUP_SUPER_MAGIC, unix.CGROUP2_SUPER_MAGIC:
		return true
	}
	return false
}
