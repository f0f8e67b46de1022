# Everything starts here: `make serve` and `make test` need Python 3.11, make and a way to the package registries.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: serve test check format clean

serve: $(VENV)/.serve
	@$(BIN)/skillgraph serve

test: $(VENV)/.test
	$(BIN)/ruff format --check src api tests
	$(BIN)/ruff check src api tests
	$(BIN)/mypy
	$(BIN)/skillgraph fmt --check
	$(BIN)/skillgraph check
	$(BIN)/skillgraph import-table --check
	$(BIN)/pytest -n 2 --dist loadgroup

check: $(VENV)/.serve
	@$(BIN)/skillgraph check

format: $(VENV)/.test
	$(BIN)/ruff format src api tests
	$(BIN)/ruff check --fix src api tests
	$(BIN)/skillgraph fmt

$(VENV)/.serve: requirements.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing into $(VENV); this happens once."
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.test: $(VENV)/.serve requirements-dev.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache
