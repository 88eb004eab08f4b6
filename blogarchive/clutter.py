"""What stands within a post's element and is not the post: share bars, related posts, author boxes, forms."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from blogarchive.document import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml.etree import _Element as Element

# Names of a class or id that no author gives to a part of what they wrote.
_ALWAYS = re.compile(
    r"""
      sharedaddy | sd-(?:sharing|block|content|like) | jp-relatedposts | jp-post-flair | wpcnt | jetpack-likes
    | (?:^|[\s_-])(?:addtoany|addthis\w*|a2a_\w+|sharethis|shareaholic\S*|shariff|ssba\S*|heateor\S*|mashsb\S*
      |essb\S*|juiz_sps\S*)
    | (?:^|[\s_-])(?:social|share|sharing|follow|bookmark(?:s|ing)?)[\s_-]?(?:\w+[_-])*(?:bar|box|buttons?
      |icons?|links?|list|media|tools|counts?|nav|widget|wrap(?:per)?|container|area|this)(?:$|[\s_-])
    | (?:^|[\s_-])(?:post|entry|article)[_-](?:share|sharing|social)\S*
    | (?:^|[\s_-])related[\s_-]?(?:post|article|entr|content|stor|link|item|reading|box|wrap)\w* | yarpp\S*
    | crp_related | wp_rp\S* | zemanta\S* | lwptoc
    | (?:^|[\s_-])(?:author|about)[_-](?:box|bio|info|card|profile|description|desc|the-author)\S* | abh_box\S*
    | saboxplugin\S* | m-a-box
    | (?:^|\s)(?:newsletter|subscri\w+|signup|sign-up|mc4wp|mailchimp|mc_embed\S*|optin|convertkit\S*|sib-form
      |tve-leads|mailerlite)\S*
    | (?:^|\s)(?:respond|comment-respond|commentform|comment-form|disqus_thread|fb-comments|comments-area
      |comments-wrapper)(?:$|\s)
    | post-navigation | nav-links | nav-(?:below|above|single) | posts?-nav\S* | page-links | pagination
    | wp-pagenavi | adsbygoogle | ad-?slot\S*
    | (?:^|[\s_-])(?:ads?|advert\w*|sponsor(?:ed)?|banner)[_-](?:box|container|wrap\w*|unit|block|inner|label
      |zone|content)
    | (?:^|\s)(?:adsense|advert\w*|google-auto-placed|code-block|ai-viewport\S*|quads-location)(?:$|[\s_-])
    | screen-reader-text | sr-only | visually-hidden
    | (?:^|\s)(?:edit-link|post-edit-link|printfriendly\S*|pf-content-print|tweetbutton|twitter-share-button
      |fb-like)
    | wprm-(?:recipe-(?:rating|print|pin|jump|grow|email)|call-to-action|private-notes|toggle|recipe-adjust)\S*
    | tasty-recipes-(?:buttons|rating|print|units|scale|cook-mode|jump|entry-footer|quick-links)\S*
    | tasty-pins\S* | kksr\S* | post-ratings | (?:^|\s)wp-?polls\S* | (?:^|\s)gdrating\S* | (?:^|\s)yasr\S*
    | (?:^|\s)wpulike\S* | reading-?time | rt-(?:time|label)
    | wp-block-(?:social-links|post-navigation\S*|comments\S*|query\S*|latest-posts\S*) | (?:^|\s)navbox
    | (?:^|\s)breadcrumbs?(?:$|\s) | (?:^|\s)(?:skip-link|back-to-top|top-link) | (?:^|\s)(?:cookie-\S+|gdpr\S*)
    | (?:^|\s)inbound-related\S* | ez-toc\S* | toc_container | wp-embedded-content
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Names that are often about the post, and sometimes wrap it: cut only where little or mostly links stand within.
_PERHAPS = re.compile(
    r"""(?:^|[\s_-])(?:meta|byline|postmeta|postinfo|post-info|entry-footer|entry-meta|entry-header|post-header|post-footer|postmetadata|metadata
    |tags?|tag-links|cat-links|categories|category|filed|posted|date|time|author|share|social|sharing|related|follow|comments?|feedback
    |print|rating|rate|nav|navigation|pager|next|prev|previous|ad|ads|promo|widget|sidebar|footer|subscribe|likes?|views?|credits?
    |copyright|recommend\w*|popular|trending|more-from|also-like|read-next|up-next|donate|paypal|flattr|disclaimer)(?:$|[\s_-])""",
    re.VERBOSE | re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|left\s*:\s*-\d{4,}px|text-indent\s*:\s*-\d{4,}", re.IGNORECASE
)
_NEVER = frozenset({"html", "body", "code", "pre", "p", "h1", "td", "tr", "table", "tbody"})
_LABELS = frozenset({"p", "div", "span", "small", "em", "ul", "section", "footer"})
_GONE = frozenset({"nav", "form", "aside", "footer"})


def clutter(root: Element) -> set[Element]:
    """The elements below `root` that are no part of the post's own content."""
    found: set[Element] = set()
    whole = 0
    tagged = any("tag" in (link.get("rel") or "").split() for link in root.iter("a"))
    for element in root.iter("*"):
        if element is root or element.getparent() in found:
            if element is not root:
                found.add(element)
            continue
        sure = True if tagged and element.tag in _LABELS and _is_label(element) else _sure(element)
        if sure is None:
            continue
        whole = whole or len(text_of(root))
        if (sure and len(text_of(element)) < 0.7 * whole) or (not sure and _is_slight(element, whole)):
            found.add(element)
    return {element for element in found if element.getparent() not in found}


def _sure(element: Element) -> bool | None:
    """True for what is cut by its name, False for what must be looked at, None for what stays."""
    tag = element.tag
    if tag in _NEVER:
        style = element.get("style")
        return True if style and _HIDDEN.search(style) else None
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    verdict = _judged(names) if len(names) > 1 else None
    if verdict is None and (style := element.get("style")) and _HIDDEN.search(style):
        return True
    if verdict is None and tag in _GONE:
        return tag != "aside" and tag != "footer"
    return verdict


@lru_cache(maxsize=20_000)
def _judged(names: str) -> bool | None:
    if _ALWAYS.search(names):
        return True
    return False if _PERHAPS.search(names) else None


def _is_label(element: Element) -> bool:
    """`<p>Filed under: <a rel="category tag">…</a> Tagged: <a rel="tag">…</a></p>`"""
    links = [link for link in element.iter("a") if text_of(link)]
    if not links or not any("tag" in (link.get("rel") or "").split() for link in links):
        return False
    rest = len(text_of(element)) - sum(len(text_of(link)) + 2 for link in links)
    return rest < (100 if len(links) > 1 and element.tag != "span" else 40)


def _is_slight(element: Element, whole: int) -> bool:
    text = text_of(element)
    if not text:
        return True
    if len(text) > 0.4 * whole:
        return False
    linked = sum(len(text_of(link)) for link in element.iter("a"))
    return linked > 0.4 * len(text) or (len(text) < 80 and not _is_prose(element))


def _is_prose(element: Element) -> bool:
    return element.tag in (
        "span",
        "em",
        "strong",
        "b",
        "i",
        "li",
        "a",
        "blockquote",
        "figure",
        "figcaption",
        "ul",
        "ol",
    )


def outermost(elements: Iterable[Element]) -> set[Element]:
    """Those that stand in no other of them."""
    chosen = set(elements)
    return {element for element in chosen if not any(above in chosen for above in element.iterancestors())}
