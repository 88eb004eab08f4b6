"""Static generators: the post in plain HTML by well-known themes; the thread, if any, is a comment system's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked

if TYPE_CHECKING:
    from blogarchive.html.document import Document


class StaticSite(Platform):
    """What the common themes of Hugo, Jekyll, Hexo, Pelican and their like have in common."""

    name = "static"
    example = "https://gohugo.io/news/"

    title = ranked(
        """
        h1.post-title, h1.p-name, h1.entry-title, h1.article-title, h1[itemprop~='name'], h1.page__title,
        h2.entry-title, h1.title, h1[itemprop='headline'], h1.single-title, article header h1, article h1, .post
        h1, .post h2, main h1
        """
    )
    author = ranked(
        """
        .p-author .p-name, .p-author, [itemprop='author'] [itemprop='name'], .vcard.author .fn, .vcard.author a,
        .post-author, .post-meta .author, .byline .author, a[rel~='author'], .author-name
        """
    )
    published = ranked(
        """
        time.dt-published, time[itemprop~='datePublished'], abbr.published, .post-meta time, header time,
        article time, time[datetime], .post-date, .post-meta .date, .post-meta
        """
    )
    updated = ranked("time.dt-updated, time[itemprop~='dateModified']")
    categories = ranked(
        """
        .post-category a [itemprop='name'], [itemprop='about'] a, .post-categories a, .post-category a,
        .article-category-link, a.category, .categories a, .post-meta a[href*='/category/'], .post-meta
        a[href*='/categories/'], .page__taxonomy a[href*='/categories/'], a.p-category[href*='categor'],
        .entry-meta a[href*='/category/'], footer.post-info a[href*='/category/']
        """
    )
    tags = ranked(
        """
        .post-tags a, .article-tag-list-link, a[rel='tag'], .tags a, ul.tags a, .tag-list a, .post-tag, a.tag,
        .page__taxonomy a[href*='/tags/'], footer.post-info a[href*='/tag/'], .post-info a[href*='/tag/'],
        a.p-category, .post-meta a[href*='/tags/'], a[href*='/tags/'].tag-link
        """
    )
    body = ranked(
        """
        .e-content, .post-body, .post-content, [itemprop='articleBody'], .entry-content, .article-entry,
        .article-content, .page__content, .post__content, .markdown-body, .prose, .content.post,
        .single-content, article .content, .post .entry, .article-body
        """
    )
    cut = """
        .post-footer, .post-nav, .post-copyright, .post-meta, .post-tags, footer.post-info, .post-info,
        .post-header, .page__share, .page__meta, .toc, #toc, #TableOfContents, .reward-container, .followme,
        .post-eof, .post-reward, .post-toc, .headerlink, .anchor, .post-widgets, .page__footer, .gist-meta,
        .copy-btn
    """
    aside = ".sidebar, .related, .recent-posts, .post-list, .toc, footer.footer, .site-footer, nav"

    def recognises(self, document: Document) -> bool:
        """By the generator that the page names."""
        return (bool(self.sign) and document.has(self.sign)) or super().recognises(document)


class Hexo(StaticSite):
    """NexT, Landscape and other themes of Hexo."""

    name = "hexo"
    generator = ("hexo",)
    sign = "#hexo-admin, script[data-name='next'], .powered-by a[href*='hexo.io']"
    example = "https://hexo.io/news/"


class Pelican(StaticSite):
    """notmyidea and its like; the page names no generator, but its feeds and its styles do."""

    name = "pelican"
    generator = ("pelican",)
    sign = """
        link[href*='/feeds/all.atom.xml'], a[href*='getpelican.com'], a[href*='pelican.notmyidea.org'],
        a[href*='docs.getpelican.com']
    """
    example = "https://blog.getpelican.com/"


class Hugo(StaticSite):
    """Themes of Hugo."""

    name = "hugo"
    generator = ("hugo",)
    example = "https://gohugo.io/news/"


class Jekyll(StaticSite):
    """Minima, Minimal Mistakes and other themes of Jekyll; Octopress, its older layer."""

    name = "jekyll"
    generator = ("jekyll",)
    sign = "a[href='http://octopress.org'], link[href*='octopress'], a[href*='jekyllrb.com'][rel~='nofollow']"
    example = "https://jekyllrb.com/news/"


class OtherStatic(StaticSite):
    """Generators that the page names and that need no rules of their own."""

    name = "static"
    generator = (
        "eleventy",
        "gatsby",
        "nikola",
        "zola",
        "astro",
        "vuepress",
        "docusaurus",
        "mkdocs",
        "gridsome",
        "lektor",
        "middleman",
        "nanoc",
        "publii",
        "bear blog",
        "writefreely",
        "mataroa",
        "zine",
        "quartz",
    )
    example = "https://getnikola.com/blog/"
