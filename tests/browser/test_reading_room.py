"""The reading room in a real browser: Chromium clicks through it, on a wide screen and on a phone."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from tests.dataset.made import BLOG, comment, post
from tests.reading_room.made import Archive, reading_room

playwright = pytest.importorskip("playwright.sync_api", reason="pip install playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="pip install axe-playwright-python")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

TOOL = os.environ.get("REPLAYWEBPAGE")
"""Folder of the npm package `replaywebpage`, where there is one."""

pytestmark = [pytest.mark.heavy, pytest.mark.skipif(CHROMIUM is None, reason="no chromium")]

# One red pixel.
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100"
    "18dd8db00000000049454e44ae426082"
)  # fmt: skip
PAGE = f"""<html><head><link rel=stylesheet href="/s.css"></head><body><h1>Captured</h1><img src="{BLOG}a.png" id=ours>
<script>document.title = "ran"; fetch("http://127.0.0.1:9/")</script></body></html>""".encode()
HOSTILE = b"""<html><head><base href="http://127.0.0.1:9/"><meta http-equiv=refresh content="0;url=http://127.0.0.1:9/r">
<style>body { background: url(http://127.0.0.1:9/css) } @import "http://127.0.0.1:9/i";</style>
<link rel=prefetch href="http://127.0.0.1:9/pre"><script>alert(1); top.location = "http://127.0.0.1:9/"</script></head>
<body onload="alert(2)"><svg onload="alert(3)"><script>alert(4)</script></svg><iframe src="http://127.0.0.1:9/f"></iframe>
<img src="http://127.0.0.1:9/x.png" onerror="alert(5)"><a id=js href="javascript:alert(6)">click</a>
<form action="http://127.0.0.1:9/form"><button id=go>go</button></form><object data="http://127.0.0.1:9/o"></object>
<video autoplay src="http://127.0.0.1:9/v"></video></body></html>"""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served archive with a few posts."""
    archive = Archive(tmp_path_factory.mktemp("archive"))
    archive.capture(f"{BLOG}a.png", PNG, "image/png")
    archive.capture(f"{BLOG}s.css", b"h1 { color: rgb(1, 2, 3) }", "text/css")
    long = "x" * 300
    deep = [comment(str(n), str(n - 1) if n else None, author=f"Person {n}") for n in range(12)]
    extra = comment(
        "50", body_text=f"Only here: okapi {long}", body_html=f"<p>Only here: okapi {long}</p><pre>{long}</pre>"
    )
    body = f'<p>Text <img src="{BLOG}a.png" alt="a red dot"></p><table><tr>{"<td>cell</td>" * 40}</tr></table>'
    archive.save(post("one", *deep, extra, categories=("China", "Phones"), body_html=body), PAGE)
    archive.save(post("one", *deep, categories=("China", "Phones"), body_text="Changed"), PAGE, day=1)
    for month in range(1, 9):
        archive.save(post(f"more-{month}", comment("1"), published=f"2012-{month:02d}-03"), PAGE)
    archive.save(post("hostile", published="2010-01-01"), HOSTILE)
    with reading_room(archive.folder, *(["--replay", TOOL] if TOOL else [])) as address:
        yield address


class Visit:
    """A browser's page that notes what it asks for and what it complains about."""

    def __init__(self, browser: Any, base: str, width: int) -> None:
        self.base = base
        self.page = browser.new_page(viewport={"width": width, "height": 900})
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", self._dismiss)

    def _dismiss(self, dialog: Any) -> None:
        self.complaints.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def open(self, path: str) -> Any:
        """Go to a page of the reading room."""
        self.page.goto(f"{self.base}{path}", wait_until="networkidle")
        return self.page

    @property
    def outside(self) -> list[str]:
        """Requests that left the reading room."""
        return [url for url in self.requests if not url.startswith((self.base, "data:"))]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=options)
        yield opened
        opened.close()


def test_a_reader_finds_the_way(browser: Any, room: str) -> None:
    visit = Visit(browser, room, 1200)
    page = visit.open("/-/room")
    page.click("text=A blog")
    assert page.locator("svg.chart rect").count() > 8
    page.click("text=China")
    page.click("main h3 a >> text=One")
    assert page.locator(".thread li").count() == 13
    branch = page.locator(".thread > li details").first
    assert (
        page.locator("text=Person 5 answers").first.is_visible() or page.locator("b", has_text="Person 5").is_visible()
    )
    branch.locator("summary").first.press("Enter")
    assert not page.locator("b", has_text="Person 5").is_visible()
    branch.locator("summary").first.click()
    page.locator("li.comment", has_text="Says 3").last.locator("a", has_text="link").first.click()
    assert "#c" in page.url
    page.fill("header input[type=search]", "okapi")
    page.press("header input[type=search]", "Enter")
    assert page.locator("mark").inner_text() == "okapi"
    page.click(".found a")
    page.click("text=What changed")
    assert "Comments that are gone" in page.content()
    assert visit.complaints == []
    assert visit.outside == []


def test_a_captured_page_has_its_pictures_and_styles_and_runs_nothing(browser: Any, room: str) -> None:
    visit = Visit(browser, room, 1200)
    page = visit.open("/-/search-archive?q=changed")
    page.click(".found a")
    answers: dict[str, int] = {}
    page.on("response", lambda response: answers.update({response.url: response.status}))
    page.click("text=As captured")
    page.wait_for_load_state("networkidle")
    fetched = {url.rpartition("%2F")[2]: status for url, status in answers.items() if "/-/resource/" in url}
    assert fetched == {"a.png": 200, "s.css": 200}
    assert visit.outside == []
    assert [said for said in visit.complaints if "sandbox" not in said] == []


def test_a_hostile_page_does_nothing(browser: Any, room: str) -> None:
    visit = Visit(browser, room, 1200)
    page = visit.open("/-/search-archive?q=hostile")
    page.click(".found a")
    page.click("text=As captured")
    page.click("text=The captured page alone")
    page.wait_for_timeout(800)
    for _ in range(3):  # a page without scripts has no elements for Playwright: its link and button go by keyboard
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_timeout(200)
    assert visit.outside == []
    assert not [said for said in visit.complaints if said.startswith("dialog")]
    assert page.url.startswith(f"{room}/-/capture/")


@pytest.mark.skipif(TOOL is None, reason="REPLAYWEBPAGE names no folder of the npm package replaywebpage")
@pytest.mark.parametrize("word", ["changed", "hostile"])
def test_a_post_replays_in_full_and_reaches_nothing_else(browser: Any, room: str, word: str) -> None:
    visit = Visit(browser, room, 1200)
    page = visit.open(f"/-/search-archive?q={word}")
    page.click(".found a")
    page.click("text=Replay")
    for _ in range(100):
        shown = [frame for frame in page.frames if "mp_/" in frame.url and BLOG in frame.url]
        if shown:
            break
        page.wait_for_timeout(100)
    shown[0].wait_for_load_state("load")
    page.wait_for_timeout(2000)
    if word == "changed":
        assert shown[0].evaluate("document.images[0].naturalWidth") == 1
        assert shown[0].title() == "ran"
    replay = page.url.rpartition("/post/")[0]
    assert replay.startswith("http://localhost:")
    assert [url for url in visit.outside if not url.startswith((replay, "blob:"))] == []


@pytest.mark.parametrize(
    "path", ["/-/room", "BLOG", "BLOG/figures", "POST", "POST/captured", "POST/versions", "/-/search-archive?q=okapi"]
)
@pytest.mark.parametrize("width", [360, 1200])
def test_every_room_is_accessible_and_fits(browser: Any, room: str, path: str, width: int) -> None:
    visit = Visit(browser, room, width)
    page = visit.open("/-/room")
    if path.startswith(("BLOG", "POST")):
        page.click("text=A blog")
    if path.startswith("POST"):
        page.click("main a >> text=China")
        page.click("main h3 a >> text=One")
        visit.open(page.url.removeprefix(room) + path.removeprefix("POST"))
    elif path.startswith("BLOG"):
        visit.open(page.url.removeprefix(room) + path.removeprefix("BLOG"))
    else:
        visit.open(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = axe.Axe().run(page, options={"iframes": False, "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]})
    assert [one["id"] for one in found.response["violations"]] == []
