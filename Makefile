# Everything starts here: `make serve` and `make test` need Python 3.11, make and a way to the package registries.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
NODE   := $(VENV)/node
BUILT  := src/skillgraph/pages/assets/built

# Modules and templates are compiled once, also where Python is told to write nothing: a server is five processes.
COMPILE := $(BIN)/python -m compileall -q src api && env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -c \
	"from skillgraph.pages.rendering import compile_all; compile_all()"

# Packages for Python and for scripts come at once, and so do style, types and the check of the workspace.
MAKEFLAGS += -j2

.PHONY: serve test style types workspace check format docs clean

serve: $(VENV)/.serve $(VENV)/.web
	@$(BIN)/skillgraph serve

test: style types workspace $(VENV)/.node $(VENV)/.web
	@$(COMPILE)
	$(BIN)/pytest -n 2 --dist loadgroup

style: $(VENV)/.test
	$(BIN)/ruff format --check src api tests
	$(BIN)/ruff check src api tests

types: $(VENV)/.test
	$(BIN)/mypy

workspace: $(VENV)/.serve
	$(BIN)/skillgraph fmt --check
	$(BIN)/skillgraph check
	$(BIN)/skillgraph import-table --check

check: $(VENV)/.serve
	@$(BIN)/skillgraph check

format: $(VENV)/.test
	$(BIN)/ruff format src api tests
	$(BIN)/ruff check --fix src api tests
	$(BIN)/skillgraph fmt

# The documentation as a folder of pages: build/docs/index.html.
docs: $(VENV)/.test
	@$(BIN)/python docs/_site/build.py

$(VENV)/.serve: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV); this happens once."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.test: $(VENV)/.serve requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

# Without npm, or without a way to its registry, the tests that need its packages are skipped; CI fails on them.
$(VENV)/.node: tests/foreign/package.json
	@mkdir -p $(NODE)
	@cp $< $(NODE)/package.json
	@if ! command -v npm >/dev/null; then echo "There is no npm: tests against programs of others are skipped."; \
	elif npm install --prefix $(NODE) --no-package-lock --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null; then \
		find $(NODE)/node_modules/@microsoft -type f ! -name '*.json' -delete; touch $@; \
	else echo "npm has failed: tests against programs of others are skipped."; fi

# The scripts of the pages. Without npm, or without a way to its registry, the site works without scripts.
$(VENV)/.web: web/package.json web/build.mjs $(wildcard web/src/*.js)
	@mkdir -p $(VENV)/web
	@cp -R web/package.json web/build.mjs web/src $(VENV)/web/
	@if command -v npm >/dev/null && npm install --prefix $(VENV)/web --no-package-lock --ignore-scripts --no-audit --no-fund \
		--fetch-retries=0 --loglevel=silent >/dev/null && node $(VENV)/web/build.mjs $(BUILT); then touch $@; fi

clean:
	rm -rf $(VENV) $(BUILT) build dist .mypy_cache .pytest_cache .ruff_cache
