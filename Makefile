# make demo: try it. make test: everything that must hold. Both need Debian, Python 3.11 and make; root or not.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON_IN := .venv/bin
MANAGE := $(PYTHON_IN)/python manage.py
WORKERS ?= 3

.PHONY: help setup demo demo-empty demo-reset manage test lint types checks suite coverage format translations vendor walk noninterference screenshots

help: ## Show this list
	@grep -E '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | column -t -s "$$(printf '\t')"

setup: .venv/.for-work ## Make the environment in .venv from uv.lock

.venv/.for-work: uv.lock pyproject.toml .ci/setup
	@.ci/setup
	@touch $@

.venv/.for-demo: uv.lock pyproject.toml .ci/setup
	@.ci/setup --no-dev
	@touch $@

demo: .venv/.for-demo ## Start the demonstration (Huddinge); Ctrl-C stops it, the next start continues
	@$(MANAGE) demo

demo-empty: .venv/.for-demo ## Start a demonstration without any matter
	@$(MANAGE) demo --empty

demo-reset: .venv/.for-demo ## Throw the demonstration's data away and start over
	@$(MANAGE) demo --reset
	@$(MANAGE) demo

manage: .venv/.for-demo ## Run a command on the running demonstration: make manage ARGS="verify --json"
	@test -f var/demo.running.env || { echo "Ingen demonstration är i gång. Starta den med make demo." >&2; exit 1; }
	@set -a; . var/demo.running.env; set +a; $(MANAGE) $(ARGS)

test: export CI := 1
test: .venv/.for-work ## Format, lint, types, contracts, checks, translations, all tests with browser
	@.ci/chromium
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint types checks
	@$(MAKE) --no-print-directory suite

lint:
	$(PYTHON_IN)/ruff format --check --quiet .
	$(PYTHON_IN)/ruff check --quiet .
	$(PYTHON_IN)/lint-imports --no-logo
	$(PYTHON_IN)/djlint --lint --quiet templates

types:
	$(PYTHON_IN)/mypy

checks: export SECRET_KEY := only-for-checks
checks:
	$(MANAGE) check --fail-level WARNING
	$(PYTHON_IN)/python -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(MANAGE) translations --check

suite:
	$(PYTHON_IN)/pytest -n $(WORKERS) --dist worksteal

coverage: .venv/.for-work ## Run the tests once more and show in var/coverage which lines they reach (takes half as long again)
	$(PYTHON_IN)/pytest -n $(WORKERS) --dist worksteal --cov --cov-report=term --cov-report=html:var/coverage

format: .venv/.for-work ## Format the code
	$(PYTHON_IN)/ruff format .
	$(PYTHON_IN)/ruff check --fix .

translations: export SECRET_KEY := only-for-checks
translations: .venv/.for-work ## Bring the English catalogue up to date with the texts, and compile it
	$(MANAGE) translations

vendor: .venv/.for-work ## Fetch the vendored front-end files again and check their hashes (needs npm)
	$(PYTHON_IN)/python .ci/vendor/vendor.py

noninterference: export NONINTERFERENCE := whole
noninterference: .venv/.for-work ## Compare ten thousand answers in two databases that differ only in what is secret
	$(PYTHON_IN)/pytest -n $(WORKERS) tests/noninterference

walk: export SECRET_KEY := only-for-the-walk
walk: .venv/.for-demo ## Let the seed's matter run through the house in a database of its own
	$(MANAGE) walk_seed --json

screenshots: .venv/.for-work ## Take the pictures of the README again
	$(PYTHON_IN)/pytest tests/journeys/pictures.py
