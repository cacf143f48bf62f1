#!/bin/sh
# Installs the packages into empty Debian systems, runs them there and removes them again.
#
#   packaging/systems.sh build            with the packages that make package has put into build/
#   packaging/systems.sh build bookworm   into one system alone
#
# A system is fetched once, into build/.systems; each run works on a copy. That needs root, debootstrap and Debian's
# mirror: where one is missing, the script says which and fails.
set -eu
export LC_ALL=C DEBIAN_FRONTEND=noninteractive
fail() {
	echo "systems.sh: $*" >&2
	exit 1
}
[ $# -ge 1 ] && [ -d "$1" ] || fail "say which folder has the packages: $0 build"
packages=$(cd "$1" && pwd)
shift
[ $# -gt 0 ] || set -- bookworm trixie
mirror=${MIRROR:-http://deb.debian.org/debian}
[ "$(id -u)" -eq 0 ] || fail "it takes root to install into a system of its own"
command -v debootstrap >/dev/null 2>&1 || fail "debootstrap is not installed: apt install debootstrap"
deb=$(ls "$packages"/galley_*.deb 2>/dev/null) && archive=$(ls "$packages"/galley-*-linux-*.tar.gz 2>/dev/null) || fail "no packages are in $packages: make package makes them"
[ "$(echo "$deb" | wc -l)" = 1 ] && [ "$(echo "$archive" | wc -l)" = 1 ] || fail "$packages holds packages of several versions: remove the old ones"
version=$(dpkg-deb --field "$deb" Version)
systems=$packages/.systems # which the Go command leaves out of ./...
mkdir -p "$systems"

root=
clean() {
	[ -z "$root" ] || {
		umount "$root/proc" "$root/small" 2>/dev/null || true
		rm -rf --one-file-system "$root"
	}
}
trap clean EXIT
trap 'exit 1' HUP INT TERM

# in_root runs a command in the system, as root or, after "user", as somebody without rights.
in_root() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
user() { chroot --userspec=writer:writer "$root" env -i PATH=/usr/bin:/bin HOME=/home/writer LC_ALL=C.UTF-8 "$@"; }

# works has a program tell its version, write a post and read it again.
works() {
	said=$(user "$1" --version) || fail "$name: $1 does not run"
	[ "$said" = "galley $version" ] || fail "$name: $1 says it is $said, not galley $version"
	user sh -c 'mkdir -p "$HOME/Ärger mit %f" && cd "$HOME/Ärger mit %f" && "$0" new "A post" >/dev/null && "$0" show wip-a-post.md | grep -q "A post" && "$0" render --to text wip-a-post.md >/dev/null && rm wip-a-post.md' "$1" ||
		fail "$name: $1 does not write and read a post"
}

# files lists all that is there, but for what apt and dpkg note for themselves.
files() { (cd "$root" && find . -path ./proc -prune -o \( -path ./var/lib/apt -o -path ./var/cache -o -path ./var/log -o -path ./var/lib/dpkg -o -path ./tmp \) -prune -o -print | sort); }

for name; do
	base=$systems/$name
	if [ ! -e "$base/.whole" ]; then
		umount "$base/proc" "$base/sys" 2>/dev/null || true # of a run that was cut off
		rm -rf --one-file-system "$base"
		echo "$name: fetching the system"
		debootstrap --variant=minbase "$name" "$base" "$mirror" >"$systems/$name.log" 2>&1 || fail "$name could not be fetched from $mirror; $systems/$name.log says why"
		# What Galley needs is fetched once, too, and stays: what is tested is Galley.
		cp "$deb" "$base/tmp/galley.deb"
		chroot "$base" sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends /tmp/galley.deb xvfb xdotool libgl1-mesa-dri && dpkg --purge galley && useradd --create-home writer && rm /tmp/galley.deb' >>"$systems/$name.log" 2>&1 ||
			fail "$name: what Galley depends on could not be installed; $systems/$name.log says why"
		touch "$base/.whole"
	fi
	root=$(mktemp -d "$systems/.$name.XXXXXX")
	cp -a --reflink=auto "$base/." "$root/"
	mount -t proc proc "$root/proc"
	files >"$root/tmp/before"

	# The Debian package.
	cp "$deb" "$root/tmp/galley.deb"
	in_root apt-get install -y -qq --no-install-recommends /tmp/galley.deb >"$root/tmp/log" 2>&1 || {
		cat "$root/tmp/log" >&2
		fail "$name: apt does not install the package"
	}
	in_root dpkg --verify galley || fail "$name: files are not as the package has them"
	works galley
	user sh -c 'Xvfb :9 -screen 0 1100x800x24 >/dev/null 2>&1 & server=$!
		export DISPLAY=:9 LIBGL_ALWAYS_SOFTWARE=1
		mkdir -p "$HOME/posts" && galley new --dir "$HOME/posts" "In a window" >/dev/null
		n=0; until xdotool getmouselocation >/dev/null 2>&1; do n=$((n + 1)); [ $n -lt 300 ] || exit 1; sleep 0.1; done
		galley "$HOME/posts" & program=$!
		n=0; until xdotool search --onlyvisible --name "^In a window — Galley$" >/dev/null 2>&1; do n=$((n + 1)); [ $n -lt 600 ] || { echo "no window came" >&2; kill $program $server; exit 1; }; sleep 0.1
			kill -0 $program 2>/dev/null || { galley "$HOME/posts" & program=$!; }; done # it waits for a display some seconds alone, which a busy machine may take
		kill $program; wait $program; code=$?; kill $server; wait $server
		rm -r "$HOME/posts"; [ $code = 143 ]' || fail "$name: the window does not open its post"
	rm -rf "$root/home/writer/.config" "$root/home/writer/.local" "$root/home/writer/.cache" "$root/home/writer/Ärger mit %f"
	in_root apt-get purge -y -qq galley >"$root/tmp/log" 2>&1 || fail "$name: apt does not remove the package"
	files | diff "$root/tmp/before" - || fail "$name: removing the package leaves the files above"

	# The archive, by somebody without rights.
	tar -C "$root/home/writer" -xzf "$archive"
	dir=$(basename "$archive" .tar.gz)
	! grep -n '](' "$root/home/writer/$dir/README.md" || fail "$name: the archive's README has links to what is not in it"
	chroot "$root" chown -R writer:writer "/home/writer/$dir"
	user "/home/writer/$dir/install.sh" >/dev/null || fail "$name: install.sh does not install"
	works /home/writer/.local/bin/galley
	# Another version stands beside it, each with what is its own.
	in_root "/home/writer/$dir/install.sh" --prefix /opt/galley >/dev/null || fail "$name: install.sh does not install for all"
	works /opt/galley/bin/galley
	in_root /opt/galley/share/galley/install.sh >/dev/null || fail "$name: what is in /opt cannot be removed"
	works /home/writer/.local/bin/galley
	# A full disk: what was installed stays as it is.
	mkdir "$root/small"
	mount -t tmpfs -o size=8m tmpfs "$root/small"
	! in_root "/home/writer/$dir/install.sh" --prefix /small/galley >"$root/tmp/log" 2>&1 || fail "$name: install.sh installs on a full disk"
	left=$(find "$root/small" -mindepth 1)
	umount "$root/small"
	rmdir "$root/small"
	[ -z "$left" ] || fail "$name: a full disk leaves $left"
	[ "$(wc -l <"$root/tmp/log")" = 1 ] && grep -q "No space left on device; nothing was installed" "$root/tmp/log" || fail "$name: of a full disk is said: $(cat "$root/tmp/log")"
	user /home/writer/.local/share/galley/install.sh >/dev/null || fail "$name: what is in ~/.local cannot be removed"
	rm -rf "$root/home/writer/$dir" "$root/home/writer/Ärger mit %f"
	rm -rf "$root/home/writer/.local/state" "$root/home/writer/.config" "$root/home/writer/.cache" # the writer's own, which stay
	rmdir "$root/home/writer/.local" 2>/dev/null || true
	files | diff "$root/tmp/before" - || fail "$name: removing what the archive installed leaves the files above"
	clean
	root=
	echo "$name: installed, run and removed, as a package and from the archive"
done
