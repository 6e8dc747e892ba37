# Nothing but Python 3.11 (or newer) and make is needed: everything else goes into .venv.

PYTHON ?= $(shell for python in python3 python3.11 python3.12 python3.13 python3.14; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
BIN := .venv/bin
comma := ,

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: demo test test-slow test-all fuzz check golden bench determinism mutation clean
.NOTPARALLEL:

demo: .venv/installed
	@$(BIN)/gridsim demo

test: .venv/installed-dev
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m "not slow"

# pytest says 5 when no test is marked slow, which is no failure.
test-slow: .venv/installed-dev
	@$(BIN)/python -m pytest -q -n auto --dist worksteal -m slow || [ $$? -eq 5 ]

test-all: test test-slow

# 100,000 files spoilt at random; `make test-slow` tries a quarter of them.
fuzz: .venv/installed-dev
	@GRIDSIM_FUZZ=100000 $(BIN)/python -m pytest -q -m slow tests/scenario/test_fuzz.py

check: .venv/installed-dev
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy
	@$(BIN)/lint-imports

# Writes tests/golden anew; review the difference and say in CHANGELOG.md, under Results, why a number moved.
golden: .venv/installed-dev
	@$(BIN)/python -m pytest -q -m golden --refresh-golden
	@git --no-pager diff --stat -- tests/golden

# GRIDSIM_SHARED names the folder with bench/workload.py (default ../shared); without it W2 is left out.
# BENCH=--long adds ten million issues, BENCH=--quick takes small sizes, BENCH="--page docs/speed.md" renews the page.
bench: .venv/installed-dev
	@PYTHONPATH=tests $(BIN)/python -m pytest -q tests/bench/bench_engines.py
	@PYTHONPATH=tests $(BIN)/python -m bench.report $(BENCH)

# Breaks policies, calendars and statistics in 2,000 ways and counts what no test notices: docs/mutation.md says why.
mutation: .venv/installed-mutation
	@$(BIN)/mutmut run
	@$(BIN)/python tests/mutants.py

# Environments of every Python here with the newest libraries, and of the oldest libraries that are allowed.
determinism:
	@$(PYTHON) tests/determinism/matrix.py

clean:
	rm -rf .venv mutants build dist .pytest_cache .ruff_cache .mypy_cache .import_linter_cache .hypothesis .benchmarks
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/installed: pyproject.toml
	@$(call install,.)
	@touch $@

.venv/installed-dev: pyproject.toml
	@$(call install,.[dev])
	@touch .venv/installed $@

.venv/installed-mutation: pyproject.toml
	@$(call install,.[dev$(comma)mutation])
	@touch .venv/installed .venv/installed-dev $@

define install
test -n "$(PYTHON)" || { echo "gridsim needs Python 3.11 or newer: make PYTHON=/path/to/python3.11" >&2; exit 1; }; \
echo "installing gridsim into .venv (once; a minute or two)"; \
$(PYTHON) -m venv .venv && $(BIN)/python -m pip install -qq --editable "$(1)"
endef
