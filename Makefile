# Everything here needs Python 3.11 or newer and make; the rest is fetched into .venv.

# The first Python on the PATH that is new enough; or say it: make PYTHON=/path/to/python3.12 demo
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
RUN := $(VENV)/bin/python
# Builds are pinned too: older pip reads the first for them, newer pip the second.
PIN := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt PIP_DISABLE_PIP_VERSION_CHECK=1
INSTALL := $(PIN) $(RUN) -m pip install --quiet --editable
SOURCES := pyproject.toml constraints.txt \
	$(shell find web -name node_modules -prune -o -type f -print 2>/dev/null)

SEEDS ?= 1000
STEPS ?= 50000
DAYS ?= 21
ORDERS_PER_DAY ?= 40
CASES ?= 10000
FRAMES ?= 10000
with_seed = $(if $(SEED),--seed $(SEED))

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench simulate machine month fuzz-api fuzz-robots storm screenshots clean
.NOTPARALLEL:

help: ## Say what can be made (this)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/run.stamp ## A hub, two warehouses and a day of work; ONCE=1 ends after it, ORDERS=file.csv, DATA=folder, SEED=n
	@$(RUN) -m tests.demo $(if $(ONCE),--once) $(if $(ORDERS),--orders "$(ORDERS)") \
		$(if $(DATA),--data "$(DATA)") $(with_seed)

test: lint ## Lint, types, imports, then every test; SEED=n repeats a run, ARGS="-k word" narrows it
	@$(RUN) -m pytest -n 2 --dist loadfile $(with_seed) $(ARGS)

lint: $(VENV)/test.stamp ## Style, format, strict types, direction of imports
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(VENV)/bin/lint-imports --no-logo

bench: $(VENV)/run.stamp ## Measure NAME=scan, ...; without NAME lists them
	@$(RUN) -m bench $(NAME) $(with_seed)

simulate: $(VENV)/test.stamp ## Whole fleets under faults, SEEDS=10000 worlds of them; SEED=n is the first
	@$(RUN) -m tests.simulation --seeds $(SEEDS) $(with_seed)

machine: $(VENV)/test.stamp ## Random work on a small warehouse, STEPS=50000 of it, checked at each step
	@$(RUN) -m tests.edge.floor --steps $(STEPS) $(with_seed)

month: $(VENV)/test.stamp ## A site's month over HTTP, DAYS=21 of it, ORDERS_PER_DAY=40; then its check
	@$(RUN) -m tests.month --days $(DAYS) --orders $(ORDERS_PER_DAY) $(with_seed)

fuzz-api: $(VENV)/test.stamp ## Generated requests for every route of both programs, CASES=10000 each; SEED=n repeats a run
	@$(RUN) -m tests.edge.fuzz --cases $(CASES) $(with_seed)
	@$(RUN) -m tests.hub.fuzz --cases $(CASES) $(with_seed)

fuzz-robots: $(VENV)/test.stamp ## Frames of somebody who means harm, FRAMES=10000 of them: none may move a robot
	@$(RUN) -m tests.agv.link --frames $(FRAMES) $(with_seed)

storm: $(VENV)/test.stamp ## Robots in traffic with delays and lost messages, a million robot-steps; SEED=n repeats a run
	@$(RUN) -m bench.fleet $(with_seed)

screenshots: $(VENV)/test.stamp ## Take the README's pictures of both pages anew
	@$(RUN) -m tests.browser.screenshots

clean: ## Remove everything made here: .venv, built pages, demo data, caches
	rm -rf $(VENV) .demo build dist edge/pages hub/pages web/node_modules
	rm -rf .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/made.stamp:
	@test -n "$(PYTHON)" || { \
		echo "Holdfast needs Python 3.11 or newer; found: $$(command -v python3 >/dev/null && python3 --version || echo none)." >&2; \
		echo "Install one, or name it: make PYTHON=/path/to/python3.12 demo" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Holdfast needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1)." >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Making $(VENV) with $$($(PYTHON) --version)" >&2
	@$(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(VENV)/run.stamp: $(VENV)/made.stamp $(SOURCES)
	@echo "Installing Holdfast and building its pages (a minute or two, once)" >&2
	@$(INSTALL) .
	@touch $@

$(VENV)/test.stamp: $(VENV)/made.stamp $(SOURCES)
	@echo "Installing Holdfast, its pages and its test tools (a minute or two, once)" >&2
	@$(INSTALL) '.[test]'
	@touch $(VENV)/run.stamp $@
