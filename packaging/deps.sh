#!/bin/sh
# Installs what Galley needs beside Go, on Debian and its relatives.
#
#   packaging/deps.sh build   headers and libraries that the window is compiled with
#   packaging/deps.sh test    those, and the tools that drive a real window in a virtual display
#   packaging/deps.sh package those of build, and what packages are made with
#   packaging/deps.sh windows a compiler for Windows, and what its package is made with
#   packaging/deps.sh wine    those of test and windows, and Wine to run what is made for Windows
#   packaging/deps.sh validate
#                             all of them, and other people's programs that judge what Galley writes
#
# Nothing is asked of the network, and no right is needed, when nothing is missing.
set -eu

build='gcc gcc
libc6-dev stdio.h
pkg-config pkg-config
libgl1-mesa-dev GL/gl.h
libx11-dev X11/Xlib.h
libxcursor-dev X11/Xcursor/Xcursor.h
libxi-dev X11/extensions/XInput2.h
libxinerama-dev X11/extensions/Xinerama.h
libxrandr-dev X11/extensions/Xrandr.h
libxxf86vm-dev X11/extensions/xf86vmode.h'

test='xvfb Xvfb
openbox openbox
xdotool xdotool
wmctrl wmctrl
x11-xserver-utils xmodmap
xclip xclip
hunspell hunspell
hunspell-en-us /usr/share/hunspell/en_US.dic'

mingw='gcc-mingw-w64-x86-64 x86_64-w64-mingw32-gcc
binutils-mingw-w64-x86-64 x86_64-w64-mingw32-windres
librsvg2-bin rsvg-convert
zip zip'

package='dpkg-dev dpkg-shlibdeps
librsvg2-bin rsvg-convert'

wine='wine wine
wine64 /usr/lib/wine/wine64'

validate='appstream appstreamcli
chromium chromium
default-jre-headless java
desktop-file-utils desktop-file-validate
epubcheck /usr/share/java/epubcheck.jar
poppler-utils pdftotext
qpdf qpdf
hugo hugo
libglib2.0-bin gio
libxml2-utils xmllint
npm npm
libreoffice-math-nogui /usr/lib/libreoffice/program/libsmlo.so
libreoffice-writer-nogui soffice
lintian lintian
pandoc pandoc
python3 python3
python3-jsonschema /usr/lib/python3/dist-packages/jsonschema/validators.py
shared-mime-info update-mime-database
unzip unzip'

# Judges that no distribution has, each with its version. They come into a folder that make clean removes.
judges='vnu-jar 26.9.27
jsonfeed-schema 0.5.0'
judges_at=$(dirname "$0")/../build/judges

# have tells whether a probe, a command, a header or a file, is there.
have() {
	case $1 in
	/*) [ -e "$1" ] ;;
	*.h) echo "#include <$1>" | "${CC:-gcc}" -E -x c - >/dev/null 2>&1 ;;
	*) command -v "$1" >/dev/null 2>&1 ;;
	esac
}

# lacking prints the packages of a list whose probe fails. The headers are asked for in one go first: that is the
# usual case, and each call of the compiler costs.
lacking() {
	if headers=$(echo "$1" | sed -n 's/^[^ ]* \(.*\.h\)$/#include <\1>/p') &&
		echo "$headers" | "${CC:-gcc}" -E -x c - >/dev/null 2>&1; then
		echo "$1" | grep -v '\.h$'
	else
		echo "$1"
	fi | while read -r package probe; do
		have "$probe" || printf '%s ' "$package"
	done
}

# fetch_judges installs the judges that are missing. Their own scripts do not run: they are files to use, and one of
# them would fetch a Java of its own.
fetch_judges() {
	absent=$(echo "$judges" | while read -r name version; do
		grep -qs "\"version\": \"$version\"" "$judges_at/node_modules/$name/package.json" || echo absent
	done)
	[ -n "$absent" ] || return 0
	mkdir -p "$judges_at"
	# shellcheck disable=SC2046
	if ! npm install --prefix "$judges_at" --no-save --no-package-lock --no-audit --no-fund --ignore-scripts --silent \
		$(echo "$judges" | tr ' ' '@') </dev/null; then
		echo "galley: npm could not install: $judges" >&2
		exit 1
	fi
}

case ${1-} in
build) wanted=$build ;;
test) wanted="$build
$test" ;;
package) wanted="$build
$package" ;;
windows) wanted=$mingw ;;
wine) wanted="$build
$test
$mingw
$wine" ;;
validate) wanted="$build
$test
$package
$validate" ;;
*)
	echo "usage: $0 build|test|package|windows|wine|validate" >&2
	exit 2
	;;
esac

missing=$(lacking "$wanted")
if [ -z "$missing" ]; then
	[ "$1" != validate ] || fetch_judges
	exit 0
fi

if ! command -v apt-get >/dev/null 2>&1; then
	cat >&2 <<END
galley: cannot install by itself here, this is no Debian or Ubuntu. Missing, under Debian's names: $missing
galley: Fedora: dnf install gcc pkgconf-pkg-config mesa-libGL-devel libX11-devel libXcursor-devel libXi-devel libXinerama-devel libXrandr-devel libXxf86vm-devel
galley: Arch:   pacman -S gcc pkgconf mesa libx11 libxcursor libxi libxinerama libxrandr libxxf86vm
galley: the tests also call Xvfb, openbox, xdotool, wmctrl, xmodmap, xclip and hunspell with en_US
END
	exit 1
fi

as_root=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		echo "galley: missing packages, and neither root nor sudo is here. As root, run: apt-get install $missing" >&2
		exit 1
	fi
	as_root=sudo
fi

echo "galley: installing $missing"
# The lists of a new machine may be empty or stale: fetch them whenever something is to be installed.
$as_root apt-get update -qq </dev/null ||
	echo "galley: apt-get update failed, trying with the lists that are here" >&2
# shellcheck disable=SC2086
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing </dev/null; then
	echo "galley: could not install: $missing. Install them by hand, then run make again" >&2
	exit 1
fi

left=$(lacking "$wanted")
if [ -n "$left" ]; then
	echo "galley: still missing after the installation: $left" >&2
	exit 1
fi
[ "$1" != validate ] || fetch_judges
