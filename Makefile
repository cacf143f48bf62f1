# Galley's tasks. `make help` lists them.

GO       ?= $(shell command -v go 2>/dev/null || echo /usr/local/go/bin/go)
LIBRARY  ?=
FUZZTIME ?= 30s
BENCH    ?= .
BASE     ?= HEAD
COUNT    ?= 1
DURATION ?= 3m
SEED     ?= 0

# What tests are run behind, such as nice.
BACK :=

GOFUMPT     := mvdan.cc/gofumpt@v0.12.0
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2

# The version in a build comes from git; where git refuses (a copy, another user's clone) a build must still succeed.
VCS := $(shell git status --porcelain >/dev/null 2>&1 || echo -buildvcs=false)

# The packages cannot be made without it. With it everywhere, OpenGL's bindings are compiled once for all and once more
# with the race detector.
export GOFLAGS := $(strip $(filter-out -trimpath,$(GOFLAGS)) -trimpath)

export LIBRARY
.DEFAULT_GOAL := help
.PHONY: help run display build compiled compiled-windows test test-race test-window test-windows check-windows test-torture torture validate test-validate lint licences man package package-windows test-package check bench bench-pairs bench-window fuzz golden screenshot screenshots clean deps deps-test deps-package deps-windows deps-wine deps-validate

help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

run: display build ## build, then open the window: make run LIBRARY=folder
	@dir=$$LIBRARY; if [ -z "$$dir" ]; then dir=$$(packaging/sample.sh) || exit 1; fi; exec build/galley "$$dir"

display:
	@if [ -z "$$DISPLAY$$WAYLAND_DISPLAY" ]; then \
		echo "galley: no display to open a window on: run this in a desktop session, or set DISPLAY (on a server: xvfb-run make run)" >&2; exit 1; fi

build: deps ## build/galley; the first time compiles OpenGL bindings for some minutes
	$(GO) build $(VCS) -tags migrated_fynedo -ldflags '-s -w' -o build/galley .

# Window tests wait half of their time, and the torture is told how long it may take, so all of it runs at once. The
# window tests compare pictures outside of the program; where goroutines are tested, it is built with the race detector.
test: deps-test ## every test under the race detector, real windows included
	@$(MAKE) --no-print-directory compiled
	@$(MAKE) --no-print-directory -j 3 test-race test-window test-torture

compiled-windows:
	@if command -v x86_64-w64-mingw32-gcc >/dev/null && command -v wine >/dev/null; then \
		GO=$(GO) packaging/windows/build.sh build/test/windows migrated_fynedo,regions; fi

# What several that begin at once would each compile for itself.
compiled:
	$(GO) build ./...
	$(GO) build -race ./...

# Tests that call growth.Alone are skipped there and run after it, without the detector. The tests of the root read the
# source and start no goroutines. Symbols for a debugger would be a quarter of the time that linking takes; vet is lint's.
test-race:
	$(BACK) $(GO) test -race -vet=off -ldflags=-w -timeout 30m $$($(GO) list ./... | grep -v -e ^galley.app/galley$$ -e /internal/windowtest$$ -e /internal/torture$$)
	$(BACK) $(GO) test -timeout 30m .
	$(BACK) $(GO) test -vet=off -ldflags=-w -timeout 30m $$(packaging/alone.sh)

test-window:
	GALLEY_RACE=1 $(BACK) $(GO) test -timeout 30m -parallel 3 ./internal/windowtest

# Under Wine, which is not to be had everywhere: then nothing is tried, and that is said.
test-windows: ## the program for Windows under Wine: tests of what differs there, commands, the window
	@if ! packaging/deps.sh wine; then \
		echo "galley: SKIPPED: the tests of the program for Windows, since Wine or mingw-w64 cannot be installed here" >&2; \
	else \
		echo "$(GO) test -tags wine -timeout 45m -count 1 ./internal/winetest"; \
		$(GO) test -tags wine -timeout 45m -count 1 ./internal/winetest; \
	fi

test-torture:
	$(BACK) $(GO) test -v -count 1 -timeout 30m ./internal/torture

torture: deps-test ## break things around the program and look for every word: make torture DURATION=1h SEED=7
	$(GO) test -v -count 1 -timeout 0 ./internal/torture -torture.duration $(DURATION) -torture.seed $(SEED)

validate: deps-validate ## what Galley writes, judged by other people's programs: browsers, feed and book checkers
	@$(MAKE) --no-print-directory test-validate

test-validate:
	$(BACK) $(GO) test -tags validate -timeout 30m -run '^TestValidate' $$(grep -rlE --include=*_test.go '^func TestValidate' . | xargs -n1 dirname | sort -u)

lint: deps ## gofumpt, go vet, staticcheck, govulncheck
	@out=$$($(GO) run $(GOFUMPT) -l .) || exit 1; \
	if [ -n "$$out" ]; then echo "not formatted, run: $(GO) run $(GOFUMPT) -w ."; echo "$$out"; exit 1; fi
	$(GO) vet ./...
	$(GO) vet -tags validate ./...
	$(GO) vet -tags regions . ./internal/regions/...
	$(GO) vet -tags wine ./internal/winetest
	$(GO) run $(STATICCHECK) ./...
	@GO=$(GO) packaging/vulnerabilities.sh

# The program for Windows, whose compiling takes minutes the first time, is compiled and tried beside the other tests.
# Wine waits for no program that others keep from the processor, so those step back behind it.
check: lint deps-test deps-validate deps-wine ## lint, test and validate, under Wine too: what has to pass before a change goes in
	@$(MAKE) --no-print-directory compiled
	@$(MAKE) --no-print-directory -j 5 BACK='nice -n 10' test-race test-window test-torture test-validate check-windows

check-windows: compiled-windows
	@$(MAKE) --no-print-directory test-windows

bench: deps ## benchmarks: make bench BENCH=regexp COUNT=6
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem -count $(COUNT) ./...

bench-pairs: deps ## this tree's benchmarks and those of a commit by turns: make bench-pairs BASE=v1.0 BENCH=regexp COUNT=6
	@GO=$(GO) packaging/pairs.sh '$(BASE)' '$(BENCH)' $(COUNT)

bench-window: deps-test ## the real window from outside: keys to pixels, page turns, start, memory, idle
	$(GO) test -run '^$$' -bench '^BenchmarkWindow$$' -benchtime 1x -timeout 20m ./internal/windowtest
	$(GO) test -run '^$$' -bench '^BenchmarkKey$$' ./editor/textedit

fuzz: ## every fuzz test: make fuzz FUZZTIME=30s
	@grep -rhoE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . >/dev/null || { echo "no fuzz tests"; exit 1; }
	@grep -roE --include='*_test.go' '^func Fuzz[A-Za-z0-9_]*' . | sort | while IFS=: read -r file name; do \
		name=$${name#func }; echo "$$(dirname "$$file") $$name"; \
		$(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x "$$(dirname "$$file")" </dev/null || exit 1; done

golden: deps ## write the golden files of the tests anew; look at git diff afterwards
	@grep -rlE --include='*_test.go' 'flag\.Bool\("update"' . | xargs -rn1 dirname | sort -u | while read -r dir; do \
		$(GO) test "$$dir" -update </dev/null || exit 1; done

man: ## write the manual pages in docs/man anew, after a change of a command
	$(GO) test ./internal/command -run '^TestManPages$$' -update

licences: ## gather the licences of all that is in the program, after a change of go.mod
	$(GO) run ./internal/notices

package: deps-package ## a Debian package and an archive for any Linux, in build/
	@GO=$(GO) packaging/package.sh build

package-windows: deps-windows ## an archive for Windows, in build/, compiled here; docs/building.md says how far it is tried
	@GO=$(GO) packaging/windows/package.sh build

test-package: package ## install, run and remove the packages in empty systems of Debian 12 and 13, as root
	@packaging/systems.sh build

screenshot: deps-test ## take README's picture of the window anew
	$(GO) test -run '^TestWindowPicture$$' -count 1 ./internal/windowtest -picture docs/galley.png

screenshots: deps-test ## every state of the window, in several sizes and all themes, to look at: build/screenshots
	rm -rf build/screenshots
	$(GO) test -run '^TestWindowScreenshots$$' -count 1 -timeout 30m -parallel 2 ./internal/windowtest -screenshots build/screenshots
	@echo "the pictures are in build/screenshots"

clean: ## remove what was built
	rm -rf build

deps:
	@packaging/deps.sh build

deps-test:
	@packaging/deps.sh test

deps-package:
	@packaging/deps.sh package

deps-windows:
	@packaging/deps.sh windows

deps-wine:
	@packaging/deps.sh wine || echo "galley: without Wine and mingw-w64 the program for Windows is not tried" >&2

deps-validate:
	@packaging/deps.sh validate
