"""What Datasette shows of the dataset's tables: titles, descriptions, facets, sort orders, labels."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any
from urllib.parse import urlencode

from blogarchive.reference.cookbook import RECIPES, Recipe
from blogarchive.reference.data_dictionary import dictionary

TITLE = "Blog archive"
DESCRIPTION = (
    "Blogs with their conversations. Every row names the capture that it was read from."
    ' To read and search rather than to query: <a href="/-/room">the reading room</a>.'
)

TABLES: dict[str, dict[str, Any]] = {
    "blogs": {"label_column": "title", "sort": "title"},
    "posts": {
        "label_column": "title",
        "sort_desc": "published",
        "facets": ["blog_id", {"terms": "categories"}, "author_id", "year", {"terms": "tags"}, "platform"],
        "facet_size": 12,
        "size": 25,
    },
    "comments": {
        "label_column": "author",
        "sort_desc": "published",
        "facets": ["kind", "author_id", "year"],
        "facet_size": 12,
        "size": 50,
    },
    "authors": {"label_column": "name", "sort_desc": "comments", "facets": ["blog_id"]},
    "categories": {"label_column": "name", "sort": "name"},
    "tags": {"label_column": "name", "sort": "name"},
    "captures": {"label_column": "date", "sort_desc": "date", "facets": ["blog_id", "status", "type"]},
    "urls": {"label_column": "url", "facets": ["blog_id", "kind", "state"]},
    "runs": {"sort_desc": "id"},
    "links": {"facets": ["host"]},
    "post_overview": {"sort_desc": "published", "facets": ["blog", "year", {"array": "categories"}], "size": 50},
    "threads": {"facets": ["kind"]},
    "commenters": {"sort_desc": "comments", "facets": ["blog"]},
    "links_out": {"facets": ["host"]},
    "changes": {"sort_desc": "seen", "facets": ["what"]},
}
"""Settings of tables and views; what they and their columns mean comes from the data dictionary."""

HIDDEN = ("_sqlite_migrations", "blog_readings", "post_readings", "comment_readings", "thread_looks", "url_namings")
"""Tables behind the tables, listed only when asked for."""


@cache
def for_database() -> dict[str, Any]:
    """Datasette's metadata for one database that is a dataset."""
    tables: dict[str, dict[str, Any]] = {name: {"hidden": True} for name in HIDDEN}
    for described in dictionary().values():
        about = {"description_html": _html(described.text), "columns": described.columns}
        tables[described.name] = about | tables.get(described.name, {}) | TABLES.get(described.name, {})
    queries = {recipe.name: _query(recipe) for recipe in RECIPES}
    return {"title": TITLE, "description_html": DESCRIPTION, "tables": tables, "queries": queries}


def _query(recipe: Recipe) -> dict[str, str]:
    """A recipe of the cookbook as a query that a click runs, its fields filled in by another click."""
    hint = _html(recipe.hint)
    if recipe.example:
        hint += f' <a href="?{escape(urlencode(recipe.example))}">For instance</a>'
    return {"sql": recipe.sql, "title": recipe.question, "description_html": hint}


def _html(text: str) -> str:
    """A sentence with `code` in it."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))
