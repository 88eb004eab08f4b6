"""What the entries of an RSS or Atom feed say, element by element, under the names that RSS and Atom share."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import urljoin

from blogarchive.discovery import xml

_ENTRIES = ("item", "entry")
_ROOTS = ("rss", "feed", "rdf:rdf", "rdf")
_WHOLES = ("channel", *_ROOTS)
# What else has a title and a link of its own within a feed or an entry.
_OTHERS = ("image", "textinput", "source", "cloud", "other:group", "other:content")
_PEOPLE = ("author", "contributor", "dc:contributor")

_MEANS = {
    "guid": "id",
    "rdf:about": "id",
    "dc:title": "title",
    "dc:creator": "author",
    "dc:author": "author",
    "pubdate": "published",
    "issued": "published",
    "dcterms:issued": "published",
    "modified": "updated",
    "dcterms:modified": "updated",
    "dc:date": "dated",
    "lastbuilddate": "updated",
    "dc:language": "language",
    "description": "summary",
    "dc:description": "summary",
    "content:encoded": "content",
    "xhtml:body": "content",
    "slash:comments": "slash_comments",
    "thr:total": "thr_total",
    "feedburner:origlink": "feedburner_origlink",
    "pheedo:origlink": "pheedo_origlink",
}
_KEPT = {
    "title", "id", "author", "published", "updated", "dated", "language", "generator", "summary", "content", "comments",
    "slash_comments", "thr_total", "feedburner_origlink", "pheedo_origlink", "opensearch_totalresults",
    "opensearch_startindex", "opensearch_itemsperpage",
}  # fmt: skip
_HTML = ("", "text/html", "application/xhtml+xml")
_MARKUP = ("xhtml", "application/xhtml+xml")


class Feed(xml.Reader):
    """A feed as it is told of: `about` is what it says of itself, `entries` what each of its entries says.

    Texts are stripped. `links` are all links with their attributes, `link` is where the entry itself stands;
    `content` is a list of one. `base` is what relative addresses in its texts are relative to.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self.is_feed = False
        self.about: dict[str, Any] = {"links": []}
        self.found: list[dict[str, Any]] = []
        self._bases = [url]
        self._open: list[str] = []
        self._within = 0  # at which depth the entry stands that is open; 0: none is
        self._skipped = 0  # the same of what has a title and link of its own
        self._person = 0
        self._texts: list[str] | None = None
        self._markup = 0  # depth of the text whose markup is not escaped

    @property
    def _subject(self) -> dict[str, Any]:
        return self.found[-1] if self._within else self.about

    def began(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self._open.append(name)
        depth = len(self._open)
        base = attributes.get("{http://www.w3.org/XML/1998/namespace}base")
        self._bases.append(_joined(self._bases[-1], base) if base else self._bases[-1])
        if depth == 1:
            self.is_feed = name in _ROOTS
            self._speaks(attributes)
        if self._markup:
            self._tag(name, attributes)
        elif self._skipped:
            return
        elif name in _ENTRIES and not self._within:
            self.count()
            self._within = depth
            self.found.append({"links": [], "base": self._bases[-1]})
            if about := attributes.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"):
                self._subject["id"] = about
        elif name in _OTHERS:
            self._skipped = depth
        elif name in _PEOPLE:
            self._person, self._texts = depth, []
        elif self._is_direct():
            self._begin(name, attributes)
        elif self._person and depth == self._person + 1:
            self._texts = []

    def _speaks(self, attributes: dict[str, str]) -> None:
        if language := attributes.get("{http://www.w3.org/XML/1998/namespace}lang"):
            self.about["language"] = language

    def _is_direct(self) -> bool:
        above = len(self._open) - 1
        return above == self._within if self._within else above > 0 and self._open[-2] in _WHOLES

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._texts = []
        if name == "link" and "href" in attributes:
            self._link(attributes)
        elif name == "thr:in-reply-to":
            self._subject["thr_in-reply-to"] = dict(attributes)
        elif attributes.get("type") in _MARKUP or (name == "xhtml:body"):
            self._markup = len(self._open)
        elif name == "guid":
            self._subject["is_link"] = attributes.get("isPermaLink", "true").strip().lower() != "false"

    def _link(self, attributes: dict[str, str]) -> None:
        link = {**attributes, "rel": attributes.get("rel") or "alternate"}
        link["href"] = _joined(self._bases[-1], attributes["href"].strip())
        self._subject["links"].append(link)
        if link["rel"] == "alternate" and attributes.get("type", "") in _HTML:
            self._subject["link"] = link["href"]

    def data(self, text: str) -> None:
        """A run of text."""
        if self._texts is not None:
            self._texts.append(escape(text, quote=False) if self._markup else text)

    def ended(self, name: str) -> None:
        """An element ends."""
        depth = len(self._open)
        if not depth:
            return
        self._open.pop()
        self._bases.pop()
        if self._markup and depth > self._markup:
            self._end_tag(name)
        elif depth == self._skipped:
            self._skipped = 0
        elif self._skipped:
            return
        elif depth == self._within:
            self._within = 0
        elif self._person and depth > self._person:
            self._of_person(name)
        elif self._texts is not None:
            self._end(name)
            self._person = self._markup = 0
            self._texts = None

    def _end(self, name: str) -> None:
        text, subject = "".join(self._texts or ()).strip(), self._subject
        meant = _MEANS.get(name, name.replace("opensearch:", "opensearch_"))
        if meant == "link":
            if text:
                href = _joined(self._bases[-1], text)
                subject["links"].append({"rel": "alternate", "href": href})
                subject["link"] = href
        elif meant == "content":
            subject.setdefault("content", [{"value": text}])
        elif meant in _KEPT and text:
            if meant not in subject or meant == "author":
                subject[meant] = text
            elif name == "description":  # what came first was the summary
                subject.setdefault("content", [{"value": text}])

    def _of_person(self, name: str) -> None:
        text, said = "".join(self._texts or ()).strip(), self._subject
        self._texts = []
        if self._open[self._person - 1] != "author" or not text:
            return
        if name == "name":
            said["author"] = text
        elif name in ("uri", "url", "homepage"):
            said["author_detail"] = {"href": _joined(self._bases[-1], text)}

    # ------------------------------------------------------------------ markup that stands in the feed as such

    def _tag(self, name: str, attributes: dict[str, str]) -> None:
        if self._texts is not None and not self._is_wrapper(name):
            said = "".join(f' {key.rpartition("}")[2]}="{escape(value)}"' for key, value in attributes.items())
            self._texts.append(f"<{name.rpartition(':')[2]}{said}>")

    def _end_tag(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if self._texts is not None and local not in ("br", "img", "hr", "input", "wbr", "col", "area", "embed"):
            is_wrapper = len(self._open) == self._markup and local == "div"
            self._texts.append("" if is_wrapper else f"</{local}>")

    def _is_wrapper(self, name: str) -> bool:
        return len(self._open) == self._markup + 1 and name.endswith("div")


def read(body: bytes, content_type: str | None, url: str) -> Feed | None:
    """The feed; none where it is none."""
    feed = Feed(url)
    xml.tell(body, content_type, feed)
    for entry in feed.found:
        if "link" not in entry and entry.get("is_link") and "id" in entry:
            entry["link"] = _joined(url, entry["id"])
    return feed if feed.is_feed else None


def _joined(base: str, said: str) -> str:
    """The address that is meant; what cannot be one (`http://[`) stays as it is, for whoever follows it to refuse."""
    try:
        return urljoin(base, said)
    except ValueError:
        return said
