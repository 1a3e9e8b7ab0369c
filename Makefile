# Two commands matter: `make run` and `make test`. Each works from a fresh checkout with Python 3.11+, make and pip.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PORT ?= 8000
WORKERS ?= 2
VENV := .venv
PY := $(VENV)/bin/python
FLASK := $(PY) -m flask --app wsgi
PIP := $(PY) -m pip install -qq --disable-pip-version-check --require-hashes --only-binary :all:
PYTEST := $(PY) -m pytest -n $(WORKERS) --ignore=tests/bench
LOCK := $(VENV)/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links $(if $(UPGRADE),--upgrade)

.PHONY: help run test deps doctor lint types imports messages messages-check test-sqlite test-postgres bench lock clean

help: ## what can be made | 列出全部目标
	@awk -F ':.*## | [|] ' '/^[a-z-]+:.*## / {printf "  make %-15s %-72s %s\n", $$1, $$2, $$3}' $(MAKEFILE_LIST)

run: $(VENV)/.base ## serve the demo street on http://127.0.0.1:8000 (PORT=… for another) | 启动演示系统
	@$(PY) -m scripts.port $(PORT)
	@echo "→ database: migrations"
	@$(FLASK) db upgrade
	@echo "→ demo street (only into an empty database)"
	@$(FLASK) demo --today --if-empty
	@echo "→ serving http://127.0.0.1:$(PORT)  (Ctrl+C stops it | 按 Ctrl+C 停止)"
	@exec $(VENV)/bin/gunicorn --bind 127.0.0.1:$(PORT) --worker-class gthread --threads 8 --log-level warning wsgi:app

test: $(VENV)/.dev ## all checks and all tests, browser tests included | 全部检查和测试
	@$(PY) -m scripts.browser
	@$(MAKE) lint types imports messages-check
	@$(MAKE) test-sqlite test-postgres
	@echo "All passed. Speed is measured apart, undisturbed: make bench"

deps: $(VENV)/.dev ## the virtual environment with everything that the tests need | 安装测试所需的依赖
	@:

doctor: ## what this machine lacks, and the remedy | 检查本机缺少什么、怎么补
	@if [ -x $(PY) ]; then $(PY) -m scripts.doctor; else python=$$(scripts/find_python) && "$$python" -m scripts.doctor; fi

lint: $(VENV)/.dev ## style of code and templates | 代码和模板的格式
	@echo "→ ruff"
	@$(VENV)/bin/ruff check --quiet .
	@$(VENV)/bin/ruff format --check --quiet . || { echo "Not formatted: run .venv/bin/ruff format ." >&2; exit 1; }
	@echo "→ djlint"
	@$(VENV)/bin/djlint templates --lint --quiet

types: $(VENV)/.dev ## types | 类型检查
	@echo "→ mypy"
	@$(VENV)/bin/mypy --no-error-summary

imports: $(VENV)/.dev ## which package may import which | 各层之间的引用
	@echo "→ import-linter"
	@$(VENV)/bin/lint-imports --no-logo 2>&1 || exit 1

messages: $(VENV)/.dev ## collect the texts of the pages into the English catalogues | 收集界面文字
	@$(PY) -m scripts.messages

messages-check: $(VENV)/.dev ## no text without its English | 检查译文是否齐全
	@echo "→ translations"
	@$(PY) -m scripts.messages --check

test-sqlite: $(VENV)/.dev ## the tests on SQLite | 在 SQLite 上测试
	@echo "→ tests on SQLite"
	@TEST_DATABASE=sqlite $(PYTEST)

test-postgres: $(VENV)/.dev ## the tests on PostgreSQL (TEST_POSTGRES_URL), when there is one | 在 PostgreSQL 上测试
	@if $(PY) -m scripts.postgres; then \
		echo "→ tests on PostgreSQL" && TEST_DATABASE=postgresql $(PYTEST); \
	elif [ -n "$${REQUIRE_POSTGRES:-}" ]; then \
		exit 1; \
	else \
		echo "The suite ran on SQLite only: no PostgreSQL (see above). | 没有 PostgreSQL，只在 SQLite 上测试。"; \
	fi

bench: $(VENV)/.dev ## how fast the pages are | 测量页面速度
	@$(PY) -m pytest tests/bench -s

lock: $(VENV)/.dev ## write requirements/*.txt from pyproject.toml (UPGRADE=1: newest versions) | 重新锁定依赖
	@$(LOCK) --output-file requirements/base.txt
	@$(LOCK) --group dev --group oracle --constraint requirements/base.txt --output-file requirements/dev.txt
	@echo "→ requirements/base.txt, requirements/dev.txt"

clean: ## remove everything that was made, but not the data in instance/ | 清除生成的文件（保留 instance/ 中的数据）
	@rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "→ clean"

# A virtual environment whose Python is gone (upgraded, moved) is made anew.
ifneq ($(shell test -x $(PY) && echo sound),sound)
.PHONY: $(VENV)/pyvenv.cfg
endif

$(VENV)/pyvenv.cfg:
	@python=$$(scripts/find_python) && echo "→ virtual environment: $(VENV) ($$python)" && { "$$python" -m venv --clear $(VENV) || { \
		rm -rf $(VENV); echo "Could not make it: see 'make doctor' (Debian, Ubuntu: apt-get install python3-venv)" >&2; exit 1; }; }

$(VENV)/.base: requirements/base.txt $(VENV)/pyvenv.cfg
	@echo "→ installing $$(grep -c == $<) locked packages"
	@$(PIP) -r $<
	@touch $@

$(VENV)/.dev: requirements/dev.txt requirements/base.txt $(VENV)/pyvenv.cfg
	@echo "→ installing $$(grep -c == $<) locked packages, those of the tests included"
	@$(PIP) -r $<
	@touch $(VENV)/.base $@
