# From a fresh clone: `make report` writes _report/index.html, `make test` checks everything.
PYTHON ?= python3
JOBS ?= 2
RUN := .venv/bin/python

.PHONY: help env report notebooks test lint lab corpus compare bench scale torture lock packages clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

env: .venv/requirements.lock  ## make .venv from requirements.lock

# The copy of the lock is the stamp: written last, and compared, so that a new date alone remakes nothing.
.venv/requirements.lock: requirements.lock
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or newer is needed, and \
	$(PYTHON) is %d.%d: name a newer one, as in make env PYTHON=python3.12" % sys.version_info[:2])'
	@if cmp -s requirements.lock $@ && $(RUN) -c pass; then touch $@; else \
	  echo "making .venv from requirements.lock" && \
	  $(PYTHON) -m venv --clear .venv && \
	  $(RUN) -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.lock && \
	  $(RUN) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable . && \
	  cp requirements.lock $@; fi

report: env  ## execute every notebook into _build/ and write the report to _report/index.html
	$(RUN) report/build.py --execute

notebooks: env  ## execute the notebooks in place, in order
	$(RUN) report/execute.py
	$(RUN) -m ruff format notebooks
	$(RUN) report/readme.py
	$(RUN) report/datapackage.py

test: env lint  ## pytest, and every notebook's outputs against a new run (nbval, strict)
	$(RUN) -m pytest -m "not archives" -n $(JOBS) --dist loadfile --no-loadscope-reorder
	@if ls notebooks/*.ipynb >/dev/null 2>&1; then \
	  $(RUN) -m pytest --nbval --nbval-current-env --nbval-cell-timeout 600 -n $(JOBS) --dist loadfile notebooks; \
	else echo "there is no notebook to test"; fi

lint: env  ## ruff: rules and format
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

lab: env  ## open JupyterLab on the notebooks
	$(RUN) report/lab.py

BEFORE := _build/findings-before.csv
corpus: env  ## clone the archives (network) and rebuild the tables; AT=latest: at their newest commits, and what changed
ifeq ($(AT),latest)
	@rm -f $(BEFORE)
	$(RUN) -m policy_corpus refresh --before $(BEFORE)
	@if [ -f $(BEFORE) ]; then \
	  $(RUN) -m policy_corpus changes --out data/results/ledger.csv && \
	  $(RUN) -m policy_corpus.trials.count_words && $(RUN) -m policy_corpus.trials.memos && \
	  $(MAKE) notebooks && $(RUN) -m policy_corpus refresh --after $(BEFORE); fi
else
	$(RUN) -m policy_corpus fetch
	$(RUN) -m policy_corpus build
	$(RUN) -m policy_corpus changes --out data/results/ledger.csv
	$(RUN) -m policy_corpus.trials.count_words
	$(RUN) -m policy_corpus.trials.memos
	$(RUN) report/datapackage.py
endif

# With OPP-115's segments the agreement with their labels is measured anew, too: LABELLED=opp115_dev.csv
compare: env  ## compare ways of clustering (10 minutes)
	$(RUN) -m policy_corpus.trials.compare $(if $(LABELLED),--labelled $(LABELLED))

bench: env  ## time the build, a refresh and `show` (data/results/benchmarks.csv; 30 minutes)
	$(RUN) -m policy_corpus.trials.bench
	$(RUN) -m policy_corpus.trials.bench_show

scale: env  ## build invented archives of several sizes, and project a million policies (data/results/scale.csv)
	$(RUN) -m policy_corpus.trials.scale _build/invented

torture: env  ## kill runs, change surroundings, invent inputs (data/results/torture.csv; hours)
	$(RUN) -m policy_corpus.trials.torture $(TRY)

lock:  ## write requirements.lock and environment.yml from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --group tools --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --quiet --output-file requirements.lock
	$(PYTHON) report/environment.py

packages: env  ## write .ci/packages.csv: licence, age and wheels of each pin (needs uv, and the network)
	mkdir -p _build
	uv pip compile pyproject.toml --group tools --universal --python-version 3.11 --constraints requirements.lock \
	  --format pylock.toml --quiet --output-file _build/pylock.toml
	$(RUN) report/packages.py _build/pylock.toml

clean:  ## remove what the targets made, all but .venv
	rm -rf _build _report
