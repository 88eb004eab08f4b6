"""Addresses that are never followed: each rule as a row, with an address that it catches and one that it must not."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trap:
    """One rule."""

    name: str
    """Goes into the reason of the link."""
    pattern: re.Pattern[str]
    """Searched in the whole address."""
    caught: str
    """An address that it catches."""
    spared: str
    """An address much like it that must still be followed."""
    by_slug: bool = False
    """Whether it goes by the last step of the path, which may as well be a post's own name: `/2014/03/print/`."""


def _trap(name: str, pattern: str, caught: str, spared: str, *, by_slug: bool = False) -> Trap:
    return Trap(name, re.compile(pattern, re.IGNORECASE), caught, spared, by_slug)


_B = "https://blog.example/"

TRAPS = (
    _trap("reply form", r"[?&](?:replytocom|replyto|reply_to)=", _B + "p/?replytocom=12", _B + "p/?cpage=12"),
    _trap("reply form", r"[?&]mode=reply\b", _B + "1.html?mode=reply", _B + "1.html?mode=full"),
    _trap(
        "reply form", r"/comment/reply/\d|/quote-comment-\d+/?$", _B + "comment/reply/7", _B + "a-comment-on-replies"
    ),
    _trap("share button", r"[?&]share=[a-z][\w-]*(?:&|$)", _B + "p/?share=twitter", _B + "p/?shared=1"),
    _trap(
        "share button",
        r"[?&]nb=1&share=|/share-post\.g\?|/email-post\.g\?|[?&]spref=",
        _B + "share-post.g?postID=1",
        _B + "share-post/",
    ),
    _trap("like button", r"[?&](?:like|like_comment|unlike)=", _B + "p/?like_comment=3&_wpnonce=1", _B + "p/?likes=3"),
    _trap("mobile twin", r"[?&]m=[01](?:&|$)", "https://x.blogspot.com/2011/01/a.html?m=1", _B + "?m=201101"),
    _trap(
        "print twin",
        r"[?&](?:print|printable|printerfriendly)(?:=(?:1|true|yes|print|pdf)?)?(?:&|$)"
        r"|[?&](?:action|view)=print\b|[?&]tmpl=component\b",
        _B + "p/?print=print",
        _B + "?printing=1",
    ),
    _trap("print twin", r"/print(?:/\d*)?/?(?:\?|$)", _B + "p/print/", _B + "printing/", by_slug=True),
    _trap(
        "feed of a feed",
        r"/(?:feed|rss2?|atom)/(?:\w+/)?feed/?(?:[?#]|$)",
        _B + "comments/feed/feed/",
        _B + "p/feed/atom/",
    ),
    _trap(
        "count in the address", r"\.html\?(?:.*&)?nc=\d", "https://x.livejournal.com/1.html?nc=7", _B + "1.html?nc=all"
    ),
    _trap(
        "AMP twin",
        r"[?&]amp(?:=1?)?(?:&|$)|[?&]format=amp\b|[?&]outputType=amp\b",
        _B + "p/?amp=1",
        _B + "p/?ampere=1",
    ),
    _trap("AMP twin", r"/amp/?$", _B + "p/amp/", _B + "p/ampere/", by_slug=True),
    _trap(
        "one comment of a page",
        r"[?&]showComment=",
        "https://x.blogspot.com/a.html?showComment=1#c1",
        "https://x.blogspot.com/a.html?commentPage=2",
    ),
    _trap(
        "one thread of a page",
        r"[?&]thread=\d+(?!.*format)",
        "https://x.livejournal.com/1.html?thread=77",
        "https://x.livejournal.com/1.html?page=2",
    ),
    _trap(
        "login",
        r"/wp-(?:login|signup|register|activate)\.php|/(?:user|users|account)/(?:login|register|password)\b|[?&]openidserver",
        _B + "wp-login.php?redirect_to=x",
        _B + "2011/login-screens/",
    ),
    _trap("login", r"/log-?in/?(?:\?|$)", _B + "login?next=x", _B + "logins/", by_slug=True),
    _trap(
        "administration",
        r"/wp-admin/|/xmlrpc\.php|/ghost/(?:#|$)|/administrator/",
        _B + "wp-admin/post.php?post=1",
        _B + "wp-administrators/",
    ),
    _trap(
        "trackback address",
        r"/mt-tb\.(?:cgi|fcgi|php)|/tb\.php",
        _B + "mt-tb.cgi/12",
        _B + "mt-tb-cgi/",
    ),
    _trap(
        "trackback address",
        r"/trackback/?(?:\?[^/]*)?$",
        _B + "2011/01/a/trackback/",
        _B + "2011/01/trackback-spam/",
        by_slug=True,
    ),
    _trap(
        "comment script",
        r"/mt-(?:comments|search|cp|send-entry)\.(?:cgi|fcgi|php)|/comment-iframe\.g\?|/post-edit\.g\?|/delete-comment\.g\?",
        "https://x.example/mt-comments.cgi?entry_id=1",
        _B + "mt-comments/",
    ),
    _trap(
        "preview or edit",
        r"[?&](?:preview|preview_id|action=edit|customize_changeset_uuid)=|/node/\d+/edit|[?&]action=edit\b",
        _B + "?p=1&preview=true",
        _B + "previews/",
    ),
    _trap(
        "calendar export",
        r"[?&](?:ical|outlook-ical|tribe-bar-date|tribe_event_display)=",
        _B + "event/?ical=1",
        _B + "icalendar/",
    ),
    _trap("impossible year", r"/(?:20[5-9]\d|2[1-9]\d\d)/$", _B + "2087/", _B + "2011/", by_slug=True),
    _trap("impossible year", r"/(?:20[5-9]\d|2[1-9]\d\d)/\d\d?/(?:\d\d?/)?$", _B + "2087/05/", _B + "2011/05/"),
    _trap(
        "impossible year",
        r"/(?:0\d{3}|1[0-8]\d\d|19[0-8]\d|[3-9]\d{3})/\d\d?/(?:\d\d?/)?$",
        _B + "cal/9999/12/",
        _B + "1984/",
    ),
    _trap(
        "tags combined",
        r"/tags?/[^/+,?]+(?:\+|,|%2C)[^/+,?]|[?&](?:tags?|filter|facets?|f)(?:\[\d*\]|%5B\d*%5D)=|[?&]tags?=[^&]+(?:,|\+|%2C)[^&]",
        _B + "tag/tea+cake/",
        _B + "tag/c++/",
    ),
    _trap(
        "other sorting", r"[?&](?:sort|sortby|orderby|order|sort_by|dir)=(?!\d+$)", _B + "p?sort=desc", _B + "sorting/"
    ),
    _trap(
        "search results",
        r"[?&]s=[^&]|/search/?\?(?!.*updated-(?:max|min))(?:.*&)?(?:q|query|s|keys|tag)=",
        _B + "?s=keyboard",
        "https://x.blogspot.com/search?updated-max=2011-01-01T00:00:00Z",
    ),
    _trap(
        "style switch",
        r"[?&](?:style|skin|theme|wptheme|preview_theme|format)=(?!json|rss|feed|atom|light)",
        "https://x.livejournal.com/1.html?style=mine",
        _B + "?format=rss",
    ),
    _trap(
        "archive widget",
        r"[?&]toggle(?:open)?=|[?&]reverse-paginate=",
        "https://x.blogspot.com/?toggleopen=MONTHLY-1",
        _B + "toggles/",
    ),
    _trap(
        "day's neighbour",
        r"[?&]get=(?:prev|next)\b|/go\.bml\?",
        "https://x.livejournal.com/2011/01/02/?get=prev",
        _B + "get-next/",
    ),
    _trap(
        "bot trap", r"[?&]blackhole=|[?&]wordfence_(?:logHuman|lh)=|/cdn-cgi/", _B + "?blackhole=1", _B + "blackholes/"
    ),
    _trap(
        "journal tools",
        r"/(?:tools/(?:memadd|tellafriend|content_flag)|update|editjournal|allpics|poll/)\S*\.bml",
        "https://www.livejournal.com/update.bml?x",
        _B + "update.html",
    ),
    _trap(
        "tumblr button",
        r"tumblr\.com/(?:reblog|like|dashboard|login|register)\b|route=/page/:page",
        "https://x.tumblr.com/reblog/1/a",
        "https://x.tumblr.com/post/1/a",
    ),
    _trap("tumblr button", r"/(?:ask|submit)/?$", "https://x.tumblr.com/ask", _B + "asking/", by_slug=True),
    _trap(
        "subscription form",
        r"[?&]subscribe(?:-|_)?comments?=|[?&]wpmp_",
        _B + "p/?subscribe-comments=1",
        _B + "p/?subscribed=1",
    ),
    _trap(
        "subscription form",
        r"/(?:subscribe|account)/?(?:\?|$)",
        "https://x.substack.com/subscribe?x=1",
        _B + "subscribed/",
        by_slug=True,
    ),
    _trap("language of the frame", r"[?&](?:hl|setlang|set_language|ui_lang)=", _B + "p/?hl=de", _B + "p/?lang=de"),
    _trap("cart", r"[?&]add-to-cart=", _B + "?add-to-cart=7", _B + "add-to-cart/"),
    _trap("cart", r"/(?:cart|checkout|basket)/?(?:\?|$)", _B + "cart/", _B + "cartoons/", by_slug=True),
    _trap(
        "unfilled template",
        r"/page/(?:%d|%25d|:page|__page__)|\{\{|%7B%7B|\$\{|%24%7B",
        _B + "page/%25d/",
        _B + "page/2/",
    ),
    _trap(
        "link without its scheme",
        r"//[^/?#]+/(?:[^?#]*/)?www\.[a-z\d-]+(?:\.[a-z]{2,})+/",
        _B + "p/www.news.example/x/",
        _B + "2014/www.html",
    ),
    _trap(
        "link without its scheme",
        r"//[^/?#]+/(?:[^?#]*/)?www\.[a-z\d-]+(?:\.[a-z]{2,})+$",
        _B + "p/www.news.example",
        _B + "p/www.news.example-review",
        by_slug=True,
    ),
    _trap("loop in the path", r"(?:/[^/?#]+)(/[^/?#]+)\1\1(?:/|$)", _B + "a/js/js/js/", _B + "1/1/2/"),
    _trap("escaped escapes", r"%25252525|(?:amp;){3}|%5C%22|%5C%27", _B + "p/%25252525", _B + "100%25/"),
    _trap("embedded player", r"/oembed/?\?|/wp-json/oembed/", _B + "wp-json/oembed/1.0/embed?url=x", _B + "oembed/"),
    _trap("embedded player", r"/embed/?(?:#|$)", _B + "p/embed/", _B + "embedded/", by_slug=True),
)

LONGEST = 2000
"""Characters of an address; what is longer was made by a program that went round in circles."""

# A page of comments is never a trap, whatever else its address holds.
_SPARED = re.compile(r"[?&](?:cpage|commentPage|comments_page|comments)=|/comment-page-\d", re.IGNORECASE)


def trap(url: str, *, own_slug: bool = False) -> str | None:
    """The name of the rule that catches the address; none for one that may be followed.

    `own_slug` says that the last step of its path is the name of a post.
    """
    if len(url) > LONGEST:
        return "endless address"
    if not _ANY.search(url):
        return None
    found = next((rule for rule in TRAPS if not (own_slug and rule.by_slug) and rule.pattern.search(url)), None)
    if found is None or (_SPARED.search(url) and found.name not in _DESPITE):
        return None
    return found.name


_DESPITE = frozenset({"reply form", "like button", "share button"})
# All rules at once, so that the ordinary address costs one search. The loop's back reference gets a name of its own.
_ANY = re.compile("|".join(rule.pattern.pattern.replace(r"\1\1", "(?:/)") for rule in TRAPS), re.IGNORECASE)
