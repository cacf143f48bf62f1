package config

import "testing"

// TestUserFolders has the folders be where the system has those of programs.
func TestUserFolders(t *testing.T) {
	for name, c := range map[string]struct {
		env  map[string]string
		want Paths
	}{
		"the system's": {
			map[string]string{"APPDATA": `D:\Roaming`, "LOCALAPPDATA": `C:\Users\Zoë\AppData\Local`, "USERPROFILE": `C:\Users\Zoë`, "HOME": `C:\other`},
			Paths{Config: `D:\Roaming\Galley`, State: `C:\Users\Zoë\AppData\Local\Galley\State`, Cache: `C:\Users\Zoë\AppData\Local\Galley\Cache`},
		},
		"of a profile alone": {
			map[string]string{"USERPROFILE": `C:\Users\Zoë`},
			Paths{Config: `C:\Users\Zoë\AppData\Roaming\Galley`, State: `C:\Users\Zoë\AppData\Local\Galley\State`, Cache: `C:\Users\Zoë\AppData\Local\Galley\Cache`},
		},
		"on a server": {
			map[string]string{"APPDATA": `\\server\home\Roaming`, "LOCALAPPDATA": `C:\Local`},
			Paths{Config: `\\server\home\Roaming\Galley`, State: `C:\Local\Galley\State`, Cache: `C:\Local\Galley\Cache`},
		},
		"all in one": {map[string]string{"GALLEY_HOME": `E:\g`}, Paths{Config: `E:\g\config`, State: `E:\g\state`, Cache: `E:\g\cache`}},
		"none":       {nil, Paths{}},
	} {
		if got := UserPaths(func(key string) string { return c.env[key] }); got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}
