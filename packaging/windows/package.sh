#!/bin/sh
# Makes the archive for Windows, in build/ or in the folder that is named: the same source gives the same bytes.
# SOURCE_DATE_EPOCH is the day of the release, if nobody says another.
set -eu
umask 022
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/../.."
mkdir -p "${1:-build}"
out=$(cd "${1:-build}" && pwd)
version=$(sed -n 's/^Version = "\(.*\)"$/\1/p' FyneApp.toml)
released=$(sed -n "s/^## $version (\(.*\))$/\1/p" CHANGELOG.md)
if [ -z "$version" ] || [ -z "$released" ]; then
	echo "package.sh: CHANGELOG.md has no heading \"## $version (date)\" for the version of FyneApp.toml" >&2
	exit 1
fi
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$released" +%s)}
work=$(mktemp -d "$out/.package.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

name=galley-$version-windows-amd64
packaging/windows/build.sh "$work/$name"
sed 's/\[\(building\.md\)\](\1)/docs\/\1 in the source/g' docs/install.md >"$work/$name/README.md"
cp CHANGELOG.md "$work/$name/CHANGELOG.md"
cp LICENSE "$work/$name/LICENSE.txt"
cp assets/licences.txt "$work/$name/notices.txt"
chmod 755 "$work/$name" "$work/$name/galley.exe" "$work/$name/galley.com"
chmod 644 "$work/$name"/*.md "$work/$name"/*.txt
# The entries are in the order of their names, all of one time.
find "$work/$name" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
(cd "$work" && find "$name" -type f | sort | zip -q -X -9 archive.zip -@)
mv "$work/archive.zip" "$out/$name.zip"
echo "$out/$name.zip"
