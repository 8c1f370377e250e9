# Palui. `make` alone lists what there is.

PYTHON ?= python3
PY := .venv/bin/python
# Tools that only read the code need no keys; given ones keep them from being made in ./var.
TOOLS := PALUI_SECRET_KEY=only-for-reading-the-code-only-for-reading-the-code \
	PALUI_DATA_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=

# What keeps data is tested on both engines; rules, tools and the API over the same services know none.
ROOMS_WITH_TABLES := $(addprefix tests/, audit builder cases gate intake letters outbox residents)

# A run of the tests starts hundreds of programs. Without kept bytecode each compiles all it imports: two seconds more.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run check test long format docs messages lock samples sbom audit vendor

help: ## list the commands
	@sed -n 's/^\([a-z]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

run: ## start Palui with a practice city, here, in the foreground
	@$(PYTHON) scripts/bootstrap.py run
	@PALUI_PRACTICE=$${PALUI_PRACTICE:-1} exec .venv/bin/palui serve

check: ## the quick part of the tests: format, lint, types, imports, migrations, messages, docs
	@$(PYTHON) scripts/bootstrap.py dev
	@$(TOOLS) $(PY) scripts/check.py

test: ## check, all tests on SQLite, what keeps data on PostgreSQL too, browser journeys
	@$(PYTHON) scripts/bootstrap.py test
	@$(TOOLS) $(PY) scripts/check.py
	PALUI_TEST_DATABASE=sqlite $(PY) -m pytest -n 2 --dist worksteal -m "not browser and not long"
	PALUI_TEST_DATABASE=postgresql $(PY) -m pytest -n 2 --dist worksteal -m "not browser and not long" $(ROOMS_WITH_TABLES)
	$(PY) -m pytest -n 2 --dist worksteal -m "browser and not long"

long: ## everything else, on both engines: hundreds of kills, full disks, two hundred letters at once (about an hour)
	@$(PYTHON) scripts/bootstrap.py test
	PALUI_TEST_LONG=1 PALUI_TEST_DATABASE=sqlite $(PY) -m pytest -m long
	PALUI_TEST_LONG=1 PALUI_TEST_DATABASE=postgresql $(PY) -m pytest -m "not browser"

format: ## put the code into its form
	@$(PYTHON) scripts/bootstrap.py dev
	@.venv/bin/ruff format
	@.venv/bin/ruff check --fix

docs: ## make the generated pages anew
	@$(PYTHON) scripts/bootstrap.py dev
	@$(PY) -m palui.config.reference > docs/reference/settings.md
	@$(TOOLS) $(PY) -m palui.config.cli describe docs

messages: ## bring the English catalogue up to date
	@$(PYTHON) scripts/bootstrap.py dev
	@$(PY) scripts/messages.py en

samples: ## draw a sample of every letter for the docs
	@$(PYTHON) scripts/bootstrap.py test
	@$(PY) scripts/samples.py

sbom: ## list everything that runs in Palui (CycloneDX) from the pinned packages
	@$(PYTHON) scripts/bootstrap.py dev
	@$(PY) scripts/sbom.py

audit: ## attack a practice city and look at its pages; about ten minutes (needs npm for the pages)
	@$(PYTHON) scripts/bootstrap.py dev
	@$(PY) scripts/audit.py

lock: ## choose the newest versions of all packages and pin them
	@$(PYTHON) scripts/bootstrap.py dev
	@$(PY) scripts/lock.py

vendor: ## copy icons, font and htmx from their npm packages (needs npm)
	npm ci --omit=dev --ignore-scripts
	$(PYTHON) scripts/vendor.py
