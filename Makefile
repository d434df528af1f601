# The two commands that matter: make demo, make test. Each sets up what it needs.
.DEFAULT_GOAL := help
.PHONY: help setup demo test test-real torture mutants lint bench pictures screenshots strings lock clean

BIN := .venv/bin

help: ## Show this.
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

setup: ## Make .venv with the pinned dependencies.
	@bash scripts/setup.sh

demo: setup ## Publish the example campaign to stand-in networks on this machine (SERVE=1 leaves the page up).
	@$(BIN)/campaign demo $(if $(SERVE),--serve)

test: setup ## Run every test but the longest kill runs (make torture, make mutants).
	@bash scripts/browser.sh
	@$(BIN)/python -m pytest -q -n 3 --dist loadgroup -m "not torture" $(ARGS)

mutants: setup ## Run cores that are wrong on purpose through the kill harness; each must be caught.
	@$(BIN)/python -m pytest -q -m torture $(ARGS)

test-real: setup ## Run the networks' contract against real servers on this machine (installs them the first time).
	@bash scripts/real/test.sh $(ARGS)

torture: setup ## Kill, freeze and lie to it N times (N=500), from seed FIRST on, and count at the networks.
	@PYTHONPATH=tests $(BIN)/python -W ignore -m faults $(or $(N),500) $(or $(FIRST),0)

lint: setup ## Format, lint, types and the direction of imports.
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

bench: setup ## Measure, as ratios in one run.
	@$(BIN)/python -m benchmarks $(ARGS)

pictures: setup ## Make the README's pictures again (needs Chromium on the PATH).
	@$(BIN)/python scripts/pictures.py

screenshots: setup ## Photograph every page of the web page, light, dark and on a phone, into build/screenshots.
	@bash scripts/browser.sh
	@PYTHONPATH=tests $(BIN)/python scripts/screenshots.py

strings: setup ## Gather what the pages say into locale/campaign.pot, for translators.
	@$(BIN)/python scripts/strings.py

lock: ## Pin the dependencies again (needs pip-tools on the PATH).
	@bash scripts/lock.sh

clean: ## Remove what the commands above made.
	@rm -rf .venv build campaign-demo .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
