# Everything a person does with this checkout, by name. `make help` lists it. Needs make, bash and Python 3.11 or newer.

SHELL := /bin/bash
# Debian's own Python comes first where it is new enough: a `python3` found on the path may be a version manager's shim,
# whose environment other users (a service, a database) cannot read and whose process is not the interpreter itself.
PYTHON ?= $(shell for each in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do \
	$$each -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$each && break; done)
RUN := .venv/bin/python
# What is installed is known by what was asked for: a changed pin, package list or installer installs again, nothing else does.
ASKED := $(shell cat constraints.txt pyproject.toml deploy/install.sh deploy/apt-*.txt | sha256sum | cut -c1-16)

OFFICE ?= kecamatan-metro-selatan
PORT ?= 8000
PRINTER_PORT ?= 9100
SEED ?= 1
DAYS ?= 14
WORLDS ?= 1

.PHONY: help install install-tests run demo test quick lint check bench simulate soak clean
.DEFAULT_GOAL := help

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /  make \1 — /'

install: .venv/.installed-$(ASKED) ## everything that running needs, into .venv (and Debian's packages, as root)
	@:

.venv/.installed-$(ASKED):
	@PYTHON="$(PYTHON)" deploy/install.sh run
	@rm -f .venv/.installed-* .venv/.tests-* && touch $@

install-tests: install .venv/.tests-$(ASKED) ## what the tests need besides: a browser, a screen, a sound server

.venv/.tests-$(ASKED):
	@PYTHON="$(PYTHON)" deploy/install.sh test
	@touch $@

run: install ## server, virtual printer, kiosk, board and staff printer on this machine (OFFICE=… PORT=… PRINTER_PORT=…)
	@$(RUN) -m deploy.local --office "$(OFFICE)" --port "$(PORT)" --printer-port "$(PRINTER_PORT)"

demo: install ## the same with a morning of visitors and clerks, who go on coming
	@$(RUN) -m deploy.local --demo --office "$(OFFICE)" --port "$(PORT)" --printer-port "$(PRINTER_PORT)"

# Style and tests both run whatever the other says, and pytest's closing line comes last.
test: install-tests ## every check and every test
	@status=0; $(MAKE) --no-print-directory lint || status=1; $(RUN) -m pytest -q || status=1; exit $$status

quick: install ## the tests that take under a quarter of a second each
	@$(RUN) -m pytest -q -m "not slow"

lint: install ## style, types, import rules, procedures
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@$(RUN) -m sop check

check: lint ## the same, and whether the documents still say what is so
	@$(RUN) -m pytest -q tests/docs

bench: install ## measure; both sides of each pair alternate in one run
	@$(RUN) -m tests.bench

simulate: install ## weeks of a made-up office in minutes, everything that can go wrong included (SEED=1 DAYS=14 WORLDS=1)
	@$(RUN) -m tests.simulation --seed "$(SEED)" --days "$(DAYS)" --worlds "$(WORLDS)" --counts

soak: install-tests ## the tests with many more random visitors, clerks and faults
	@ANTREAN_SOAK=1 $(RUN) -m pytest -q --timeout=3600

clean: ## away with what was built; data folders stay
	@rm -rf .venv .wheels dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
