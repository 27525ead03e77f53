# Two commands on a fresh machine: `make figures` and `make test`. Python 3.11 to 3.13 and make are all they need.
# STUDY=seeds/NAME means one study where otherwise all are meant; FORCE=1 runs also those of which nothing changed.

# The study whose verdict the README shows.
SHOWN  := seeds/karabakh-2023
PYTHON ?= python3
VENV   ?= .venv
PY     := $(VENV)/bin/python
READY  := $(VENV)/.installed
# One thread a process for linear algebra: the matrices are small, and the tests run on all cores anyway.
export OPENBLAS_NUM_THREADS ?= 1
export MPLBACKEND := Agg
# Compiled code is kept: without it every start, and every collection of tests, compiles all anew.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help figures test quick snapshots notebooks lab live lint types verify bench check clean

help:  ## Show this help
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else f"Python {v[0]}.{v[1]} found; 3.11, 3.12 or 3.13 is needed: make PYTHON=python3.12 ...")'
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --requirement requirements.lock
	@$(PY) -c 'import pathlib, site; pathlib.Path(site.getsitepackages()[0], "claimcheck-events.pth").write_text(f"{pathlib.Path.cwd()}\n")'
	@printf '%s\n' '#!$(abspath $(PY))' 'from analysis.cli.main import main' 'main()' > $(VENV)/bin/claimcheck
	@chmod +x $(VENV)/bin/claimcheck
	@touch $@

figures: $(READY)  ## Run every study of which anything changed; draw its figures and report, then the index
	@$(PY) -m analysis figures $(STUDY) $(if $(FORCE),--force)
	@$(PY) -m analysis readme $(SHOWN)

test: $(READY)  ## Run the tests
	@$(PY) -m pytest --numprocesses auto --dist worksteal --quiet
	@echo "The results of all studies: figures/index.html; make figures draws them anew."

quick: $(READY)  ## Run the tests that take no time: no simulations, no whole runs
	@$(PY) -m pytest --numprocesses auto --dist worksteal --quiet -m "not slow"

snapshots: $(READY)  ## Renew the texts that tests compare with: read the diff
	@$(PY) -m pytest tests/findings/test_prose.py --quiet --snapshot-update

notebooks: $(READY)  ## Run the notebooks from top to bottom into figures/notebooks
	@$(PY) -m jupyter nbconvert --to html --execute --log-level WARN --output-dir figures/notebooks notebooks/*.ipynb
	@echo "The notebooks with their results: figures/notebooks/*.html (make lab opens the notebooks themselves)"

lab: $(READY)  ## Open the notebooks in a browser
	@$(PY) -m jupyter lab --notebook-dir notebooks

lint: $(READY)  ## Check style, format, and that rooms import downwards only
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(VENV)/bin/lint-imports --no-cache --no-logo

types: $(READY)  ## Check types
	@$(PY) -m mypy

live: STUDY ?= $(SHOWN)
live: $(READY)  ## Fetch the prices anew, run the study on them, show what differs (WITHOUT="A B": less these series)
	@$(PY) -m analysis fetch $(STUDY) $(WITHOUT:%=--without %) || { echo "The bundled prices need no network: make figures" >&2; exit 1; }
	@$(PY) -m analysis run $(STUDY) --source live
	@$(PY) -m analysis diff bundled live --study $(STUDY)

verify: $(READY)  ## Rebuild the results of every study and compare them with the committed ones
	@$(PY) -m analysis verify $(STUDY)

bench: $(READY)  ## Measure speed; no test depends on it
	@$(PY) -m tests.bench

check: lint types test verify  ## All that must hold before a change is accepted

clean:  ## Remove generated files that git does not keep: environment, caches
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .cache *.egg-info build dist
	@find analysis tests -name __pycache__ -type d -prune -exec rm -rf {} +
