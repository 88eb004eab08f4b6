"""Addresses: where a link leads, one canonical form and one stable id for each, and what each is asked by."""

from blogarchive.urls.asked import posted, rendered, rendering, with_key, with_post, without_key
from blogarchive.urls.canonical import canonical, host_of, identity, is_dated_slug, stable_id, without_page
from blogarchive.urls.hosts import without_user
from blogarchive.urls.query import parameters, shorter, without
from blogarchive.urls.resolve import absolute
from blogarchive.urls.sessions import REMEMBERED, without_session

__all__ = [
    "REMEMBERED", "absolute", "canonical", "host_of", "identity", "is_dated_slug", "parameters", "posted", "rendered",
    "rendering", "shorter", "stable_id", "with_key", "with_post", "without", "without_key", "without_page",
    "without_session", "without_user",
]  # fmt: skip
