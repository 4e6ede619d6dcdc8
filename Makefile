# Everything a developer does here. `make demo` and `make test` need nothing but Python 3.11+ and make.

PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/installed

.PHONY: demo test check bench docs wheel clean

demo: $(STAMP)
	@$(BIN)/python examples/demo.py

test: $(STAMP)
	$(BIN)/pytest

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy pytest_aisec policies tests benchmarks docs examples/demo.py
	cd examples/ai-platform && MYPYPATH=. ../../$(BIN)/mypy --config-file ../../pyproject.toml account
	$(BIN)/python docs/generate.py --check

bench: $(STAMP)
	$(BIN)/python benchmarks/run.py

docs: $(STAMP)
	$(BIN)/python docs/generate.py

wheel: $(STAMP)
	rm -rf build dist
	$(BIN)/python -m build --wheel --no-isolation --outdir dist

clean:
	rm -rf .venv dist build *.egg-info

# The pinned environment, and this checkout in it.
$(STAMP): requirements-dev.txt pyproject.toml setup.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)
