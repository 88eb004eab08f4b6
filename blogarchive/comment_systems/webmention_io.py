"""webmention.io: what other sites said of a page, as jf2; likes and reposts without a text are no comments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from blogarchive.comment_systems.answer import Answer, Json, asked, inner, made, objects, paragraphs

if TYPE_CHECKING:
    from blogarchive.models import Comment, Page

SPOKEN = frozenset({"in-reply-to", "mention-of"})


def read(page: Page, data: Any) -> Answer | None:
    """`{"type": "feed", "children": [{"wm-id", "wm-property", "author", "content", "url"}]}`."""
    items = objects(data.get("children")) if isinstance(data, dict) else []
    if not items or not all("wm-id" in item for item in items):
        return None
    spoken = [item for item in items if item.get("wm-property") in SPOKEN]
    targets = {str(item.get("wm-target")) for item in items}
    about = targets.pop() if len(targets) == 1 else asked(page, "target", "target[]")
    return Answer(comments=tuple(_comment(page, item) for item in spoken), about=about)


def _comment(page: Page, item: Json) -> Comment:
    content = inner(item, "content", "html") or paragraphs(inner(item, "content", "text"))
    return made(
        page,
        ident=item["wm-id"],
        kind="comment" if content and item.get("wm-property") == "in-reply-to" else "webmention",
        author=inner(item, "author", "name"),
        author_url=inner(item, "author", "url"),
        published=item.get("published") or item.get("wm-received"),
        markup=content,
        url=item.get("url") or item.get("wm-source"),
    )
