# Everything a person types. `make` alone lists it.

PORT ?= 8000
NEXT_DJANGO := 6.1

PYTHON := .venv/bin/python
# The locks are complete, so nothing is resolved again: pip would look at newer releases of what has extras
# and refuse them for want of a hash.
PIP_INSTALL := -m pip install --quiet --disable-pip-version-check
FROM_LOCK := --require-hashes --no-deps --requirement
# Where pip takes minutes, uv takes seconds; pip brings it.
UV := .venv/bin/uv
UV_INSTALL := $(UV) pip install --quiet --python
RUNTIME := .venv/runtime.stamp
DEVELOPMENT := .venv/development.stamp
ASSETS := .local/assets.stamp
NEXT := .local/next/django-$(NEXT_DJANGO).stamp
# In the order of the tests, which has the longest files first (see tests/scheduling.py). One process more than
# cores: tests that wait for a browser, a server or a time limit leave them idle for a third of the time.
ON_EVERY_CORE := --numprocesses=$(shell expr $$(nproc) + 1) --dist=loadfile --no-loadscope-reorder
# A walk over the whole site in a browser or without cannot tell one database from another, nor can
# what reads the documents.
WITHOUT_A_WALK := --ignore=tests/browser --ignore=tests/milestones/documents \
	--ignore=tests/test_crawl.py --ignore=tests/test_figures.py
# What never asks for a database is the same beside any.
WITH_A_DATABASE := $(WITHOUT_A_WALK) -m database
# Only the files that have any: to look through the others takes as long as their tests.
BOTH_DATABASES = -m both_databases $$(grep --recursive --files-with-matches --include='test_*.py' \
	both_databases tests)
ADMIN_TEMPLATES := templates/account templates/admin templates/mfa
CHECKED := DJANGO_SETTINGS_MODULE=spp_tracker.settings_test DATABASE_URL=sqlite://:memory:

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help run admin backup restore test test-all coverage test-next lint audit bench screenshots format messages \
	lock clean system-packages all-system-packages

# Where nothing is kept of what Python has compiled, each of the many processes that tests start compiles
# everything again, and pytest rewrites every test for each worker.
unexport PYTHONDONTWRITEBYTECODE

help: ## List targets
	@sed -nE 's/^([a-z-]+):.* ## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

run: .env $(RUNTIME) $(ASSETS) ## Serve the tracker on http://127.0.0.1:8000 (PORT and DATABASE_URL are honoured)
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py seed
	@echo
	@echo "SPP Tracker: http://127.0.0.1:$(PORT)/ (Ctrl-C stops it)"
	@echo "To record statuses: make admin creates an administrator for http://127.0.0.1:$(PORT)/admin/"
	@export PUBLIC_URL=$${PUBLIC_URL:-http://127.0.0.1:$(PORT)}; exec scripts/serve $(PORT)

admin: .env $(RUNTIME) ## Create an administrator
	@$(PYTHON) manage.py migrate --verbosity 0
	@$(PYTHON) manage.py createsuperuser

backup: .env $(RUNTIME) ## Back up the database into a new folder (TARGET) while it is in use
	@$(PYTHON) manage.py backup $(if $(TARGET),"$(TARGET)",$(error Name the folder: make backup TARGET=…))

restore: .env $(RUNTIME) ## Restore a backup (TARGET); FORCE=1 replaces a SQLite database
	@$(PYTHON) manage.py restore $(if $(TARGET),"$(TARGET)",$(error Name the folder: make restore TARGET=…)) \
		$(if $(FORCE),--force)

test: system-packages $(DEVELOPMENT) ## Run the tests on SQLite, and on PostgreSQL what could differ there
	DATABASE_URL= $(PYTHON) -m pytest $(ON_EVERY_CORE)
	scripts/with_postgres $(PYTHON) -m pytest $(ON_EVERY_CORE) $(BOTH_DATABASES)

test-all: all-system-packages $(DEVELOPMENT) $(ASSETS) ## Prove everything at length, on both databases and the next Django (takes long)
	DATABASE_URL= $(PYTHON) -m pytest $(ON_EVERY_CORE) --exhaustive
	scripts/with_postgres $(PYTHON) -m pytest $(ON_EVERY_CORE) $(WITH_A_DATABASE)
	scripts/with_postgres $(PYTHON) -m pytest $(ON_EVERY_CORE) --exhaustive $(BOTH_DATABASES)
	@$(MAKE) --no-print-directory test-next

coverage: system-packages $(DEVELOPMENT) ## Show which lines and branches the tests do not reach
	DATABASE_URL= $(PYTHON) -m pytest $(ON_EVERY_CORE) --ignore=tests/browser --cov --cov-report=
	scripts/with_postgres $(PYTHON) -m pytest $(ON_EVERY_CORE) $(BOTH_DATABASES) --cov --cov-append

# A version manager such as pyenv keeps a Python hidden until it is asked for by this variable.
test-next: ## Run the tests on the newest Django, with Python 3.13
	@python=$$(PYENV_VERSION=3.13 python3.13 -c 'import sys; print(sys.executable)') || \
		{ echo "Django $(NEXT_DJANGO) is tried on Python 3.13: install python3.13." >&2; exit 1; }; \
	$(MAKE) --no-print-directory $(NEXT) NEXT_PYTHON="$$python" && \
	echo "Django $(NEXT_DJANGO) on Python 3.13:" && \
	DATABASE_URL= .local/next/bin/python -m pytest $(ON_EVERY_CORE) $(WITHOUT_A_WALK)

lint: $(DEVELOPMENT) ## Check style, types, templates and migrations
	$(PYTHON) -m ruff check
	$(PYTHON) -m ruff format --check
	$(PYTHON) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PYTHON) -m djlint --quiet --lint $(ADMIN_TEMPLATES)
	$(PYTHON) -m djlint --quiet --lint --profile jinja templates/pages
	$(PYTHON) -m djlint --check $(ADMIN_TEMPLATES)
	$(CHECKED) $(PYTHON) manage.py makemigrations --check --dry-run

audit: $(DEVELOPMENT) ## Audit every page and all data with Nu, IBM's checker, Lighthouse, Schemathesis
	@scripts/audit $(PYTHON)

bench: $(DEVELOPMENT) $(ASSETS) ## Measure the tracker beside its references into docs/performance.md (PARTS, SIZES, DATABASES, EFFORT)
	@$(PYTHON) -m tests.benchmarks $(if $(PARTS),--parts $(PARTS)) $(if $(SIZES),--sizes $(SIZES)) \
		$(if $(DATABASES),--databases $(DATABASES)) $(if $(EFFORT),--effort $(EFFORT))

screenshots: $(DEVELOPMENT) ## Regenerate screenshots
	@scripts/screenshots $(PYTHON)

# djlint reports a file it has just mended as a failure, so what counts is the look after it. It cannot
# tell where Jinja's translated blocks end, so the public pages are formatted by hand.
format: $(DEVELOPMENT) ## Format code and templates
	$(PYTHON) -m ruff check --fix --exit-zero --quiet
	$(PYTHON) -m ruff format
	$(PYTHON) -m djlint --quiet --reformat $(ADMIN_TEMPLATES) || \
		$(PYTHON) -m djlint --quiet --check $(ADMIN_TEMPLATES)

messages: system-packages .env $(RUNTIME) ## Collect and compile translatable strings
	@$(PYTHON) manage.py makemessages -l fr -l es --add-location file --no-obsolete \
		--ignore tests --ignore .venv --ignore .local
	@$(PYTHON) manage.py compilemessages -l fr -l es --ignore .venv --ignore .local

lock: $(DEVELOPMENT) ## Resolve requirements*.txt into the locks, and list them with ages and licences
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--output-file requirements.lock requirements.txt
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--constraint requirements.lock --output-file requirements-pdf.lock requirements-pdf.txt
	$(PYTHON) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--constraint requirements.lock --constraint requirements-pdf.lock \
		--output-file requirements-dev.lock requirements-dev.txt
	$(PYTHON) scripts/dependencies.py

clean: ## Remove the environments, the local database and everything else that was made, but .env
	rm -rf .venv .local .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system-packages:
	@scripts/system_packages

all-system-packages:
	@scripts/system_packages libreoffice r nginx node

.env: .env.example
	@umask 077 && sed "s|^SECRET_KEY=.*|SECRET_KEY=$$(cat .local/secret_key 2>/dev/null || head -c 48 /dev/urandom | base64 -w 0)|" $< >$@.new
	@if [[ -e $@ ]]; then rm $@.new && touch $@; else mv $@.new $@; fi

.venv/pyvenv.cfg:
	@python=$$(scripts/find_python) && echo "Preparing .venv with $$("$$python" --version)" && \
		"$$python" -m venv --clear .venv

$(RUNTIME): requirements.lock | .venv/pyvenv.cfg
	@$(PYTHON) $(PIP_INSTALL) $(FROM_LOCK) $<
	@touch $@

$(DEVELOPMENT): requirements-dev.lock | $(UV)
	@$(UV_INSTALL) $(PYTHON) $(FROM_LOCK) $<
	@touch $@

$(UV): | .venv/pyvenv.cfg
	@sed -n '/^uv==/,/# via/p' requirements-dev.lock >.venv/uv.lock
	@$(PYTHON) $(PIP_INSTALL) $(FROM_LOCK) .venv/uv.lock

$(NEXT): requirements-dev.lock | $(UV)
	@$(UV) venv --quiet --clear --python "$(NEXT_PYTHON)" .local/next
	@$(UV_INSTALL) .local/next/bin/python $(FROM_LOCK) $<
	@$(UV_INSTALL) .local/next/bin/python "Django==$(NEXT_DJANGO).*"
	@touch $@

$(ASSETS): $(RUNTIME) spp_tracker/settings.py $(shell find static) | .env
	@$(PYTHON) manage.py collectstatic --noinput --clear --verbosity 0
	@touch $@
