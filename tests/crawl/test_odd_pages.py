"""A blog full of what cannot be meant is crawled and updated to its end: nothing of it stops the run."""

from __future__ import annotations

from pathlib import Path

from tests.loopback import Answer, Asked, Site, crawled, rows, served, shelf, updated
from tests.maintenance.test_odd_captures import ODD

FEED = """<rss version="2.0"><channel><title>T &#xD83D;</title><item><title>A &#55357;</title><link>http://[bad/</link>
</item><item><title>B</title><link>{0}/tide-0/&#xD83D;</link></item><item><guid>\x01</guid></item></channel></rss>"""
SITEMAP = """<urlset><url><loc>http://[bad/</loc></url><url><loc>http://x:99999/</loc></url><url><loc></loc></url>
<url><loc>{0}/tide-1/</loc><lastmod>\x00</lastmod></url><url><loc>//</loc></url></urlset>"""
LISTS = '[{"link": "http://[bad/", "modified_gmt": 7}, {"link": "\\ud83d"}, 7, null, {"link": {"a": 1}}]'


def odd(path: Asked) -> Answer | str | None:
    if path == "/robots.txt":
        return Answer(f"Sitemap: http://[bad/\nSitemap: {path.base}/sitemap.xml\nCrawl-delay: x\n\x00\ud7ff")
    if path == "/sitemap.xml":
        return Answer(SITEMAP.format(path.base), headers={"Content-Type": "text/xml"})
    if path == "/feed/":
        return Answer(FEED.format(path.base), headers={"Content-Type": "application/rss+xml"})
    if path.startswith("/wp-json/"):
        return Answer(LISTS, headers={"Content-Type": "application/json", "X-WP-Total": "9" * 30})
    if path == "/odd/":
        return ODD % ("9" * 30, "9" * 30, "9" * 30)
    if path == "/":
        head = (
            "<link rel='https://api.w.org/' href='/wp-json/'><link rel=alternate type=application/rss+xml href=/feed/>"
        )
        return f"{head}{shelf(2, '/odd/', 'http://[bad/', 'http://x:99999/', '/tide-1/&#xD83D;')('/')}"
    return shelf(2)(path)


def test_nothing_stops_a_crawl_or_an_update(tmp_path: Path) -> None:
    with served(Site(odd)) as base:
        for done in (crawled(tmp_path, f"{base}/"), updated(tmp_path), updated(tmp_path)):
            assert done.returncode in (0, 3)
            assert "Traceback" not in done.stderr, done.stderr
        assert rows(tmp_path, "SELECT count(*) FROM posts WHERE source = 'page'") == [(3,)]
        assert rows(tmp_path, "SELECT count(*) FROM urls WHERE state IN ('queued', 'fetching')") == [(0,)]
