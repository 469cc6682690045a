# Two commands matter: `make report` (the figures) and `make test` (the proof). Both make the environment first;
# once .venv stands, neither needs the network.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test lab lint lock

report: .venv/ready
	$(BIN)/ikm report

test: .venv/ready
	$(BIN)/pytest -n 2

lab: .venv/ready
	$(BIN)/jupyter lab notebooks

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
