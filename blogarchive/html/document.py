"""A page parsed once, shared by all its readers: text, tree, an index of ids and classes, meta elements, JSON-LD."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from blogarchive.html import charsets, jsonld
from blogarchive.html.parsing import bounded
from blogarchive.html.selector import PageSelector
from blogarchive.html.text import text_of
from blogarchive.limits import limits
from blogarchive.urls import absolute

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from blogarchive.html.tree import Element
    from blogarchive.models import Page

Answer = TypeVar("Answer")

_NOT_SHOWN = frozenset({"script", "style", "noscript", "template", "svg"})


class Document(PageSelector):
    """One page under the eyes of its readers, who change nothing of it: what they find, they hand on themselves."""

    def __init__(self, page: Page) -> None:
        self.page = page
        within = limits()
        body = page.body[: within.markup]
        text, self.encoding = charsets.decode(body, page.content_type)
        short = bounded(text)
        self.cut_short: str | None = None
        """Why only the beginning of the page is read, in words."""
        if len(page.body) > within.markup:
            self.cut_short = f"its markup is longer than {within.markup:,} bytes"
        elif len(short) < len(text):
            self.cut_short = f"it has more than {within.elements:,} elements"
        super().__init__(short, page.url, charsets.in_utf8(text, body, self.encoding) if short is text else None)
        self.cut_short = self.cut_short or self.tree.cut
        self._answers: dict[Callable[[Document], Any], Any] = {}
        self._is_read = True

    def __setattr__(self, name: str, value: object) -> None:
        """Only while the page is being read; what is remembered later (`cached_property`) does not pass here."""
        if "_is_read" in self.__dict__:
            raise AttributeError(f"{self.page.url}: a page that is read does not change, nor its {name}")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        return f"<Document {self.url}>"

    def close(self) -> None:
        """Frees the page's elements; nobody asks anything after that."""
        self.tree.clear()

    def once(self, ask: Callable[[Document], Answer]) -> Answer:
        """What a function tells of the page alone, remembered for whoever asks again."""
        if ask not in self._answers:
            self._answers[ask] = ask(self)
        answer: Answer = self._answers[ask]
        return answer

    @cached_property
    def headed(self) -> set[Element]:
        """The elements that hold a heading of the first rank."""
        return {above for h1 in self.by_tag("h1") if text_of(h1) for above in h1.iterancestors()}

    @cached_property
    def length(self) -> int:
        """How much text the page shows."""
        shown = [e for e in self.elements if e.tag not in _NOT_SHOWN]
        texts = [len(e.text.strip()) for e in shown if e.text]
        return sum(texts) + sum([len(e.tail.strip()) for e in shown if e.tail])

    @cached_property
    def scripts(self) -> str:
        """What the page's own scripts say."""
        return "\n".join([script.text for script in self.by_tag("script") if script.text])

    # ------------------------------------------------------------------ what the head says

    def address(self, href: str | None) -> str | None:
        """`href` as an absolute web address without fragment."""
        return absolute(self.base, href)

    def place(self, href: str | None) -> str | None:
        """The same with its fragment: `#comment-1` is a place on this page."""
        address, mark, fragment = (href or "").partition("#")
        found = self.address(address) if address else self.page.url.partition("#")[0]
        return found + mark + fragment if found else None

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """Contents of the meta elements by their `property`, `name` or `itemprop`, in lower case."""
        found: dict[str, list[str]] = {}
        for element in self.by_tag("meta"):
            content = (element.get("content") or element.get("value") or "").strip()
            for attribute in ("property", "name", "itemprop"):
                name = element.get(attribute)
                if name and content:
                    found.setdefault(name.strip().lower(), []).append(content)
        return found

    def said(self, *names: str) -> str | None:
        """The first meta content under the first of these names that has any."""
        for name in names:
            if values := self.meta.get(name):
                return values[0]
        return None

    def link(self, rel: str) -> str | None:
        """The address of the first `link` with that relation."""
        return next((found for href in self._linked.get(rel, ()) if (found := self.address(href))), None)

    @cached_property
    def _linked(self) -> dict[str, list[str | None]]:
        found: dict[str, list[str | None]] = {}
        for element in self.by_tag("link"):
            for rel in dict.fromkeys((element.get("rel") or "").lower().split()):
                found.setdefault(rel, []).append(element.get("href"))
        return found

    @cached_property
    def title(self) -> str | None:
        """The text of the `title` element."""
        for element in self.by_tag("title"):
            parent = element.getparent()
            if parent is None or parent.tag != "svg":
                return text_of(element) or None
        return None

    @cached_property
    def language(self) -> str | None:
        """BCP 47 tag that the page gives itself."""
        root = self.elements[0]
        candidates = [root.get("lang"), root.get("xml:lang"), self.said("og:locale", "content-language")]
        candidates += [element.get("content") for element in self.by_tag("meta")
                       if (element.get("http-equiv") or "").lower() == "content-language"]  # fmt: skip
        for value in candidates:
            tag = (value or "").strip().split(",")[0].replace("_", "-")
            if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag):
                return tag
        return None

    @cached_property
    def jsonld(self) -> list[dict[str, Any]]:
        """Every object of the page's JSON-LD, `@graph` opened."""
        found: list[dict[str, Any]] = []
        for element in self.by_tag("script"):
            if "ld+json" in (element.get("type") or "") and element.text:
                found.extend(jsonld.objects(element.text))
        return found

    def assigned(self, name: str) -> Any:
        """The JSON that a script of the page assigns to a name: the state that it starts from; none where none does."""
        return jsonld.assigned(self.scripts, name)

    def things(self, *types: str) -> Iterator[dict[str, Any]]:
        """The JSON-LD objects of these types (without `https://schema.org/`)."""
        for thing in self.jsonld:
            names = thing.get("@type")
            for name in names if isinstance(names, list) else [names]:
                if isinstance(name, str) and name.rpartition("/")[2] in types:
                    yield thing
                    break
