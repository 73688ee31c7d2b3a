# run · check · test · bench · docs: nothing else is needed to work here.
# Needs python3.11 or newer with python3-venv, and make. Everything else is fetched, pinned by digest.

SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
ARGS ?=

.PHONY: run check test bench docs setup setup-dev
.DEFAULT_GOAL := run

run: setup
	@exec $(BIN)/huizhi run $(ARGS)

check: setup-dev
	@$(BIN)/python scripts/check.py

test: setup-dev
	@$(BIN)/python scripts/test.py $(ARGS)

bench: setup
	@$(BIN)/huizhi bench $(ARGS)

docs: setup-dev
	@$(BIN)/python scripts/docs.py

setup:
	@$(PYTHON) scripts/environment.py
	@$(BIN)/python scripts/front_end.py

setup-dev:
	@$(PYTHON) scripts/environment.py --dev
	@$(BIN)/python scripts/front_end.py --dev
