#!/bin/sh
# Makes Galley.app of a program that was built for macOS, in the folder that is named.
#
#   packaging/macos/app.sh build/galley build
#
# Name, identity and version are those of FyneApp.toml. It runs on macOS and on Linux, and signs nothing.
set -eu
umask 022
export LC_ALL=C
[ $# -eq 2 ] || {
	echo "usage: $0 PROGRAM FOLDER" >&2
	exit 2
}
program=$1
[ -f "$program" ] || {
	echo "app.sh: $program: there is no such program; build it first" >&2
	exit 1
}
top=$(cd "$(dirname "$0")/../.." && pwd)
value() { sed -n "s/^$1 = \"\{0,1\}\([^\"]*\)\"\{0,1\}\$/\1/p" "$top/FyneApp.toml" | head -n 1; }
name=$(value Name) id=$(value ID) version=$(value Version) build=$(value Build)
for x in "$name" "$id" "$version" "$build"; do
	[ -n "$x" ] || {
		echo "app.sh: FyneApp.toml lacks Name, ID, Version or Build" >&2
		exit 1
	}
done
mkdir -p "$2"
work=$(mktemp -d "$2/.app.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
app=$work/$name.app/Contents
mkdir -p "$app/MacOS" "$app/Resources"
cp "$program" "$app/MacOS/galley"
chmod 755 "$app/MacOS/galley"
cp "$top/LICENSE" "$app/Resources/LICENSE"
cp "$top/assets/licences.txt" "$app/Resources/notices.txt"

# A number as four bytes, the highest first.
four() { printf "$(printf '\\%03o\\%03o\\%03o\\%03o' $(($1 >> 24 & 255)) $(($1 >> 16 & 255)) $(($1 >> 8 & 255)) $(($1 & 255)))"; }
size() { wc -c <"$1" | tr -d ' '; }
# icon.icns is the same picture in several sizes, each a PNG behind its kind and length.
: >"$work/icons"
for icon in ic07:128 ic08:256 ic09:512 ic10:1024; do
	png=$work/${icon%%:*}.png
	pixels=${icon#*:}
	if command -v rsvg-convert >/dev/null 2>&1; then
		rsvg-convert -w "$pixels" -h "$pixels" "$top/assets/icon.svg" -o "$png"
	else
		sips -z "$pixels" "$pixels" "$top/assets/icon.png" --out "$png" >/dev/null
	fi
	{
		printf '%s' "${icon%%:*}"
		four $(($(size "$png") + 8))
		cat "$png"
	} >>"$work/icons"
done
{
	printf icns
	four $(($(size "$work/icons") + 8))
	cat "$work/icons"
} >"$app/Resources/icon.icns"

cat >"$app/Info.plist" <<END
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>CFBundleName</key>
	<string>$name</string>
	<key>CFBundleExecutable</key>
	<string>galley</string>
	<key>CFBundleIdentifier</key>
	<string>$id</string>
	<key>CFBundleShortVersionString</key>
	<string>$version</string>
	<key>CFBundleVersion</key>
	<string>$build</string>
	<key>CFBundleIconFile</key>
	<string>icon.icns</string>
	<key>CFBundlePackageType</key>
	<string>APPL</string>
	<key>CFBundleInfoDictionaryVersion</key>
	<string>6.0</string>
	<key>NSHighResolutionCapable</key>
	<true/>
	<key>LSMinimumSystemVersion</key>
	<string>12.0</string>
	<key>CFBundleDocumentTypes</key>
	<array>
		<dict>
			<key>CFBundleTypeName</key>
			<string>Blog post</string>
			<key>CFBundleTypeRole</key>
			<string>Editor</string>
			<key>LSHandlerRank</key>
			<string>Alternate</string>
			<key>CFBundleTypeExtensions</key>
			<array>
				<string>md</string>
				<string>markdown</string>
			</array>
		</dict>
	</array>
</dict>
</plist>
END
printf 'APPL????' >"$app/PkgInfo"
rm -rf "$2/$name.app"
mv "$work/$name.app" "$2/$name.app"
echo "$2/$name.app"
