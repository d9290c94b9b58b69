# Python 3.11 or newer and make are all a machine needs. `make` alone lists the targets.

SHELL := /bin/sh
.DEFAULT_GOAL := help
.NOTPARALLEL:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

# A stamp is named after the content it stands for, so that a checkout or a copied folder never looks up to date by
# its date alone. cksum is in POSIX; sha256sum is not.
stamp = $(VENV)/.stamps/$(1)-$(shell (pwd; cat $(2)) | cksum | tr ' ' '-')
RUN := $(call stamp,run,requirements/run.lock)
DEVELOP := $(call stamp,develop,requirements/run.lock requirements/develop.lock)
PROJECT := $(call stamp,project,pyproject.toml)

.PHONY: help run setup setup-develop test faults soak soak-promises soak-faults check fix bench migration locks clean

help: ## List the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | awk -F '\t' '{ printf "  make %-14s %s\n", $$1, $$2 }'

run: setup ## Start Wardline with a local workspace in the browser: no Slack account needed
	@$(BIN)/wardline demo

setup: $(RUN) $(PROJECT) ## Make .venv with what Wardline needs to run

setup-develop: $(DEVELOP) $(PROJECT) ## The same, with the tools for testing and checking

test: setup-develop ## Run every test, on SQLite and on PostgreSQL; ARGS="-k name" passes on
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

faults: setup-develop ## Real processes killed while Slack misbehaves, a short day on each database
	@$(BIN)/python -m pytest tests/faults $(ARGS)

soak: soak-promises soak-faults ## Long random histories, odd input, and long days with many kills, on both databases: an hour or two

soak-promises: setup-develop ## Long random histories, on both databases, and every parser with odd input, until something breaks
	@$(BIN)/python -m pytest tests/stories/test_promises.py tests/fuzz --hypothesis-profile=soak --timeout=0 -s $(ARGS)

soak-faults: setup-develop ## A day of 2,000 messages and clicks and 200 kills on each database: FAULTS="--seed 7 --kills 50"
	@$(BIN)/python -m tests.faults.soak $(FAULTS)

check: setup-develop ## Lint, format, types, import order, no circles, known faults of libraries; changes nothing
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	@$(BIN)/python requirements/audit.py

fix: setup-develop ## Mend what ruff can mend, and format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup-develop ## Measure, and print one table a bench
	@set -e; for bench in benches/*.py; do case "$$bench" in benches/_*) ;; *) $(BIN)/python "$$bench";; esac; done

migration: setup-develop ## Draft the next step for the tables: MESSAGE="what changed"
	@$(BIN)/python -m storage.migrations.draft "$(MESSAGE)"

locks: setup-develop ## Make the two locks anew from pyproject.toml (needs uv)
	@requirements/lock

clean: ## Remove the environment and the caches; data in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info build

$(BIN)/python:
	@requirements/environment $(VENV)

$(RUN): | $(BIN)/python
	@echo "Installing what Wardline needs (about a minute the first time)…"
	@$(PIP) install --quiet --require-hashes -r requirements/run.lock
	@requirements/stamp $@

$(DEVELOP): | $(BIN)/python
	@echo "Installing what Wardline and its tests need (a minute or two the first time)…"
	@$(PIP) install --quiet --require-hashes -r requirements/develop.lock
	@requirements/stamp $@ $(RUN)

$(PROJECT): | $(RUN)
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@requirements/stamp $@
