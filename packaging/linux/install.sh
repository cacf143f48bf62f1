#!/bin/sh
# Installs Galley below a prefix, and removes it again.
#
#   ./install.sh                    into ~/.local, for you alone; needs no rights
#   ./install.sh --prefix DIR       into DIR, for example /usr/local
#   ./install.sh --uninstall        takes away what was installed there; posts and settings stay
#
# All is copied beside its place first and moved there at the end, so that a full disk leaves what was there before.
set -eu
umask 022

fail() {
	echo "install.sh: $*" >&2
	exit 1
}

here=$(cd "$(dirname "$0")" && pwd -P)
prefix=
job=install
if [ -f "$here/installed" ]; then # the copy that lies where it was installed
	prefix=$(cd "$here/../.." && pwd -P)
	job=uninstall
fi
while [ $# -gt 0 ]; do
	case $1 in
	--prefix)
		[ $# -gt 1 ] || fail "--prefix needs a folder"
		prefix=$2
		shift
		;;
	--prefix=*) prefix=${1#--prefix=} ;;
	--uninstall) job=uninstall ;;
	--help | -h)
		sed -n '2,/^set/s/^# \{0,1\}//p' "$0"
		exit 0
		;;
	*)
		echo "install.sh: unknown argument $1; see $0 --help" >&2
		exit 2
		;;
	esac
	shift
done
if [ -z "$prefix" ]; then
	[ -n "${HOME:-}" ] || fail "there is no home folder (HOME is not set); say where to with --prefix DIR"
	prefix=$HOME/.local
fi
case $prefix in
/*) ;;
*) prefix=$PWD/$prefix ;;
esac
case $prefix in
*[\"\`\$\\\%]* | *'
'*) fail "the folder $prefix has a character in its name that menus of the desktop cannot start a program with" ;;
esac
list=share/galley/installed # files, and folders with a slash at the end that were not there before

# refresh has the desktop read its menus and kinds of files again. Without these programs it does so at the next login.
refresh() {
	if command -v update-desktop-database >/dev/null 2>&1 && [ -d "$prefix/share/applications" ]; then
		update-desktop-database -q "$prefix/share/applications" 2>/dev/null || true
	fi
	if command -v update-mime-database >/dev/null 2>&1 && [ -d "$prefix/share/mime/packages" ]; then
		update-mime-database "$prefix/share/mime" >/dev/null 2>&1 || true
	fi
}

# holds reports whether a folder has a file of a pattern.
holds() {
	for f in "$1"/$2; do
		[ ! -e "$f" ] || return 0
	done
	return 1
}

uninstall() {
	[ -f "$prefix/$list" ] || fail "nothing of Galley's is installed in $prefix by this script"
	paths=$(LC_ALL=C sort -r "$prefix/$list") # a folder after what is in it
	echo "$paths" | while IFS= read -r path; do
		case $path in
		*/) ;;
		*) rm -f "$prefix/$path" || fail "cannot remove $prefix/$path; run it again with the rights that it was installed with" ;;
		esac
	done || exit 1
	rm -f "$prefix/$list"
	refresh
	# What the two programs made of nothing but Galley's files goes too.
	if echo "$paths" | grep -qx 'share/applications/' && ! holds "$prefix/share/applications" '*.desktop'; then
		rm -f "$prefix/share/applications/mimeinfo.cache"
	fi
	if echo "$paths" | grep -qx 'share/mime/' && ! holds "$prefix/share/mime/packages" '*'; then
		rm -rf "$prefix/share/mime"
	fi
	echo "$paths" | while IFS= read -r path; do
		case $path in
		./) rmdir "$prefix" 2>/dev/null || true ;; # the prefix itself, which comes last
		*/) rmdir "$prefix/$path" 2>/dev/null || true ;; # somebody else's files are in it
		esac
	done
	echo "Galley is removed from $prefix. Your posts, settings and versions are where they were."
}

install() {
	[ -x "$here/bin/galley" ] || fail "bin/galley is not beside this script; unpack the whole archive"
	made=
	dir=$prefix
	while [ ! -d "$dir" ]; do # the prefix itself may be new
		made=$dir
		dir=$(dirname "$dir")
	done
	mkdir -p "$prefix" 2>/dev/null || fail "cannot make the folder $prefix; nothing was installed. Choose another with --prefix DIR, or ask somebody who may write there"
	stage=$prefix/.galley-new.$$
	new=
	undo() {
		rm -rf "$stage"
		echo "$new" | LC_ALL=C sort -r | while IFS= read -r d; do
			[ -z "$d" ] || rmdir "$prefix/$d" 2>/dev/null || true
		done
		dir=$prefix
		while [ -n "$made" ] && rmdir "$dir" 2>/dev/null && [ "$dir" != "$made" ]; do
			dir=$(dirname "$dir")
		done
	}
	trap undo EXIT
	trap 'exit 1' HUP INT TERM
	mkdir "$stage" 2>/dev/null || fail "cannot write in $prefix; nothing was installed. Choose another folder with --prefix DIR, or ask somebody who may write there"

	said=$("$here/bin/galley" --version 2>&1) || fail "the program does not run here, nothing was installed: $said
install.sh: it is for $(cat "$here/share/galley/for") and needs the libraries libGL and libX11 (Debian: apt install libgl1 libx11-6)"
	why=$(cp -R "$here/bin" "$here/share" "$stage/" 2>&1) || # a line a file
		fail "could not copy to $prefix: $(echo "$why" | sed -n '1s/.*: //p'); nothing was installed, and what was there is as it was"
	mkdir -p "$stage/share/galley" && cp "$here/install.sh" "$stage/share/galley/install.sh" || fail "could not copy to $prefix; nothing was installed"
	entry=$stage/share/applications/app.galley.Galley.desktop
	sed -e "s|^Exec=galley|Exec=\"$(echo "$prefix" | sed 's/[|&]/\\&/g')/bin/galley\"|" -e "s|^TryExec=galley|TryExec=$(echo "$prefix" | sed 's/[|&]/\\&/g')/bin/galley|" \
		"$here/share/applications/app.galley.Galley.desktop" >"$entry" || fail "could not write to $prefix; nothing was installed"

	old=
	[ ! -f "$prefix/$list" ] || old=$(cat "$prefix/$list")
	files=$(cd "$stage" && find . ! -type d | sed 's|^\./||' | LC_ALL=C sort)
	folders=$(cd "$stage" && find . -mindepth 1 -type d | sed 's|^\./||' | LC_ALL=C sort)
	IFS='
'
	set -f
	for path in $files; do
		if [ -e "$prefix/$path" ] && ! echo "$old" | grep -qxF "$path"; then
			fail "$prefix/$path is there already and was not put there by this script; nothing was installed. Move it away first"
		fi
	done
	for path in $folders; do
		if [ ! -d "$prefix/$path" ]; then
			mkdir "$prefix/$path" || fail "cannot make the folder $prefix/$path; nothing was installed"
			new="$new$path
"
		fi
	done
	{
		echo "$files"
		echo "$new" | sed -n 's|.$|&/|p'
		[ -z "$made" ] || echo ./
		echo "$old" | grep '/$' || true
	} | LC_ALL=C sort -u >"$stage/list" || fail "could not write to $prefix; nothing was installed"
	[ -s "$stage/list" ] || fail "could not write to $prefix; nothing was installed"
	mv -f "$stage/list" "$prefix/$list"
	new= made= # from here on they are in use, and --uninstall knows them
	for path in $files; do
		mv -f "$stage/$path" "$prefix/$path" || fail "could not put $prefix/$path into its place. Run $0 again, or with --uninstall"
	done
	for path in $old; do # what an earlier version had
		case $path in
		*/) ;;
		*) echo "$files" | grep -qxF "$path" || rm -f "$prefix/$path" ;;
		esac
	done
	set +f
	unset IFS
	rm -rf "$stage"
	trap - EXIT
	refresh
	echo "$said is installed in $prefix."
	case ":$PATH:" in
	*":$prefix/bin:"*) echo "Start it from the menu of your desktop, or with: galley" ;;
	*) echo "Start it from the menu of your desktop, or with: $prefix/bin/galley ($prefix/bin is not in PATH)" ;;
	esac
	echo "To remove it: $prefix/share/galley/install.sh"
}

$job
