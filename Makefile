# The ways in: make demo, make test. Everything is built under build/; nothing is installed.
SHELL := /bin/bash
JOBS ?= $(shell nproc)
PYTHON := build/deps/venv/bin/python3
WUPIAN := build/release/wupian
.DEFAULT_GOAL := help

.PHONY: help setup build portal build-dev build-fuzz demo demo-stop test quick soak bench bench-big bench-peers bench-portal tidy tidy-deep

help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST)

setup:  ## install what the machine lacks (Debian 12; asks apt, npm and PyPI)
	@tools/setup

build: setup  ## the program, at build/release/wupian, and its portal at web/dist
	@cmake --preset release --log-level=WARNING >/dev/null
	@cmake --build build/release -j $(JOBS) -- --quiet

portal: setup  ## the portal's pages, at web/dist (part of make build)
	@cmake --preset release --log-level=WARNING >/dev/null
	@cmake --build build/release --target portal -- --quiet

build-dev: setup  ## everything with address and undefined-behaviour sanitizers
	@cmake --preset dev --log-level=WARNING >/dev/null
	@cmake --build build/dev -j $(JOBS) -- --quiet

build-fuzz: setup  ## the fuzz harnesses (clang with libFuzzer and sanitizers)
	@cmake --preset fuzz --log-level=WARNING >/dev/null
	@cmake --build build/fuzz -j $(JOBS) --target fuzzers -- --quiet

demo: build  ## an invented province, its month, the five chapters; four portals left running
	@$(PYTHON) tools/demo.py --stop >/dev/null
	@$(WUPIAN) demo --out build/demo
	@$(PYTHON) tools/demo.py

demo-stop:  ## end the portals that make demo left running
	@python3 tools/demo.py --stop

test: build build-dev build-fuzz  ## the gate: style, units under sanitizers, corpora, whole-process tests
	@$(PYTHON) tools/run_tests.py build/dev:unit,differential build/fuzz:fuzz \
	  build/release:text,differential,process

quick: build tidy  ## units and texts in the release build only, for the minute between two edits
	@$(PYTHON) tools/run_tests.py build/release:unit,text

soak: build build-dev build-fuzz  ## long random runs, results appended to docs/reliability.md (MINUTES=30)
	@$(PYTHON) tools/soak.py

bench: build  ## speed and memory against the stored baselines
	@if [ -f bench/run.py ]; then $(PYTHON) bench/run.py; else echo "bench/run.py is not there yet"; fi

bench-big: build  ## months of up to 50,000,000 receipts (half an hour, 30 GB)
	@BIG=$${BIG:-10000000,50000000} $(PYTHON) bench/run.py big

bench-peers: build  ## the same rules and rows in other engines, side by side (ROWS=10000000)
	@tools/setup --peers
	@$(PYTHON) bench/peers/run.py

bench-portal: build  ## pages from click to content, first load, a file of 100 MB (after make demo)
	@$(PYTHON) bench/portal.py

tidy: setup  ## layout of the code and the rules of tools/tidy.py
	@find src test -name '*.[ch]pp' -print0 | xargs -0 clang-format-19 --dry-run --Werror
	@$(PYTHON) tools/tidy.py

tidy-deep: setup  ## clang-tidy over everything; minutes
	@cmake --preset tidy --log-level=WARNING >/dev/null
	@find src -name '*.cpp' -print0 | xargs -0 -n 4 -P $(JOBS) clang-tidy-19 -p build/tidy --quiet
