# Two commands matter: `make report` (the figures) and `make test` (the proof). Both make the environment first;
# once .venv stands, neither needs the network.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test test-real test-browser lab look lint format docs

report: .venv/ready
	$(BIN)/ikm report

test: .venv/ready
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

# Real files nobody in this project wrote; IKM_REAL_DATA names their folder.
test-real: .venv/ready
	$(BIN)/pytest tests/real

lab: .venv/ready
	$(BIN)/jupyter lab notebooks

# The notebooks in JupyterLab in a browser, in both themes; needs Chromium (CHROMIUM names another of its kind).
test-browser: .venv/ready
	$(BIN)/pytest tests/browser

# Every page and sheet as a picture in reports/look, of the workbooks for the office (reports/office) too; needs
# LibreOffice (Calc and Writer) and poppler.
look: report
	rm -rf reports/look reports/office
	mkdir -p reports/office
	$(BIN)/ikm template reports/office/template.xlsx
	$(BIN)/ikm clean data/raw/registers/*.* --into reports/office
	for document in $$(find reports -name '*.xlsx' -o -name '*.docx'); do \
	    folder=reports/look/$${document#reports/}; \
	    soffice -env:UserInstallation=file://$(CURDIR)/reports/look/.soffice --headless --convert-to pdf --outdir $$folder $$document; \
	    pdftoppm -r 60 -png $$folder/*.pdf $$folder/page; \
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
	$(BIN)/python tools/make_article_page.py >docs/articles.md

.venv/ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, this is " + sys.version)'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
