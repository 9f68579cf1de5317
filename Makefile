# make run and make test do all their set-up; the rest is for those who build.
SHELL := /bin/bash
.DEFAULT_GOAL := help
# Distributions build their Python to be quick; others are often a fifth slower (docs/operations.md, "Install").
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && echo /usr/bin/python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
# How many files of tests run at a time (tests/workers.py); 0 runs one test after the other.
WORKERS ?= 2
# Every start is quicker with compiled files kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup machine run test check soak bench catalogue lock
help:
	@echo "make run    start the workspace with a demonstration negotiation"
	@echo "make test   everything, from nothing to a passed suite"
	@echo "make quick  the tests without browsers, services, kills and long runs"
	@echo "make check  lint, types, contracts"
	@echo "make soak   the long runs"
	@echo "make bench  the measurements in docs/performance.md"

setup: $(VENV)/.ready node_modules/.ready static/build/.ready

$(VENV)/.ready: requirements-dev.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@echo "$(CURDIR)" > $$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/workspace.pth
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m workspace "$$@"\n' > $(BIN)/workspace && chmod +x $(BIN)/workspace
	@touch $@

node_modules/.ready: package-lock.json
	npm ci --loglevel=error --no-audit --no-fund
	@touch $@

static/build/.ready: node_modules/.ready $(shell find static/src static/icons static/build.mjs -type f 2>/dev/null)
	npm run --silent build
	@touch $@

run: setup
	@$(BIN)/python -m workspace run

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	npx --no-install biome check
	npx --no-install tsc --noEmit

# What the tests ask of the machine beside Python and Node: a browser, a reader of PDFs, and nginx.
machine:
	@for tool in nginx:nginx-light chromium:chromium pdftotext:poppler-utils; do \
	  command -v "$${tool%%:*}" >/dev/null && continue; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq "$${tool##*:}" >/dev/null; \
	  else echo "Some tests are left out without $${tool%%:*}; on Debian: sudo apt-get install $${tool##*:}"; fi; \
	done

test: setup machine
	npx --no-install vitest run
	$(BIN)/python -m pytest -n $(WORKERS)

quick: setup
	$(BIN)/python -m pytest -n $(WORKERS) -m "not browser and not services and not kill and not fuzz"

# `make soak SOAK="--part 0.1"` tries a tenth of each.
soak: setup machine
	$(BIN)/python -m pytest --soak -s -m "kill or fuzz" $(SOAK)

bench: setup
	$(BIN)/python -m tests.bench

# Every message of the interface, for those who translate it (docs/languages.md).
catalogue: setup
	mkdir -p translations
	$(BIN)/pybabel -q extract -F pyproject.toml -k Phrase --no-wrap -o translations/messages.pot .

# Locks carry hashes and no registry address.
lock:
	uv pip compile --quiet --no-header --universal --generate-hashes  pyproject.toml -o requirements.lock
	uv pip compile --quiet --no-header --universal --generate-hashes  --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
	npm install --package-lock-only
