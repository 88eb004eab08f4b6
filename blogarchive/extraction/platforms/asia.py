"""Hosts of East Asia and Russia: Hatena, Ameba, FC2, livedoor, Naver, Tistory, cnblogs, CSDN, Habr."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from blogarchive.dates import from_machine
from blogarchive.extraction.comments.entries import Fields, with_description
from blogarchive.extraction.platforms.platform import Platform
from blogarchive.html.css import ranked

if TYPE_CHECKING:
    from blogarchive.extraction.comments.entries import Entry, Thread
    from blogarchive.extraction.findings import Findings
    from blogarchive.html.document import Document
    from blogarchive.models import Post


class Hatena(Platform):
    """はてなブログ"""

    name = "hatena"
    generator = ("hatena",)
    sign = """
        html[data-admin-domain*='hatena'], link[href*='hatenablog.com'], script[src*='hatenablog'],
        link[href*='cdn.blog.st-hatena.com'], link[href*='st-hatena.com']
    """
    example = "https://staff.hatenablog.com/"

    title = ranked("h1.entry-title, .entry-title")
    author = ranked(".entry-footer .fn, .author.vcard .fn, .author .fn")
    published = ranked(".entry-date time, header time, .entry-footer time, time[datetime]")
    categories = ranked(".entry-categories a, a.entry-category-link")
    body = ranked(".entry-content")
    cut = ".entry-footer, .hatena-star-container, .social-buttons, .entry-inner-footer, .table-of-contents"
    aside = "#box2, .hatena-module, .pager, aside"
    entry = "li.entry-comment, ul.comment > li"
    entry_id = re.compile(r"comment-(\w+)$")
    fields = Fields(
        author=ranked(".comment-nickname, .comment-user-name"),
        date=ranked("time[data-epoch], time[datetime], .comment-metadata time, .comment-metadata"),
        body=ranked(".comment-content"),
        permalink=ranked(".comment-metadata a"),
        controls=".comment-metadata, .hatena-star-container",
    )


class Ameba(Platform):
    """アメーバブログ: its comments come from an API."""

    name = "ameba"
    sign = """
        link[href*='stat.ameba.jp'], script[src*='stat100.ameba.jp'], script[src*='stat.blogskin.ameba.jp'],
        link[href*='stat100.ameba.jp']
    """
    example = "https://ameblo.jp/staff/"

    title = ranked("h1[class*='skinArticleTitle'], a.skinArticleTitle, .skinArticleTitle, article h1")
    author = ranked(".skinProfileNickname, .skinArticleAuthor, [data-uranus-component='profileNickname']")
    published = ranked("time[datetime], .articleTime time, .articleTime, .skinTextArticleTime")
    categories = ranked(".articleTheme a, .skinArticleTheme a, [data-uranus-component='theme'] a")
    tags = ranked("[data-uranus-component='hashtagList'] a, .skinHashtag a")
    body = ranked("#entryBody, .skin-entryBody, .articleText, .subContentsInner")
    cut = ".ogpCard_root, .snsModule, .articleFooter"
    aside = "#sub, .skinSubA, .skinSubB"


class FC2(Platform):
    """FC2ブログ: flat, oldest first, by templates that share their variables."""

    name = "fc2"
    sign = """
        link[href*='blog-imgs'], script[src*='fc2.com'], link[href*='static.fc2.com'],
        link[href*='.fc2.com/?xml']
    """
    example = "https://blog.fc2.com/"

    title = ranked("h2.entry_header, .entry_title, h2.entry-title, .ently_title, h3.entry_title, .main_title")
    published = ranked("time[datetime], .entry_date, .ently_date, .date, .entry_data, .datetime")
    categories = ranked(".entry_category a, .ently_navi a[href*='blog-category'], a[href*='blog-category-']")
    tags = ranked(".entry_tag a, a[href*='?tag=']")
    body = ranked(".entry_body, .ently_text, .entry_text, .main_text, .entry-content, #more")
    cut = ".entry_footer, .ently_navi, .fc2_footer, .entry_state, .relation_entry"
    entry = """
        .comment_area > [id^='comment'], [id^='comment'].sub_content, #cm .sub_content, dt[id^='comment'],
        div[id^='comment'].comment, li[id^='comment']
    """
    entry_id = re.compile(r"^comment(\d+)$")
    fields = Fields(
        author=ranked(".comment_name, .comment_author, .name, .sub_footer a[href*='//'], .sub_footer, .author"),
        date=ranked(".comment_date, .comment_time, .date, .sub_footer, .time, .posted"),
        body=ranked(".comment_body, .comment_text, .sub_text, .body, dd"),
        controls=".comment_edit, .comment_title, .sub_header, dt, .trip, .edit",
        # "2011/12/28(19:48) | NAME #TRIP | URL | 編集": what stands around the name
        name_noise=re.compile(r"^[\s)|]+|\s*(?:#\S*)?(?:[\s|\[\]]*(?:URL|編集|Edit|Mail))*[\s|\[\]]*$"),
    )

    def entries(self, document: Document) -> list[Entry]:
        """`<dt id="comment7">SUBJECT</dt><dd>TEXT</dd>`, or one box."""
        return [replace(entry, elements=with_description(entry.element)) for entry in super().entries(document)]


# <!-- <rdf:RDF …><rdf:Description rdf:about="…" dc:title="…" dc:subject="…" dc:date="2011-12-28T10:31:00+09:00" />
_RDF = re.compile(r"<rdf:Description\b[^>]{0,4000}>")
_DUBLIN_CORE = re.compile(r"\bdc:(\w+)=\"([^\"]*)\"")


class Livedoor(Platform):
    """ライブドアブログ"""

    name = "livedoor"
    sign = """
        link[href*='parts.blog.livedoor.jp'], script[src*='parts.blog.livedoor.jp'],
        link[href*='livedoor.blogimg.jp'], link[href*='blog.livedoor.com']
    """
    example = "http://blog.livedoor.jp/staff/"

    title = ranked(
        """
        h1.article-title, h2.article-title, .article-title, .entry-title, .titlebody h2, .article-header h1
        """
    )
    published = ranked("time[datetime], .article-date, abbr.updated, .date, .posted, .article-header-date")
    author = ranked(".article-author, .author, .fn")
    categories = ranked(".article-category a, dl.article-category a, .category a, .article-header-category a")
    tags = ranked("dl.article-tags a, .article-tags a")
    body = ranked(".article-body, .article-body-inner, .blogbody .main, .mainmore, .fulltext")
    cut = ".article-footer, .article-option, .article-social-btn, .ldblog_related_articles, .related-articles"
    entry = "#comments-list > li, .comment-set, ul.comment-list > li"
    fields = Fields(
        author=ranked(".comment-author, .comment-info .name, .name, .comment-info"),
        date=ranked(".comment-date, .comment-info .date, .date, .comment-info"),
        body=ranked(".comment-body, .comment-text, p"),
        controls=".comment-delete, .comment-num, .comment-option, .comment-edit",
    )

    def read(self, document: Document, thread: Thread) -> tuple[Post, Findings]:
        """A comment in the page says for machines what the template may leave out: when, and under which category."""
        post, found = super().read(document, thread)
        said = _RDF.search(document.text)
        stated = dict(_DUBLIN_CORE.findall(said[0])) if said else {}
        subject = html.unescape(stated.get("subject") or "")
        published = from_machine(stated.get("date")) or post.published
        return replace(post, published=published, categories=post.categories or ((subject,) if subject else ())), found


class Naver(Platform):
    """네이버 블로그: the frame's inner page; its comments come from an API."""

    name = "naver"
    sign = """
        script[src*='blogimgs.pstatic.net'], link[href*='blogimgs.pstatic.net'], link[href*='blog.naver.com'],
        #postListBody
    """
    example = "https://blog.naver.com/naver_diary"

    title = ranked(".se-title-text, .se_title h3, .pcol1 .itemSubjectBoldfont, .htitle span, .pcol1")
    author = ranked(".blog2_container .nick a, .nick a, .nick, #nickNameArea")
    published = ranked(".se_publishDate, p.date, ._postAddDate, .se_date")
    categories = ranked(".blog2_series a, .cate a")
    tags = ranked(".wrap_tag a, [id^='tagList_'] a")
    body = ranked(".se-main-container, #postViewArea, .se_component_wrap.sect_dsc, .post-view")
    cut = ".se-oglink, .se-documentTitle, .wrap_postcomment"


class Tistory(Platform):
    """티스토리: skins vary, but share their variables' names."""

    name = "tistory"
    generator = ("tistory",)
    sign = """
        link[href*='tistory_admin'], script[src*='tistory1.daumcdn.net'], link[href*='t1.daumcdn.net/tistory'],
        link[href*='tistory.com']
    """
    example = "https://notice.tistory.com/"

    title = ranked(
        """
        h1.title-article, .hgroup h1, h2.title_view, .article_header h2, h2.title, .titleWrap h2, .area_title
        h3, .tit_blogview, .post-cover h1, article h1, h1
        """
    )
    author = ranked(".post-meta .author, .info_post .author, .author, .txt_by")
    published = ranked(
        """
        meta[property='article:published_time'], .post-meta .date, .info_post .date, .date, .txt_detail
        """
    )
    categories = ranked(".post-meta .category a, .category a, .tit_category a, .link_cate, .post-cover .category")
    tags = ranked(".tagTrail a, .area_tag a, .tags a, .tag_label a, .list_tag a, .tag_content a")
    body = ranked(
        """
        .tt_article_useless_p_margin, .entry-content .contents_style, .contents_style, .article_view,
        .entry-content, .area_view, .article
        """
    )
    cut = ".container_postbtn, .another_category, .entry-ccl, .revenue_unit_wrap, .postbtn_like"
    entry = "li[id^='comment'], .comment-list li[id], .rp_general, .rp_admin"
    entry_id = re.compile(r"^comment(\d+)$")
    fields = Fields(
        author=ranked(".author-meta .nickname, .nickname, .name, .author, .tit_nickname"),
        date=ranked(".author-meta .date, .date, time, .txt_date"),
        body=ranked(".comment-post p, .txt_reply, .comment_text, .desc, p"),
        controls=".control, .reply, .area_btn, .thumb",
    )


class Cnblogs(Platform):
    """博客园: a flat list, in the page or in a fragment of its own."""

    name = "cnblogs"
    sign = """
        #cb_post_title_url, link[href*='common.cnblogs.com'], link[href*='blog-common'],
        script[src*='blog-common'], .feedbackItem
    """
    example = "https://www.cnblogs.com/cmt/"

    title = ranked("#cb_post_title_url, .postTitle a, .postTitle, h1.postTitle")
    author = ranked(".postDesc a[href*='cnblogs.com']:not([href*='.html']), #Header1_HeaderTitle, .postDesc a")
    published = ranked("#post-date, .postDesc #post-date, .postDesc")
    categories = ranked("#BlogPostCategory a")
    tags = ranked("#EntryTag a")
    body = ranked("#cnblogs_post_body, .postBody .blogpost-body, .postBody")
    entry = ".feedbackItem"
    entry_id = re.compile(r"^comment_body_(\d+)$")
    fields = Fields(
        author=ranked("[id^='a_comment_author_']"),
        date=ranked(".comment_date"),
        body=ranked(".blog_comment_body"),
        permalink=ranked("a.layer"),
        controls=".comment_actions, .comment_vote, .comment_quote, .louzhu, .layer",
    )


class CSDN(Platform):
    """CSDN: its comments come from an API."""

    name = "csdn"
    sign = "link[href*='csdnimg.cn'], script[src*='csdnimg.cn'], #articleContentId"
    example = "https://blog.csdn.net/csdnnews"

    title = ranked("h1#articleContentId, h1.title-article, .title-article")
    author = ranked(".follow-nickName, .profile-intro-name-boxTop a, #uid")
    published = ranked("meta[property='article:published_time'], .bar-content .time, .article-bar-top .time, .time")
    categories = ranked(".tag-link[href*='/category_']")
    tags = ranked(".tags-box a.tag-link:not([href*='/category_']), .artic-tag-box a.tag-link")
    body = ranked("#content_views, #article_content, .article_content")
    cut = ".hide-preCode-box, .hljs-button, .signin"


class Sina(Platform):
    """新浪博客: its comments come from an answer of its own."""

    name = "sina"
    sign = "link[href*='sinajs.cn/blog'], link[href*='.sinajs.cn'], #sina_keyword_ad_area2, h2.titName"
    example = "http://blog.sina.com.cn/lm/"

    title = ranked("h2.titName, .articalTitle h2, h1.h1_tit")
    author = ranked("#ownernick, .info_nm strong")
    published = ranked(".articalTitle .time, span.time.SG_txtc")
    categories = ranked(".blog_class a")
    tags = ranked(".blog_tag h3 a, .blog_tag a")
    body = ranked("#sina_keyword_ad_area2, .articalContent, .BNE_cont")
    aside = "#column_1, .SG_colW21"


class Habr(Platform):
    """Хабр: today's pages, and those of 2014 to 2020."""

    name = "habr"
    sign = """
        .tm-article-presenter__body, .tm-page, link[href*='habr.com/'][rel='canonical'],
        link[href*='habrahabr.ru/'][rel='canonical'], link[href*='dr.habracdn.net'], link[href*='habrastorage']
    """
    example = "https://habr.com/ru/companies/habr/articles/"

    title = ranked("h1.tm-title, .tm-title, h1.post__title, .post__title-text")
    author = ranked(
        """
        .tm-article-snippet__author .tm-user-info__username, .tm-user-info__username, .post__user-info
        .user-info__nickname
        """
    )
    published = ranked(".tm-article-datetime-published time, time[datetime], .post__time")
    categories = ranked(".tm-publication-hubs a, .tm-article-presenter__meta-list a[href*='/hub'], .post__hubs a")
    tags = ranked(".tm-tags-list__link, .tm-article-presenter__meta-list a[href*='search'], .post__tags a")
    body = ranked(".article-formatted-body, .tm-article-body, .post__text, .tm-article-presenter__body")
    entry = "article.tm-comment-thread__comment, div.comment[id^='comment_'], li.content-list__item_comment"
    entry_id = re.compile(r"comment_(\d+)$")
    fields = Fields(
        author=ranked(".tm-user-info__username, .user-info__nickname"),
        date=ranked("time[datetime], time.comment__date-time, .comment__date-time"),
        body=ranked(".tm-comment__body-content, .comment__message"),
        permalink=ranked(".tm-comment-thread__comment-link, .icon_comment-anchor, a[href*='#comment_']"),
        controls=".tm-comment-footer, .comment__footer, .voting-wjt, .tm-comment__header",
    )
