#!/bin/sh
# Prints the folder of the sample library, which is copied there the first time. What the author changes in
# it stays.
set -eu
state=${GALLEY_HOME:+$GALLEY_HOME/state}
state=${state:-${XDG_STATE_HOME:-$HOME/.local/state}/galley}
dir=$state/sample
if [ ! -d "$dir" ]; then
	umask 077 # what Galley keeps is for its user alone
	mkdir -p "$state"
	rm -rf "$dir.new" # of a copy that was cut off
	cp -R "$(dirname "$0")/../assets/sample" "$dir.new"
	mv "$dir.new" "$dir"
fi
printf '%s\n' "$dir"
