# Everything a developer or CI calls. Needs python3 (3.11 or newer), make and git; nothing is installed outside this folder.

# The newest Python of those that Loa is for, if it can make environments: 3.13 took a tenth to a quarter less for a page than 3.11.
PYTHON ?= $(shell for each in python3.13 python3.12 python3.11; do $$each -c 'import ensurepip' 2>/dev/null && echo $$each && exit; done; echo python3)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
LOA_HOME ?= $(CURDIR)/.loa
# What Python and pytest have compiled of a module is kept, whatever the machine's habit: listing the tests costs 7 s of a processor
# instead of 12, in each of their processes.
unexport PYTHONDONTWRITEBYTECODE
# Of the tests; auto: one to three more than there are cores (tests/support/sharing.py).
WORKERS ?= auto
PYTEST := $(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder --max-worker-restart 0
EXPORT := $(BIN)/uv export --quiet --format requirements-txt --no-emit-project --no-emit-package loa-demo --no-header --no-annotate
# Of the mutants and the storm: the same seed draws the same ones.
SEED ?= $(shell date +%Y%m%d)
POSTS ?= 10000
MINUTES ?= 40

.DEFAULT_GOAL := help
.PHONY: help setup demo test whole chaos recovery soak mutants check format lint types messages pictures wheels lock migration bench clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) ## Make .venv from the locks

$(STAMP): requirements.lock requirements-demo.lock requirements-dev.lock requirements-setup.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Loa needs Python 3.11 or newer; $(PYTHON) is older. Try: make PYTHON=python3.12 …"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make virtual environments. On Debian: apt install python3-venv, or name another one: make PYTHON=…"; exit 1; }
	@echo "Setting up .venv (once; about half a minute) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-setup.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock -r requirements-demo.lock -r requirements-dev.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP) ## Run everything with the demo province until Ctrl-C
	@LOA_HOME="$(LOA_HOME)" LOA_TELEPHONE_PORT="$${LOA_TELEPHONE_PORT:-8620}" exec $(BIN)/loa up

test: $(STAMP) ## Before it lands: real Valkey, SQLite, PostgreSQL for what is sent, real HTTP, two walks in a browser
	@$(PYTEST) -m "not whole"

whole: $(STAMP) ## All tests, as CI has them: PostgreSQL for everything, the whole demo, faults in running programs, every walk and film, too
	@$(PYTEST)

chaos: $(STAMP) ## The great storm: 10,000 posts on all channels while everything falls; half an hour (POSTS=, MINUTES=, SEED=)
	@PYTHONPATH=queue $(BIN)/python -m tests.chaos.storm --posts $(POSTS) --minutes $(MINUTES) --seed $(SEED)

recovery: $(STAMP) ## How soon delivery is back from faults of Valkey and stopped parts: make recovery FAULTS=200 STOPS=50 MINUTES=120
	@PYTHONPATH=queue $(BIN)/python -m tests.chaos.recovery --faults $(or $(FAULTS),20) --stops $(or $(STOPS),5) --minutes $(MINUTES) --seed $(SEED)

soak: $(STAMP) ## The long run: half an hour as fast as weeks; memory, handles and lateness may not grow (MINUTES=)
	@PYTHONPATH=queue $(BIN)/python -m tests.chaos.soak --minutes $(MINUTES)

mutants: $(STAMP) ## Change 100 small things in the code of claims, quotas, fitting …: do the tests see it?
	@$(BIN)/python -m tests.support.mutants --seed $(SEED)

check: $(STAMP) ## The fast gate: format, lint, types, quick tests
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy
	@$(PYTEST) -m "not slow and not whole"

format: $(STAMP) ## Format and sort imports
	@$(BIN)/ruff format -q .
	@$(BIN)/ruff check -q --fix .

bench: $(STAMP) ## Run all benchmarks and write docs/benchmarks.md
	@$(BIN)/python bench/run_all.py

migration: $(STAMP) ## Write a schema revision: make migration m="What changes"
	@$(BIN)/python -m distributor.migrate "$(m)"

messages: $(STAMP) ## Bring new texts of the console into web/locale/en.po
	@$(BIN)/python -m web.messages

pictures: $(STAMP) ## Take the pictures of README and guide anew, in a real browser
	@$(BIN)/python -m pytest -q tests/commands/test_demo_browser.py --take-pictures

wheels: $(STAMP) ## Build dist/: Loa as an office runs it, and its optional part loa[demo]
	@for project in . sandbox; do (cd $$project && "$(CURDIR)/$(BIN)/hatchling" build -t wheel -d "$(CURDIR)/dist"); done

lock: $(STAMP) ## Renew the locks from pyproject.toml
	@$(BIN)/uv lock --quiet --upgrade
	@$(EXPORT) --no-dev -o requirements.lock
	@$(EXPORT) --only-group demo -o requirements-demo.lock
	@$(EXPORT) --only-dev -o requirements-dev.lock
	@rm uv.lock

clean: ## Remove .venv and the demo's state
	@rm -rf $(VENV) .loa
