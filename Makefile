# `make demo` and `make test` each set up a fresh machine (Python 3.11 or newer, git, make) and do their work.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: addresses audit bombs browser demo faults fulldisk fuzz kills readers recovery replay scrapyd soak test setup lint types tests docs clean

test: lint types tests

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

tests: setup
	$(BIN)/pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not heavy"

demo: setup
	$(BIN)/python -m demo.run $(if $(URL),--url "$(URL)")

docs: setup ## write again what is generated: data dictionary, command reference, platform table
	$(BIN)/python -m blogarchive.reference.write

browser: setup ## drive the reading room with Chromium (Debian: apt install chromium); REPLAYWEBPAGE=DIR tries replay too
	$(BIN)/python -m pip install --quiet --group browser
	$(BIN)/pytest -m heavy tests/browser

addresses: setup ## count every connection of a crawl that is sent everywhere, in a network of its own (Linux: unshare, ip)
	$(BIN)/python -m benchmarks.who_is_asked

bombs: setup ## crawl, extract and rebuild blogs made to take all memory or all time, twenty-five kinds; minutes
	$(BIN)/pytest -s -m heavy tests/crawl/test_bombs.py

kills: setup ## kill crawls at KILLS=20 random moments, resume them each time, compare with an undisturbed one
	KILLS=$(or $(KILLS),20) $(BIN)/pytest -s -m heavy tests/crawl/test_kills.py

faults: setup ## kill every command that writes, or fail the disk under it, at each write, sync, rename and commit: an hour
	$(BIN)/pytest -s -m heavy tests/faults/test_injected.py

fulldisk: setup ## run every command that writes on a small tmpfs at 50 fill levels (as root), then again with room
	$(BIN)/pytest -s -m heavy tests/faults/test_full_disk.py

fuzz: setup ## fuzz what reads bytes of strangers (all, or TARGETS=…) for MINUTES=5 of the processor each; inputs in build/fuzz
	$(BIN)/python -m pip install --quiet --group fuzz
	$(BIN)/python -m tests.fuzz.run $(TARGETS) --minutes $(or $(MINUTES),5)
	FUZZ_EXAMPLES=$(or $(EXAMPLES),1000) $(BIN)/pytest -q tests/fuzz

soak: setup ## crawl a synthetic blog of PAGES=10000 posts: memory, descriptors and cost a page, from start to end
	$(BIN)/python -m benchmarks.soak --pages $(or $(PAGES),10000)

recovery: setup ## how soon a crawl goes on after a kill, with 100,000 addresses in its ledger
	$(BIN)/python -m benchmarks.recovery

audit: setup ## ask PyPI for known holes in what is installed here
	$(BIN)/python -m pip install --quiet --group audit
	$(BIN)/pip-audit --skip-editable

readers: setup ## read a served archive in a loop for ten minutes while an update runs every few seconds
	$(BIN)/pytest -s -m heavy tests/reading_room/test_beside_writers.py

replay: setup ## show captures in pywb and ReplayWeb.page (Debian: apt install chromium npm); tools into build/replay
	$(BIN)/python -m benchmarks.replay $(ARCHIVE)

scrapyd: setup ## run the spider under scrapyd, by its API on 127.0.0.1; installed into build/scrapyd
	$(BIN)/python -m benchmarks.scrapyd_runs

setup: $(VENV)/.ready

# -qq: errors alone. What setuptools says of every editable installation, and pip of its own configuration, is no news.
$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --upgrade "pip>=25.1"
	$(BIN)/python -m pip install -qq --editable ".[serve,fast]" --group dev
	touch $@

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis demo-data
