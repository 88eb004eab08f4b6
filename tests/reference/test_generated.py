"""What is generated is up to date: nobody edits it by hand, and nobody forgets to write it again."""

from __future__ import annotations

from pathlib import Path

import pytest

from blogarchive.reference.write import FILES

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", FILES)
def test_a_generated_file_is_up_to_date(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8") == FILES[name](), "run `make docs`"
