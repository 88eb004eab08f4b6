"""Options of the whole test run."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is read as what is expected")
    parser.addoption("--allow-loss", action="store_true", help="let --update-golden lose comments or fields")
