#!/bin/sh
# Makes a Debian package and an archive for any Linux, in build/ or in the folder that is named.
#
# The same source gives the same bytes, whatever the folder, the time and the locale: SOURCE_DATE_EPOCH is the day of the
# release, if nobody says another. dpkg-deb does it rather than a tool of its own: it is on every Debian, and
# dpkg-shlibdeps beside it reads from the program itself which libraries of which version it needs.
# GALLEY_XZ is how much work the package is compressed with, 0 to 9; tests make do with little.
set -eu
umask 022
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/.."
mkdir -p "${1:-build}"
out=$(cd "${1:-build}" && pwd)
go=${GO:-go}
maintainer='The Galley authors <authors@galley.app>'

version=$(sed -n 's/^Version = "\(.*\)"$/\1/p' FyneApp.toml)
released=$(sed -n "s/^## $version (\(.*\))$/\1/p" CHANGELOG.md)
if [ -z "$version" ] || [ -z "$released" ]; then
	echo "package.sh: CHANGELOG.md has no heading \"## $version (date)\" for the version of FyneApp.toml" >&2
	exit 1
fi
SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(date -d "$released" +%s)}
export SOURCE_DATE_EPOCH
work=$(mktemp -d "$out/.package.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# What lies below the prefix, in both.
tree=$work/tree
put() { # file, place below the prefix
	mkdir -p "$tree/$(dirname "$2")"
	cp "$1" "$tree/$2"
	chmod 644 "$tree/$2"
}
$go build -trimpath -buildvcs=false -tags migrated_fynedo -ldflags '-s -w -buildid=' -o "$tree/bin/galley" .
id=app.galley.Galley
put packaging/linux/$id.desktop share/applications/$id.desktop
put packaging/linux/$id.xml share/mime/packages/$id.xml
sed -e "s/@VERSION@/$version/" -e "s/@RELEASED@/$released/" packaging/linux/$id.metainfo.xml >"$work/metainfo"
put "$work/metainfo" share/metainfo/$id.metainfo.xml
put assets/icon.svg share/icons/hicolor/scalable/apps/$id.svg
for size in 16 22 24 32 48 64 128 256 512; do
	rsvg-convert -w $size -h $size assets/icon.svg -o "$work/icon.png"
	put "$work/icon.png" share/icons/hicolor/${size}x$size/apps/$id.png
done
for page in docs/man/*.1; do
	gzip -9n <"$page" >"$work/page"
	put "$work/page" "share/man/man1/$(basename "$page").gz"
done
for shell in bash:share/bash-completion/completions/galley zsh:share/zsh/site-functions/_galley fish:share/fish/vendor_completions.d/galley.fish; do
	"$tree/bin/galley" completion "${shell%%:*}" >"$work/script"
	put "$work/script" "${shell#*:}"
done
put LICENSE share/doc/galley/copyright
put assets/licences.txt share/doc/galley/notices.txt

# pack writes a folder of work as an archive whose bytes depend on the files alone.
pack() {
	tar -C "$work" --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner -cf - "$1" | gzip -9n
}

name=galley-$version-linux-$($go env GOARCH)
mkdir "$work/$name"
cp -R "$tree/bin" "$tree/share" "$work/$name/"
mkdir "$work/$name/share/galley"
echo "Linux on $($go env GOARCH)" >"$work/$name/share/galley/for"
cp packaging/linux/install.sh "$work/$name/install.sh"
sed 's/\[\(building\.md\)\](\1)/docs\/\1 in the source/g' docs/install.md >"$work/$name/README.md"
chmod 755 "$work/$name/install.sh"
chmod 644 "$work/$name/README.md"
pack "$name" >"$work/archive"

# The Debian package: the same, where Debian has it.
root=$work/root
mkdir -p "$root/DEBIAN" "$work/debian"
cp -R "$tree" "$root/usr"
mv "$root/usr/share/zsh/site-functions" "$root/usr/share/zsh/vendor-completions"
doc=$root/usr/share/doc/galley
{
	echo 'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/'
	echo 'Upstream-Name: Galley'
	echo 'Comment: The licences of the libraries and typefaces within the program are in notices.txt.gz beside this file.'
	echo
	echo 'Files: *'
	echo 'Copyright: 2026 the Galley authors'
	echo 'License: Expat'
	sed -e '1,/^Copyright/d' -e '/./!s/^$/./' -e 's/^/ /' LICENSE | sed '1{/^ \.$/d}'
} >"$doc/copyright"
gzip -9n "$doc/notices.txt"
gzip -9n <CHANGELOG.md >"$doc/NEWS.md.gz"
printf 'galley (%s) unstable; urgency=medium\n\n  * NEWS.md.gz beside this file says what is new.\n\n -- %s  %s\n' \
	"$version" "$maintainer" "$(date -Rd "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"
arch=$(dpkg --print-architecture)
printf 'Source: galley\n\nPackage: galley\nArchitecture: %s\n' "$arch" >"$work/debian/control"
depends=$(cd "$work" && dpkg-shlibdeps -O root/usr/bin/galley | sed -n 's/^shlibs:Depends=//p')
(cd "$root" && find usr -type f | sort | xargs md5sum >DEBIAN/md5sums)
cat >"$root/DEBIAN/control" <<END
Package: galley
Version: $version
Architecture: $arch
Maintainer: $maintainer
Installed-Size: $(find "$root/usr" -type f -printf '%s\n' | awk '{ n += int(($1 + 1023) / 1024) } END { print n }')
Depends: $depends, libxcursor1, libxi6, libxinerama1, libxrandr2, libxxf86vm1
Recommends: hunspell | aspell, hunspell-en-us | hunspell-dictionary, shared-mime-info, xdg-utils
Suggests: git
Section: editors
Priority: optional
Homepage: https://galley.app
Description: write blog posts as plain text files
 A form for the fields of a post and a Markdown editor stand beside a live
 preview. Posts are saved to a folder of plain text files, byte for byte as
 they were left, and exported as sites, feeds, books, PDF and Word documents.
 What is typed is kept, saved or not, and every saved text can be had back.
END
find "$root" -exec touch -hd "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group --threads-max=1 -Zxz -z"${GALLEY_XZ:-6}" --build "$root" "$work/deb" >/dev/null

mv "$work/archive" "$out/$name.tar.gz"
mv "$work/deb" "$out/galley_${version}_$arch.deb"
echo "$out/$name.tar.gz"
echo "$out/galley_${version}_$arch.deb"
