#!/bin/sh
# Compares the benchmarks of this tree with those of a commit: pairs.sh COMMIT REGEXP COUNT. Both are built first and run
# by turns, so that what else the machine does meets both alike. Packages that the commit does not have are left out.
set -eu
base=$1 bench=$2 count=$3
go=${GO:-go}
here=$(pwd)
dir=$(mktemp -d)
trap 'git worktree remove --force "$dir/tree" 2>/dev/null || true; rm -rf "$dir"' EXIT
git worktree add --quiet --detach "$dir/tree" "$base"

# Packages with a benchmark that the regexp's part before a slash is for.
packages=$(grep -roE --include='*_test.go' '^func Benchmark[A-Za-z0-9_]*' . | grep -v '/windowtest/' | sed 's/:func /:/' |
	awk -F: -v re="${bench%%/*}" '$2 ~ re { sub("/[^/]*$", "", $1); print $1 }' | sort -u)
built=
for p in $packages; do
	[ -d "$dir/tree/$p" ] || continue
	name=$(echo "$p" | tr /. __)
	(cd "$dir/tree" && $go test -c -o "$dir/before$name" "$p") >/dev/null
	$go test -c -o "$dir/after$name" "$p" >/dev/null
	[ -x "$dir/before$name" ] && [ -x "$dir/after$name" ] || continue # one of them has no tests
	built="$built $p"
done
for _ in $(seq "$count"); do
	for p in $built; do
		for tree in before after; do
			root=$here
			[ $tree = after ] || root=$dir/tree
			(cd "$root/$p" && "$dir/$tree$(echo "$p" | tr /. __)" -test.run '^$' -test.bench "$bench" -test.benchmem -test.benchtime "${BENCHTIME:-200ms}" 2>/dev/null) >>"$dir/$tree.txt"
		done
	done
done
$go run golang.org/x/perf/cmd/benchstat@v0.0.0-20260908200009-22c9c6c9d4da before="$dir/before.txt" after="$dir/after.txt"
