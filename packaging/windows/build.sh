#!/bin/sh
# Makes galley.exe and galley.com for 64-bit Windows in the folder that is named, by Debian's mingw-w64.
#
# Its windres puts icon, version and manifest into them: it comes with the compiler that the window needs anyway. The
# same source gives the same bytes.
#
#   packaging/windows/build.sh FOLDER [TAGS]
set -eu
umask 022
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/../.."
mkdir -p "$1"
out=$(cd "$1" && pwd)
tags=${2:-migrated_fynedo}
version=$(sed -n 's/^Version = "\(.*\)"$/\1/p' FyneApp.toml)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# number writes a number in so many bytes, the lowest first.
number() { # value, bytes
	value=$1 bytes=$2
	while [ "$bytes" -gt 0 ]; do
		# shellcheck disable=SC2059
		printf "\\$(printf %03o $((value % 256)))"
		value=$((value / 256)) bytes=$((bytes - 1))
	done
}

# An icon is a list of sizes and places, and then the pictures.
sizes='16 20 24 32 40 48 64 128 256'
at=6 count=0
for size in $sizes; do
	rsvg-convert -w "$size" -h "$size" assets/icon.svg -o "$work/$size.png"
	at=$((at + 16)) count=$((count + 1))
done
{
	number 0 2 && number 1 2 && number $count 2
	for size in $sizes; do
		length=$(wc -c <"$work/$size.png")
		number $((size % 256)) 1 && number $((size % 256)) 1 && number 0 2 && number 1 2 && number 32 2
		number "$length" 4 && number $at 4
		at=$((at + length))
	done
	for size in $sizes; do cat "$work/$size.png"; done
} >"$work/galley.ico"

numbers=$(echo "$version" | sed 's/[^0-9.].*//').0
sed "s/@NUMBERS@/$numbers/" packaging/windows/galley.manifest >"$work/galley.manifest"
for name in galley.exe galley.com; do
	{
		printf '#define NUMBERS %s\n#define VERSION "%s"\n#define FILENAME "%s"\n' "$(echo "$numbers" | tr . ,)" "$version" "$name"
		cat packaging/windows/galley.rc
	} >"$work/$name.rc"
	(cd "$work" && x86_64-w64-mingw32-windres -i "$name.rc" -O coff -o "$name.o")
done
x86_64-w64-mingw32-gcc -Os -s -Wall -Wl,--no-insert-timestamp -o "$work/galley.com" packaging/windows/galley.c "$work/galley.com.o"
GOOS=windows GOARCH=amd64 CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc ${GO:-go} build -trimpath -buildvcs=false -tags "$tags" \
	-ldflags "-s -w -buildid= -H windowsgui -extldflags '-static $work/galley.exe.o'" -o "$work/galley.exe" .
mv "$work/galley.exe" "$work/galley.com" "$out/"
