# Two commands matter: `make report` (the figures) and `make test` (the proof). Both make the environment first;
# once .venv stands, neither needs the network.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test test-real lab look lint format docs

report: .venv/ready
	$(BIN)/ikm report

test: .venv/ready
	$(BIN)/pytest -n 2

# Real files nobody in this project wrote; IKM_REAL_DATA names their folder.
test-real: .venv/ready
	$(BIN)/pytest tests/real

lab: .venv/ready
	$(BIN)/jupyter lab notebooks

# Every page and sheet as a picture in reports/look; needs LibreOffice (Calc and Writer) and poppler.
look: report
	rm -rf reports/look
	for lang in id en; do \
	    mkdir -p reports/look/$$lang; \
	    soffice --headless --convert-to pdf --outdir reports/look/$$lang reports/$$lang/ikm_summary.xlsx; \
	    soffice --headless --convert-to pdf --outdir reports/look/$$lang reports/$$lang/ikm_chapter.docx; \
	    for document in reports/look/$$lang/*.pdf; do pdftoppm -r 60 -png $$document $${document%.pdf}; done; \
	done

lint: .venv/ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/ready
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: .venv/ready
	$(BIN)/python -c 'from ikm_analysis.tables import data_dictionary; print(data_dictionary(), end="")' >docs/data_dictionary.md

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
