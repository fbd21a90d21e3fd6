# The verbs of this repository. `make demo` and `make test` work on a fresh clone.
PYTHON ?= python3
BIN := .venv/bin
SOURCES := packages/specter-runtime/src packages/spragkit/src packages/ragot-js/python
PORT ?= 8000

.PHONY: help setup demo test check static unit bench docs build clean format

help:           ## this list
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup:          ## virtual environment, npm packages, browser runtime
	@$(PYTHON) tools/setup.py build

demo:           ## set up and serve the demo app
	@$(PYTHON) tools/setup.py build
	@$(BIN)/python tools/demo.py --port $(PORT)

test:           ## set up and run every check and every test
	@$(PYTHON) tools/setup.py test
	@$(MAKE) --no-print-directory static
	@cd packages/ragot-js && npm run --silent test
	@failed=0; \
	echo "[test] in a browser"; $(BIN)/python -m pytest -n 2 --dist loadscope -m browser || failed=1; \
	echo "[test] everything else"; $(BIN)/python -m pytest -n 2 --dist worksteal -m "not browser" || failed=1; \
	exit $$failed

check:          ## format, lint, types, layers and the quick unit tests
	@$(PYTHON) tools/setup.py build
	@$(MAKE) --no-print-directory static unit

static:
	@echo "[check] format, lint" && $(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@echo "[check] types" && $(BIN)/mypy --no-error-summary $(SOURCES) && $(BIN)/pyright --warnings --project pyproject.toml
	@cd packages/ragot-js && npm run --silent types

unit:
	@cd packages/ragot-js && npm run --silent test
	@$(BIN)/python -m pytest -n 2 -m "not browser and not slow"

format:         ## write the house format
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --quiet --fix .

bench:          ## benchmarks beside their peers (long)
	@$(BIN)/nox -s bench

docs:           ## build the documentation site into docs/dist
	@cd docs && ../$(BIN)/sprag build static

build: setup    ## wheels, sdists and the npm tarball into dist/
	@$(BIN)/python tools/build_packages.py

clean:          ## remove what was made
	rm -rf .venv .stamps .nox dist packages/ragot-js/node_modules packages/ragot-js/dist packages/*/dist
