# Two commands on a fresh machine: `make run` and `make test`. `make help` lists the rest.
# Needs Python 3.11 or later and make; everything else is installed into .venv.

SHELL      := /bin/bash
VENV       := .venv
BIN        := $(VENV)/bin
FLASK      := $(BIN)/flask --app wsgi
PORT       ?= 8000
INSTANCE   := $(if $(COUNCIL_INSTANCE),$(COUNCIL_INSTANCE),instance)
PYTHON     ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3 python; do \
                "$$p" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
                && { echo "$$p"; break; }; done)
WORKERS    ?= 2
PYTEST     := $(BIN)/pytest
ARGS       ?=

.DEFAULT_GOAL := help
.PHONY: help run setup test check format bench demo-reset migration messages catalogues

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

# load-demo ends with 2 after a load that broke off or was made by an earlier version: it says how to
# begin anew, and what is there is served.
run: $(VENV)/.installed catalogues ## serve the demo community at http://127.0.0.1:8000 (PORT= to change)
	@set -e; export COUNCIL_DEMO=1 PORT=$(PORT); \
	$(FLASK) db upgrade; \
	[ -f $(INSTANCE)/.demo ] || echo "正在装入演示社区,约一分钟 / loading the demo community, about a minute"; \
	$(FLASK) community load-demo || [ $$? -eq 2 ]; mkdir -p $(INSTANCE); touch $(INSTANCE)/.demo; \
	exec $(FLASK) serve --port $(PORT)

setup: $(VENV)/.installed-dev catalogues ## create .venv with everything that checks and tests need

test: setup ## the whole suite (ARGS='tests/rules -k money' runs a part)
	$(PYTEST) -n $(WORKERS) --dist loadgroup $(ARGS)

check: setup ## format, lint, types, import contracts, migrations equal models, catalogues complete
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache --no-logo
	$(PYTEST) -q -p no:xdist -m check

format: setup ## put the code into the house format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: setup ## one JSON object per line; BENCH=name runs one
	@$(BIN)/python -m benchmarks $(BENCH)

demo-reset: $(VENV)/.installed ## put the demo community back to its first day (the old data stay in *.previous)
	@set -e; \
	if [ -n "$$DATABASE_URL" ]; then echo "demo-reset works on the embedded database only; unset DATABASE_URL" >&2; exit 2; fi; \
	if [ -d "$(INSTANCE)" ]; then rm -rf "$(INSTANCE).previous"; mv "$(INSTANCE)" "$(INSTANCE).previous"; fi; \
	export COUNCIL_DEMO=1; $(FLASK) db upgrade; $(FLASK) community load-demo

migration: setup ## write a migration from the difference between models and database: MESSAGE='what it does'
	@test -n "$(MESSAGE)" || { echo "usage: make migration MESSAGE='what it does'" >&2; exit 2; }
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	export COUNCIL_INSTANCE="$$folder"; unset DATABASE_URL; \
	$(FLASK) db upgrade; $(FLASK) db migrate -m "$(MESSAGE)"; \
	$(BIN)/ruff format -q migrations; $(BIN)/python -m tests.migrations.keep

messages: setup ## take new texts into the catalogues (council/translations), to be translated there
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(BIN)/pybabel -q extract -F pyproject.toml -k _l --no-location --sort-output -o "$$folder/new.pot" .; \
	for locale in en zh_Hant; do \
	  file=council/translations/$$locale/LC_MESSAGES/messages.po; mkdir -p "$$(dirname $$file)"; \
	  if [ -f "$$file" ]; then what="update -N --no-wrap --ignore-obsolete"; else what=init; fi; \
	  $(BIN)/pybabel -q $$what -i "$$folder/new.pot" -l $$locale -o "$$file"; \
	done

# Compiled catalogues are not kept under version control: made from the .po files when these are newer.
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard council/translations/*/LC_MESSAGES/*.po))
catalogues: $(CATALOGUES)
%.mo: %.po $(VENV)/.installed
	@$(BIN)/pybabel -q compile -i $< -o $@ -l $(notdir $(patsubst %/LC_MESSAGES/,%,$(dir $<)))

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later with venv is needed (on Debian: python3 and python3-venv)" >&2; exit 2; }
	@echo "creating $(VENV)" >&2; $(PYTHON) -m venv $(VENV)

# The stamps re-install when a list of requirements changes.
$(VENV)/.installed: requirements.txt | $(BIN)/python
	@echo "installing what the program runs on" >&2
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements.txt >&2
	@touch $@

$(VENV)/.installed-dev: requirements.txt requirements-dev.txt $(VENV)/.installed
	@echo "installing what checks and tests it" >&2
	@$(BIN)/pip install -q --disable-pip-version-check -r requirements-dev.txt >&2
	@touch $@
