#!/bin/sh
# Prints a pattern of the tests that growth.Alone skips under the race detector, and the folders they are in: what
# "make test" runs without it.
set -eu
cd "$(dirname "$0")/.."
names=$(grep -rhE --include='*_test.go' '^func |^	growth\.Alone\(' . | sed -n '/growth\.Alone(/{x;p;x};s/^func \([A-Za-z0-9_]*\).*/\1/;h' | sort -u | paste -sd '|' -)
echo "-run=^($names)\$"
grep -rlE --include='*_test.go' '^	growth\.Alone\(' . | xargs -n1 dirname | sort -u
