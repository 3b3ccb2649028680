# Thin on purpose: what happens stands in scripts/.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# Outside the clone, so that a clean clone starts warm.
export LOA_CACHE ?= $(HOME)/.cache/loa
export CARGO_TARGET_DIR ?= $(LOA_CACHE)/target
export PATH := $(LOA_CACHE)/tools/bin:$(PATH)

.PHONY: help run dev test test-deep check bench fmt

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "make %-10s %s\n", $$1, $$2}'

run: ## Build the release and start it with demo data at http://127.0.0.1:8080
	@scripts/run.sh

dev: ## A debug build, with the page reloaded at http://127.0.0.1:8081 as its sources change
	@scripts/run.sh dev

test: ## Everything that CI checks
	@scripts/test.sh

test-deep: ## The long forms: many kills, many rows, long fuzz
	@LOA_DEEP=1 scripts/test.sh

check: ## Format, lints, rules and the WASM check; no tests
	@scripts/test.sh check

bench: ## Requests a second against the release build
	@scripts/bench.sh

fmt: ## Format the sources
	@cargo fmt --all
