# make run     build what is needed and serve a demonstration company on http://127.0.0.1:8080
# make build   the page in dist/, the server with the page inside at target/release/huifang
# make check   format, lints, walls, unit tests: before a commit
# make test    everything, as CI does it
# make bench   the measurements of bench/
# make clean   what was built here; data/ and the tool cache stay
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.PHONY: run build setup check test browser bench icons clean

ENV := . scripts/env.sh;
LISTEN ?= 127.0.0.1:8080
DATA ?= data

# Folders stand among the files: a deleted file changes only its folder.
PAGE_INPUTS := $(shell find frontend shared/src -not -path '*/css/README.md' -not -name '.*' 2>/dev/null) \
	shared/Cargo.toml Cargo.toml Cargo.lock rust-toolchain.toml index.html Trunk.toml package-lock.json \
	scripts/bundle.mjs scripts/build-page.sh

setup:
	@scripts/setup.sh app

# The date is that of the start: what is edited while this runs is built again next time.
dist/build.json: $(PAGE_INPUTS) | setup
	@$(ENV) mkdir -p "$$CARGO_TARGET_DIR"; began="$$CARGO_TARGET_DIR/.page-began"; touch "$$began"; \
	scripts/build-page.sh; touch -r "$$began" dist/build.json

# Cargo itself knows whether there is anything to do, and answers within a second.
build: dist/build.json
	@$(ENV) cargo build --release --locked -p backend

run: build
	@$(ENV) exec "$$HUIFANG_BIN" demo --listen $(LISTEN) --data $(DATA)

check: setup
	@scripts/test.sh quick

test:
	@scripts/test.sh

browser: build
	@scripts/setup.sh test
	@scripts/browser-tests.sh

bench: build
	@$(ENV) node bench/run.mjs

icons:
	@node scripts/render-icons.mjs

clean:
	@$(ENV) cargo clean
	@rm -rf dist e2e/test-results
