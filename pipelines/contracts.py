"""Contracts of the spider, for `scrapy check`: a post's page, ours or one that is given, is read as one whole post."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Self

from itemadapter import ItemAdapter
from scrapy.contracts import Contract
from scrapy.exceptions import ContractFail, NotConfigured
from scrapy.http import HtmlResponse

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

ADDRESS = "https://sample.example/2014/03/02/the-night-train/"
"""Nobody lives there (RFC 2606): the page below is the answer."""

PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>The night train | Tea and Timetables</title>
<meta name="generator" content="WordPress 6.4"></head>
<body class="single single-post"><article class="post hentry">
<h1 class="entry-title">The night train</h1>
<div class="entry-meta"><span class="author vcard"><a class="url fn" href="/author/ada/">Ada Fenwick</a></span>
<time class="entry-date published" datetime="2014-03-02T18:00:00+00:00">2 March 2014</time></div>
<div class="entry-content"><p>It leaves at nine, an engine at each end, and nobody has seen it arrive.</p></div>
<span class="cat-links"><a rel="category tag" href="/category/trains/">Trains</a></span></article>
<div id="comments"><ol class="comment-list">
<li id="comment-1" class="comment depth-1"><article class="comment-body"><div class="comment-author vcard">
<b class="fn">Steve</b></div><time datetime="2014-03-02T19:48:00+00:00">2 March</time>
<div class="comment-content"><p>I took it in 1987.</p></div></article>
<ol class="children"><li id="comment-2" class="comment depth-2"><article class="comment-body">
<div class="comment-author vcard"><b class="fn">Marguerite</b></div>
<time datetime="2014-03-02T21:02:00+00:00">2 March</time>
<div class="comment-content"><p>So did I.</p></div></article></li></ol></li></ol></div>
</body></html>"""


class Sample(Contract):
    """`@sample`: in place of Scrapy's `@url`, the page of a post: that of `-a url=…`, else the one above."""

    name = "sample"

    def adjust_request_args(self, args: dict[str, Any]) -> dict[str, Any]:
        """Ask for that page."""
        spider: Any = args["callback"].__self__
        addresses = spider.addresses or [ADDRESS]
        return {**args, "url": addresses[0]}


class SamplePage:
    """A downloader middleware that answers for the sample, while contracts are checked."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:  # noqa: ARG003 - Scrapy's signature
        """As Scrapy makes its components; only `scrapy check` sets this variable."""
        if not os.environ.get("SCRAPY_CHECK"):
            raise NotConfigured
        return cls()

    def process_request(self, request: Request) -> Response | None:
        """The page above, if that is what was asked for."""
        return HtmlResponse(ADDRESS, body=PAGE.encode(), encoding="utf-8") if request.url == ADDRESS else None


class Thread(Contract):
    """`@thread`: comments stand in reading order, and each that answers another follows it, one level below."""

    name = "thread"

    def post_process(self, output: list[Any]) -> None:
        """Hold each post against that."""
        for item in output:
            thread = ItemAdapter(item)["comments"]
            depths: dict[str, int] = {}
            for position, comment in enumerate(thread):
                parent = depths.get(comment["parent"], -1)
                if (comment["position"], comment["depth"]) != (position, parent + 1):
                    raise ContractFail(f"comment {comment['id']} stands at the wrong place of its thread")
                depths[comment["id"]] = comment["depth"]
