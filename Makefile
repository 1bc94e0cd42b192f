# The checks of Inward. `make test` runs all of them and stops at the first that fails.
# Nothing here needs a newer make than 3.81, the one that macOS brings.

# The Python to use, for example: make test PYTHON=python3.13
PYTHON ?= python3
# The program that remakes the lock; no other target needs it.
UV ?= uv

# The tools live in .venv, and this file says that they are complete. Its name holds the version
# of Python, so that another version makes .venv anew, and so does a lock younger than the file.
version := $(shell $(PYTHON) -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null)
installed := .venv/installed-for-python-$(version)
bin := .venv/bin

# A Chromium, for the tests of the site. Where there is none, `make test` says so and goes on.
browser := $(shell $(PYTHON) -m tests.site.browser 2>/dev/null)

# The steps of `make test` go one after the other, in their order, whatever -j says.
.NOTPARALLEL:

.PHONY: help
help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-21s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: test
test: lint types contracts test-layers verify docs $(if $(browser),test-site,no-browser) ## Check everything, from the style to the tutorial

.PHONY: lint
lint: $(installed) ## Check the style of the code and its format
	$(bin)/ruff check .
	$(bin)/ruff format --check .

.PHONY: types
types: $(installed) ## Check the types
	$(bin)/mypy

.PHONY: contracts
contracts: $(installed) ## Check that dependencies point inward
	$(bin)/lint-imports --no-logo --no-cache

.PHONY: test-layers
test-layers: $(installed) ## Run all tests, each layer without the layers outside it
	$(bin)/python -m tests.layers

.PHONY: test-entities
test-entities: $(installed) ## Run the tests of entities, with no other layer there
	$(bin)/python -m tests.layers entities

.PHONY: test-use-cases
test-use-cases: $(installed) ## Run the tests of use_cases, with only entities there too
	$(bin)/python -m tests.layers use_cases

.PHONY: test-interfaces
test-interfaces: $(installed) ## Run the tests of interfaces, without infrastructure
	$(bin)/python -m tests.layers interfaces

.PHONY: test-infrastructure
test-infrastructure: $(installed) ## Run the tests of infrastructure
	$(bin)/python -m tests.layers infrastructure

.PHONY: test-extras
test-extras: $(installed) ## Run the tests of the extras
	$(bin)/python -m tests.layers extras

.PHONY: test-examples
test-examples: $(installed) ## Run the tests of the examples
	$(bin)/python -m tests.layers examples

.PHONY: test-properties
test-properties: $(installed) ## Check what holds for any input, and compare other parsers
	$(bin)/python -m tests.layers properties

.PHONY: test-architecture
test-architecture: $(installed) ## Break each contract on a copy and read what the linter says
	$(bin)/python -m tests.layers architecture

.PHONY: test-learn
test-learn: $(installed) ## Run the tests of the tutorial's own programs
	$(bin)/python -m tests.layers learn

.PHONY: verify
verify: $(installed) ## Check each chapter of the tutorial: its state, exercises and page
	$(bin)/python -m learn verify

# atheris has wheels for Linux alone, so it is not in the lock, but in an environment of its own.
# What it keeps between runs, and what it finds, stands in .fuzz as well.
SECONDS ?= 60
.PHONY: fuzz
fuzz: .fuzz/venv/installed ## Search for input that breaks the server, for SECONDS=60
	.fuzz/venv/bin/python -m tests.fuzz parser --seconds $$(($(SECONDS) / 2))
	.fuzz/venv/bin/python -m tests.fuzz conversation --seconds $$(($(SECONDS) / 2))

.fuzz/venv/installed: | python
	$(PYTHON) -m venv --clear .fuzz/venv
	@echo 'Installing atheris into .fuzz/venv; the lock does not hold it.'
	.fuzz/venv/bin/python -m pip install --quiet --disable-pip-version-check \
	    --only-binary :all: atheris==3.0.0 h11 hypothesis || { \
	    echo 'There is no atheris for this system and this Python; it needs Linux.'; exit 1; }
	@touch $@

.PHONY: soak
soak: $(installed) ## Attack the server for some minutes, and print what it withstood
	$(bin)/python -m tests.soak

.PHONY: clients
clients: $(installed) ## Test real clients; fail where a program such as curl is absent
	$(bin)/python -m pytest -q --every-client tests/infrastructure/clients tests/extras/infrastructure/clients

# mutmut is of use to few, and brings much with it; so it is not in the lock either.
.PHONY: mutants
mutants: .mutants/venv/installed ## Change the code place by place: does a test notice?
	.mutants/venv/bin/python -m tests.mutants

.mutants/venv/installed: | python
	$(PYTHON) -m venv --clear .mutants/venv
	@echo 'Installing mutmut into .mutants/venv; the lock does not hold it.'
	.mutants/venv/bin/python -m pip install --quiet --disable-pip-version-check \
	    --only-binary :all: mutmut==3.8.1 pytest hypothesis
	@touch $@

# The peers are many and their versions change what is measured; so each is pinned, and none is in
# the lock. What is said to the program stands in ARGUMENTS, for example ARGUMENTS=--quick
.PHONY: bench
bench: .bench/venv/installed ## Compare the server with others, and write the page about speed
	.bench/venv/bin/python -m tests.benchmarks $(ARGUMENTS)

# py-spy reads the memory of another process; on macOS and on many Linux systems, make must be run
# with sudo for that.
.PHONY: profile
profile: .bench/venv/installed ## Show where the time of a request goes, and write the page
	.bench/venv/bin/python -m tests.benchmarks.costs $(ARGUMENTS)

.bench/venv/installed: tests/benchmarks/requirements.txt | python
	$(PYTHON) -m venv --clear .bench/venv
	@echo 'Installing the peers into .bench/venv; the lock does not hold them.'
	.bench/venv/bin/python -m pip install --quiet --disable-pip-version-check \
	    --only-binary :all: --requirement tests/benchmarks/requirements.txt
	@touch $@

.PHONY: docs
docs: $(installed) ## Build the site into site/; a broken link is an error
	NO_MKDOCS_2_WARNING=1 $(bin)/python -m mkdocs build --strict

# Their tools are large, and have no wheel for some systems on which everything else works; so they
# have a lock and an environment of their own.
.PHONY: test-site
test-site: docs .site/venv/installed ## Open every page of the site in Chromium: who can read it?
	@$(PYTHON) -m tests.site.browser
	.site/venv/bin/python -m pytest -q -o addopts=--import-mode=importlib tests/site

.PHONY: no-browser
no-browser:
	@echo
	@echo 'NOT TESTED: the site in a browser, since there is no Chromium. Everything else was.'
	@echo 'With one, `make test-site` does it; CHROMIUM=path/to/it names one that is not on the PATH.'

.site/venv/installed: tests/site/requirements.lock | python
	$(PYTHON) -m venv --clear .site/venv
	@echo 'Installing the driver of the browser into .site/venv.'
	.site/venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	    --only-binary :all: --requirement tests/site/requirements.lock
	@touch $@

.PHONY: docs-serve
docs-serve: $(installed) ## Show the site on http://127.0.0.1:8001/, and follow changes
	NO_MKDOCS_2_WARNING=1 $(bin)/python -m mkdocs serve --dev-addr 127.0.0.1:8001

# The server needs only Python itself, so it starts without the tools.
.PHONY: run
run: python ## Start the example application
	$(PYTHON) application_example.py

.PHONY: format
format: $(installed) ## Fix what `make lint` finds, as far as a tool can
	$(bin)/ruff check --fix-only .
	$(bin)/ruff format .

# Versions that a lock names already stay; to get newer ones, delete it first. The locks must
# hold for every system and every Python from 3.11, and for wheels alone: nobody needs a compiler.
compile := pip compile --quiet --universal --python-version 3.11 --only-binary :all: \
    --generate-hashes --no-emit-index-url --custom-compile-command 'make lock'
.PHONY: lock
lock: ## Work out the locks from pyproject.toml again (needs uv)
	$(UV) $(compile) --group dev --output-file requirements.lock
	$(UV) $(compile) --group site --output-file tests/site/requirements.lock

.PHONY: clean
clean: ## Remove everything that was made
	rm -rf .venv .bench .fuzz .mutants .site site .coverage .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: tools
tools: $(installed) ## Install the tools into .venv; the other targets do so when they need to

# After the bar: the check of the Python comes first, but is no reason to install again.
$(installed): requirements.lock | python
	$(PYTHON) -m venv --clear .venv
	$(bin)/python -m pip install --quiet --disable-pip-version-check --require-hashes \
	    --only-binary :all: --requirement requirements.lock
	@touch $@

.PHONY: python
python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo 'Inward needs Python 3.11 or newer, and "$(PYTHON)" is not.'; \
	    echo 'Name another one, for example: make test PYTHON=python3.13'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
	    echo 'The tools go into a virtual environment, and "$(PYTHON)" cannot make one.'; \
	    echo 'On Debian and Ubuntu, install the package python3-venv.'; exit 1; }
