"""The same targets by Hypothesis: our own seeds with small changes, and what is made of the readers' words."""

from __future__ import annotations

import json
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.seeds import seeds, words
from tests.fuzz.targets import ADDRESSES, LANGUAGES, TARGETS, tried

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "40"))
"""Inputs by each strategy; `make fuzz` tries more."""

quick = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))

Change = tuple[int, int, bytes]
"""Where, how many bytes go, and what takes their place."""


def changed(data: bytes, changes: list[Change]) -> bytes:
    for where, length, instead in changes:
        at = 1 + where % len(data) if data else 0
        data = data[:at] + instead + data[at + length :]
    return data


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed(name: str) -> None:
    for seed in seeds(name):
        tried(name, seed)


@pytest.mark.parametrize("name", TARGETS)
def test_seeds_that_were_changed(name: str) -> None:
    known = st.sampled_from([word.encode("utf-8", "replace") for word in words(name)])
    change = st.tuples(st.integers(0, 20_000), st.integers(0, 40), st.binary(max_size=8) | known)

    @quick
    @given(st.sampled_from(seeds(name)), st.lists(change, min_size=1, max_size=6))
    def check(seed: bytes, changes: list[Change]) -> None:
        tried(name, changed(seed, changes))

    check()


@pytest.mark.parametrize("name", ["answers", "sources"])
def test_any_json(name: str) -> None:
    leaves = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(words(name))
    )
    values = st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(words(name)), inner, max_size=8),
        max_leaves=40,
    )

    @quick
    @given(st.integers(0, len(ADDRESSES) - 1), values)
    def check(address: int, value: object) -> None:
        tried(name, bytes([address]) + json.dumps(value).encode())

    check()


def test_any_words_of_dates() -> None:
    part = st.sampled_from(words("dates")) | st.integers(0, 3000).map(str) | st.text(max_size=3)
    between = st.sampled_from([" ", "", "/", "-", ":", ".", ", ", "T", "年", "月", "日"])

    @quick
    @given(st.integers(0, len(LANGUAGES) - 1), st.lists(st.tuples(part, between), max_size=12))
    def check(language: int, parts: list[tuple[str, str]]) -> None:
        tried("dates", bytes([language]) + "".join(map("".join, parts)).encode("utf-8", "replace"))

    check()


def test_any_markup_of_threads() -> None:
    names = st.sampled_from([word for word in words("threads") if word.isidentifier()])
    tags = st.sampled_from(
        ["div", "p", "li", "ol", "a", "span", "article", "dl", "dt", "dd", "table", "tr", "td", "h3"]
    )
    text = st.sampled_from(["Ann", "Reply", "6 May 2011 at 7:08", "said", "3 comments", "I saw forty gulls today."])

    def element(parts: tuple[str, str, list[str]]) -> str:
        tag, name, inside = parts
        return f"<{tag} class={name} id={name}-7>{''.join(inside)}</{tag}>"

    trees = st.recursive(
        text, lambda inner: st.tuples(tags, names, st.lists(inner, max_size=5)).map(element), max_leaves=60
    )

    @quick
    @given(trees)
    def check(tree: str) -> None:
        tried("threads", f"<!DOCTYPE html><title>Gulls</title><article><h1>Gulls</h1><p>Low.</article>{tree}".encode())

    check()
