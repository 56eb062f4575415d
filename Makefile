# Every target makes its own .venv on first use; Python 3.11 and make are all it takes.

RECENT := -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
PYTHON ?= $(shell for python in python3.11 python3; do $$python $(RECENT) && echo $$python && break; done)

BIN := .venv/bin
# Python compiles a module when it is first imported, and keeps that: most of those installed never
# are. Where it may not keep it, every process would compile anew all that it imports.
unexport PYTHONDONTWRITEBYTECODE
INSTALL := $(BIN)/python -m pip --quiet --quiet --disable-pip-version-check install \
	--no-compile --constraint constraints.txt --editable
# A test that hangs is ended, and named, after many times what the slowest takes. Linear algebra has
# one thread, as in the program.
TESTS := OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -q -n 2 --dist worksteal --timeout-method thread
CORE := .venv/core.stamp
DEV := .venv/dev.stamp
UI := .venv/ui.stamp

.DEFAULT_GOAL := help
.PHONY: help demo live test test-all mutants check bench golden gallery docs clean

help: ## say what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(CORE) ## compare two policies and write a report, out/demo/report.html
	@$(BIN)/o2o compare baseline lunch-coupon --replications 6 --out out/demo

live: $(UI) ## show a city in the browser, with levers
	@$(BIN)/o2o live

test: $(DEV) ## run the tests, without the slow ones
	@$(TESTS) --timeout 600 -m "not slow"

test-all: $(DEV) ## run all tests
	@$(TESTS) --timeout 3600

mutants: $(DEV) ## put small faults in and count those that the tests notice
	@$(BIN)/python -m tests.mutants

check: $(DEV) ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: $(CORE) ## measure speed; prints one JSON object
	@$(BIN)/python -m tests.benchmarks

gallery: $(DEV) ## draw every figure in both languages anew, docs/gallery.png
	@$(BIN)/python -m tests.gallery

golden: $(DEV) ## write golden KPIs and the figures in README and docs anew
	@$(BIN)/python -m tests.golden

docs: $(DEV) ## build the documentation site, build/docs/site/index.html; dead links fail
	@$(BIN)/python -m analysis.site

clean: ## remove all that was made, .venv included
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist *.egg-info out
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is removed before an installation and made after it, so that an interrupted one is
# noticed and started afresh.
$(CORE): pyproject.toml constraints.txt
	@$(PYTHON) $(RECENT) || { echo "Python 3.11 or later is needed: install python3.11," \
		"or name it: make PYTHON=/path/to/python3.11" >&2; exit 2; }
	@echo "Setting up .venv (about a minute, once)" >&2
	@if [ -e $@ ]; then rm -f $@ $(DEV) $(UI); else $(PYTHON) -m venv --clear .venv; fi
	@$(INSTALL) .
	@touch $@

$(UI): $(CORE)
	@echo "Adding what the page in the browser needs to .venv (once)" >&2
	@$(INSTALL) '.[ui]'
	@touch $@

$(DEV): $(CORE)
	@echo "Adding the tools of development to .venv (once)" >&2
	@rm -f $(CORE) $@
	@$(INSTALL) '.[dev]'
	@touch $(CORE) $@
