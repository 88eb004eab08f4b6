"""What stands within a post's element and is not the post: share bars, related posts, author boxes, forms."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

from blogarchive.extraction.boilerplate_hidden import is_hidden
from blogarchive.extraction.boilerplate_phrases import boilerplate_phrases
from blogarchive.extraction.boilerplate_sections import COUNTED, below_tags, from_thread, repeated
from blogarchive.html.text import text_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from blogarchive.html.tree import Element

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
    | screen-reader-text | sr-only | visually-hidden | (?:^|\s)modal(?:$|[\s-])
    | (?:^|\s)(?:edit-link|post-edit-link|printfriendly\S*|pf-content-print|tweetbutton|twitter-share-button
      |fb-like)
    | wprm-(?:recipe-(?:rating|print|pin|jump|grow|email|share|add-to|adjust)|call-to-action|private-notes|toggle
      |media-toggle|unit-conversion|prevent-sleep|checkbox-container|user-rating)\S*
    | tasty-recipes-(?:buttons|rating|print|units|scale|cook-mode|jump|entry-footer|quick-links)\S*
    | mv-create-(?:print|pin|reviews?|rating|social|jtr|jtc|hands-free|affiliate)\S* | ERS(?:SavePrint|Print|Rating)\S*
    | (?:zlrecipe|zrdn|cooked|wpurp(?:-recipe)?|wpzoom-(?:rcb|recipe-card)|recipe-card|dr|ymp|jetpack-recipe|easyrecipe)
      -(?:print|pin|jump|rating|rate|share|save|favou?rite|fsm|cta|btn|cook-?mode|shopping-list)\S*
    | (?:^|[\s_-])recipe[\s_-]?(?:print|pin|rating|rate|save|share|jump|buttons?|actions?|favou?rites?)(?:$|[\s_-]\S*)
    | (?:^|[\s_-])(?:jump-to|print|pin|save|rate|email|share)[\s_-](?:the-|this-)?(?:recipe|btn|button|link)
      (?:$|[\s_-]\S*)
    | (?:^|[\s_-])(?:cook-?mode|shopping-list|unit-(?:toggle|switch|conversion)\w*|servings?-adjuster)(?:$|[\s_-])
    | tasty-pins\S* | kksr\S* | post-ratings | (?:^|\s)wp-?polls\S* | (?:^|\s)gdrating\S* | (?:^|\s)yasr\S*
    | (?:^|\s)wpulike\S* | reading-?time | rt-(?:time|label)
    | wp-block-(?:social-links|post-navigation\S*|comments\S*|query\S*|latest-posts\S*) | (?:^|\s)navbox
    | (?:^|\s)breadcrumbs?(?:$|\s) | (?:^|\s)(?:skip-link|back-to-top|top-link) | (?:^|\s)(?:cookie-\S+|gdpr\S*)
    | (?:^|\s)inbound-related\S* | ez-toc\S* | toc_container | wp-embedded-content | (?:^|[\s_-])byline(?:$|[\s_-])
    | (?:^|\s)(?:no-?print|d-print-none|hidden-print|print-hidden|hide-on-print|mepr[_-]error)(?:$|\s)
    | (?:^|[\s_-])(?:slide-?show|lightbox|photo-?gallery|image-?gallery|gallery-(?:slide|viewer|overlay))
      (?:$|[\s_-]\S*)
    | (?:^|[\s_-])(?:slide-?show|next-?up|read-?more-?posts)[\s_-](?:wrapper|loading|container)\S*
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
# What a recipe card calls its own times and notes: `<div class="wprm-recipe-meta-container">`
_CARD = re.compile(r"(?:wprm|tasty|mv-create|recipe|zlrecipe|easyrecipe|jetpack-recipe)[\w-]*", re.IGNORECASE)
_PARTS = ("ingredient", "instruction")
"""What a name says that is a recipe's, whatever else it says: `print-ingredient`."""
# A line about the post, under a tag that is mostly the post's: `<p class="posted">By NAME on DATE</p>`
_ABOUT = re.compile(
    r"(?:^|\s)(?:posted|post-?meta(?:data)?|entry-?meta|post-?info|meta|dateline|timestamp|post-?date|date|author"
    r"|post-?author|tags|post-?tags|categories|filed)(?:$|\s)",
    re.IGNORECASE,
)
# Headings of what follows a post. "Comments" and the like must be all that the heading says.
_AFTER = re.compile(
    r"""
    ^(?:\d+\s+)?(?:comments?|trackbacks?|responses?|kommentare?|commentaires?|coment[aá]rios?|commenti|reacties|komentarze
    |koment[áa][řr]e|kommentarer|комментарии|コメント|댓글|评论)(?:\s*\(?\d*\)?)?\s*:?$
    | ^(?:leave|post|add|write|submit)\s+(?:a|your)\s+(?:comment|reply|response)
    | ^(?:schreibe?[ ](?:einen|deinen)[ ]kommentar|kommentar[ ](?:schreiben|hinterlassen)|laisse[rz][ ]un[ ]commentaire)
    | ^(?:lascia[ ]un[ ]commento|deja[ ](?:un|tu)[ ]comentario|deixe[ ](?:um|seu)[ ]coment|laat[ ]een[ ]reactie)
    | ^(?:related|similar|recommended|more|other|recent|popular)\s+(?:posts?|articles?|stor(?:y|ies)|recipes?
    |reading|entries)\b
    | ^more[ ](?:news|stories|posts|articles|headlines)\b
    | ^(?:most|top)[ ](?:read|popular|viewed|shared|stories|news)\b
    | ^(?:more|read|also)[ ](?:in|on|from|about)\b
    | ^(?:trending|don['’]t[ ]miss|read[ ]next|up[ ]next|what[ ]to[ ]read[ ]next)\b
    | ^(?:latest[ ](?:news|stories|posts|articles))\b
    | ^(?:related[ ](?:tags|topics|coverage|roundup|links)|key[ ]takeaways[ ]from|sponsored[ ](?:links|stories))\b
    | ^(?:meistgelesen|mehr[ ]zum[ ]thema|auch[ ]interessant|lesen[ ]sie[ ](?:auch|mehr)|à[ ]lire[ ]aussi)
    | ^lo[ ]más[ ]leído
    | ^you[ ](?:may|might)[ ](?:also[ ])?(?:like|enjoy)
    | ^more[ ].{1,40}[ ](?:to[ ]try|you(?:[ ’'](?:ll|will|may|might))?[ ](?:love|like|enjoy))\b
    | ^(?:das[ ]könnte|ähnliche[ ](?:beiträge|artikel|rezepte)|weitere[ ](?:beiträge|artikel))
    | ^(?:(?:articles|recettes)[ ](?:similaires|liés)|vous[ ]aimerez)
    | ^(?:art[íi]culos|entradas|posts?|recetas|artigos|receitas)[ ]relacionad[oa]s
    | ^(?:te[ ]puede[ ]interesar|tamb(?:ié|e|é)n[ ]te|(?:leia|veja)[ ]tamb[ée]m)
    | ^(?:leggi[ ]anche|potrebbe(?:ro)?[ ]interessarti|(?:ricette|articoli)[ ](?:correlat[ei]|simili))
    | ^(?:gerelateerde|meer)[ ](?:berichten|artikelen|recepten)
    | ^(?:podobne|podobné|zobacz[ ](?:też|także))
    | ^(?:share(?:[ ]this)?|teilen|partager|compartir|condividi|compartilhe)\s*:?$
    """,
    re.VERBOSE | re.IGNORECASE,
)
# The numbers of lines of code: <td class="gutter"><pre class="line-numbers">1\n2</pre>, <span class="ln">7</span>
_NUMBERING = re.compile(
    r"(?:^|[\s_-])(?:gutter|lineno?s?|lnt?d?|line[-_]?num(?:ber)?s?|crayon-nums?|pre-numbering|hljs-ln-numbers)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_BUTTON = re.compile(r"(?:^|[\s_-])(?:btn|button|toggle\w*|open|close)(?:$|[\s_-])", re.IGNORECASE)
_AS_HEADINGS = ("p", "div", "span", "strong", "b", "label")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_NEVER = frozenset({"html", "body", "code", "pre", "p", "h1", "td", "tr", "table", "tbody"})
_LABELS = frozenset({"p", "div", "span", "small", "em", "ul", "section", "footer"})
_DIGITS = frozenset("0123456789 ")
_GONE = frozenset({"nav", "form", "aside", "footer"})
_OWN = frozenset({"aside", "footer"})
"""Of these, what may be words of the author."""
_REMARK = 20
"""Characters from which on an aside may be a remark."""


def boilerplate(root: Element, hidden: Collection[Element] = (), thread: Collection[Element] = ()) -> set[Element]:
    """The elements below `root` that are no part of the post's own content; what is `hidden` is cut by others."""
    found: set[Element] = _line_numbers(root) | from_thread(root, thread)
    leaves: list[Element] = []
    whole = 0
    tagged = any("tag" in (link.get("rel") or "").split() for link in root.iter("a"))
    for element in root.iter("*"):
        if element is root or element.parent in found:
            if element is not root:
                found.add(element)
            continue
        if element.end == element.place + 1 and element.tag in COUNTED:
            leaves.append(element)
        is_label = tagged and element.tag in _LABELS and _is_label(element)
        sure = True if is_label else _sure(element)
        if sure is None:
            continue
        whole = whole or len(text_of(root))
        if (sure and len(text_of(element)) < 0.7 * whole) or (not sure and _is_slight(element, whole)):
            found.add(element)
        if is_label:
            found |= below_tags(element, root, hidden)
    found |= repeated(leaves)
    found |= _sections_after(root, found)
    found |= boilerplate_phrases(root, found)
    return {element for element in found if element.parent not in found}


def _line_numbers(root: Element) -> set[Element]:
    """The numbers beside lines of code: `<td class="gutter"><pre>1\n2</pre></td>`, `<span class="ln">7</span>`."""
    if not any(True for _ in root.iter("pre")):
        return set()
    return {
        element
        for element in root.iter("td", "pre", "span", "div", "ul")
        if (names := element.get("class")) and _numbers_lines(names) and not set(text_of(element)) - _DIGITS
    }


@lru_cache(maxsize=20_000)
def _numbers_lines(names: str) -> bool:
    return _NUMBERING.search(names) is not None


_MOST_LOOKED_AT = 20_000
"""Elements that are looked at behind all such headings together: some pages repeat one a thousand times."""


def _sections_after(root: Element, gone: set[Element]) -> set[Element]:
    """What a heading such as "Related posts" or "Leave a comment" stands above, to the next heading of its rank."""
    found: set[Element] = set()
    room = _MOST_LOOKED_AT
    for heading in root.iter(*_HEADINGS, *_AS_HEADINGS):
        if room < 0:
            break
        if heading.end - heading.place > 4 or heading.last - heading.first > 6:
            continue
        text = text_of(heading)
        if not 4 < len(text) < 90 or not (_AFTER.match(text) or heading.get("id") == "comments"):
            continue
        if heading.tag in _AS_HEADINGS and (len(text) > 50 or (heading.tail and heading.tail.strip())):
            continue
        while heading.parent is not None and heading.parent is not root and text_of(heading.parent) == text:
            heading = heading.parent
        section = [heading]
        for following in heading.itersiblings():
            if (
                str(following.tag) in _HEADINGS
                and (following.tag <= heading.tag or heading.tag not in _HEADINGS)
                and not _AFTER.match(text_of(following))
            ):
                break
            section.append(following)
        room -= len(section)
        if heading not in gone and _is_no_prose(section, heading):
            found.update(section)
    return found


def _is_no_prose(section: list[Element], heading: Element) -> bool:
    """Whether mostly links or form fields stand there; what follows "Comments" is never the post."""
    if heading.get("id") == "comments" or not section[1:] or text_of(heading).casefold().startswith("trackback"):
        return True
    length = sum(len(text_of(element)) for element in section[1:])
    linked = sum(len(text_of(link)) for element in section[1:] for link in element.iter("a"))
    return length < 60 or linked > 0.5 * length or any(True for e in section[1:] for _ in e.iter("form", "textarea"))


def _sure(element: Element) -> bool | None:
    """True for what is cut by its name, False for what must be looked at, None for what stays."""
    tag = element.tag
    if not element.attrib and tag not in _GONE:
        return None
    if tag in _NEVER:
        if is_hidden(element):
            return True
        return False if tag == "p" and (name := element.get("class")) and _ABOUT.search(name) else None
    if tag == "a":
        if _is_in_prose(element):
            return None
        if _leads_nowhere(element):
            return True
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    verdict = _judged(names) if len(names) > 1 else None
    if verdict is None and is_hidden(element):
        return True
    if verdict is None and tag in _GONE:
        return tag not in _OWN or (None if _is_own_words(element) else False)
    return verdict


def _is_own_words(element: Element) -> bool:
    """`<blockquote>…<footer>NAME, BOOK</footer></blockquote>`, `<aside>A remark.</aside>`: the author's, too."""
    if element.tag == "footer":
        return any(True for _ in islice(element.iterancestors("blockquote", "figure", "q"), 1))
    if any(True for _ in element.iter("form", "button", "input", "h2", "h3", "h4", "nav")):
        return False
    text = text_of(element)
    return len(text) > _REMARK and 3 * sum(len(text_of(link)) for link in element.iter("a")) < len(text)


@lru_cache(maxsize=20_000)
def _judged(names: str) -> bool | None:
    if _ALWAYS.search(names):
        return True
    names = " ".join(name for name in names.split() if not any(part in name.lower() for part in _PARTS))
    return False if _PERHAPS.search(_CARD.sub("", names)) else None


def _leads_nowhere(link: Element) -> bool:
    """A button for a script: `<a class="btn" href="#">Show photos</a>`, `<a href="javascript:save()">Save</a>`."""
    href = link.get("href") or ""
    return href.startswith("javascript:") or (href == "#" and _BUTTON.search(link.get("class") or "") is not None)


def _is_in_prose(link: Element) -> bool:
    """Whether words stand around the link: `<p>It collects <a class="u-like">likes</a> and passes them on.</p>`"""
    line = link.getparent()
    if line is None or line.tag not in ("p", "li", "td", "blockquote", "em", "strong"):
        return False
    around = (line.text or "").strip(), *((child.tail or "").strip() for child in line)
    return sum(map(len, around)) > 30


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
