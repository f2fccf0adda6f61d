# kgbuild: `make kg` shows the whole of it on the examples, `make test` proves it; `make help` lists the rest.
# Needs python3 (3.11 or later), make, and PyPI. Variables: PYTHON (the interpreter), OUT (the folder to write into).

PYTHON ?= python3
OUT ?= out
GOLD ?= ../shared/gold
ROOT := $(if $(filter 0,$(shell id -u)),,sudo)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
RUNTIME := $(VENV)/.runtime-installed
DEV := $(VENV)/.dev-installed
PEERS := .venv-peers/.installed

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help kg test test-long test-browser test-stores check train score bench bench-endpoint bench-extraction bench-store docs clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

kg: $(RUNTIME) ## Build the graph of the example telegrams, and ask it a question
	@$(BIN)/kgbuild build examples -o $(OUT)
	@echo
	@$(BIN)/kgbuild query rebuttals-by-speaker --graph $(OUT)

test: $(DEV) ## Run the tests
	@$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 $(PYTEST_ARGS)

test-long: $(DEV) ## Run the tests that take minutes: thirty builds killed twice each
	@$(BIN)/python -m pytest -m slow --numprocesses auto --maxprocesses 2 $(PYTEST_ARGS)

test-browser: $(DEV) ## Test the query page in Chromium, which apt-get installs if it is missing, and take its picture anew
	@command -v chromedriver >/dev/null || $(ROOT) apt-get install --yes chromium chromium-driver fonts-dejavu
	@KGBUILD_PICTURES=docs $(BIN)/python -m pytest -m browser tests/test_query_page.py $(PYTEST_ARGS)

test-stores: $(DEV) ## Run the tests that need Virtuoso and rapper, which apt-get installs if they are missing
	@command -v virtuoso-t >/dev/null && command -v rapper >/dev/null || $(ROOT) apt-get install --yes --no-install-recommends virtuoso-opensource-7-bin raptor2-utils
	@$(BIN)/python -m pytest -m stores $(PYTEST_ARGS)

check: $(DEV) ## Lint, check the format and the types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

docs: $(RUNTIME) ## Write anew what is generated in docs/ and README.md
	@$(BIN)/python docs/generate.py

train: $(DEV) ## Train the shipped models anew from $(GOLD)/train (with PyTorch; the first time an hour)
	@$(PIP) install --constraint constraints.txt --group encoder
	@test -f training/encoders/all.pt || $(BIN)/python training/train_encoder.py
	@for fold in 0 1 2 3; do test -f training/encoders/$$fold.pt || \
		$(BIN)/python training/train_encoder.py --without $$fold || exit 1; done
	@$(BIN)/python training/train.py

score: $(RUNTIME) ## Score the extraction on the telegrams of $(GOLD)/dev
	@$(BIN)/kgbuild build $(GOLD)/dev -o $(OUT)/score-dev --no-validate
	@$(BIN)/python $(GOLD)/score.py $(OUT)/score-dev/kg.nq --gold $(GOLD)/dev

bench: $(PEERS) ## Measure beside other tools, into out/bench.json (make bench BENCH_ARGS="--only mapping --scale 0.1")
	@OMP_NUM_THREADS=1 .venv-peers/bin/python benchmarks/bench.py $(BENCH_ARGS)

bench-extraction: $(PEERS) ## Measure reading beside spaCy on the same text (make bench-extraction SOURCES=volume.xml)
	@OMP_NUM_THREADS=1 .venv-peers/bin/python benchmarks/extraction_speed.py $(SOURCES)

bench-endpoint: $(RUNTIME) ## Measure the endpoint beside Oxigraph's server (of what is in OUT)
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install "oxigraph>=0.5,<0.6"
	@$(BIN)/python benchmarks/endpoint.py $(OUT) --oxigraph .venv-peers/bin/oxigraph

bench-store: $(RUNTIME) ## Measure `kgbuild query` beside the oxigraph command line (make bench-store OUT=folder)
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install "oxigraph>=0.5,<0.6"
	@$(BIN)/python benchmarks/store_query.py --oxigraph .venv-peers/bin/oxigraph $(OUT)

clean: ## Remove the caches and what builds wrote to out/ (the environment stays: rm -r .venv)
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
	@find out -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +

# Installing happens only when what is to be installed has changed; the code itself is installed as a link.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "kgbuild needs Python 3.11 or later, and $(PYTHON) is " + sys.version.split()[0] + "; name another: make PYTHON=python3.12")'
	@echo "Making $(VENV)" >&2
	@rm -rf $(VENV)
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) install --constraint constraints.txt --upgrade pip

$(RUNTIME): pyproject.toml constraints.txt | $(BIN)/python
	@echo "Installing kgbuild" >&2
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(DEV): $(RUNTIME)
	@echo "Installing what the tests need" >&2
	@$(PIP) install --constraint constraints.txt --group dev --group train
	@touch $@

$(PEERS): pyproject.toml benchmarks/requirements.txt
	@test -x .venv-peers/bin/python || $(PYTHON) -m venv .venv-peers
	@echo "Installing what is measured against into .venv-peers" >&2
	@.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install --editable . --requirement benchmarks/requirements.txt
	@touch $@
