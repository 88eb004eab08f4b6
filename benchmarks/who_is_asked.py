"""Whom a crawl connects to when a blog sends it everywhere: every TCP connection, to every address there is, counted.

    python -m benchmarks.who_is_asked [--render] [--minutes 6] [--program "blogarchive"]

Needs Linux, `unshare` and `ip`. In a network of its own, where nothing leaves the machine, every IPv4 and IPv6 address
leads to one listener, so that a connection to 10.0.0.1 or fec0::1 is really made where it is tried. A blog at a public
address names some 200 others, in each spelling and each way that pages have; names are answered by our own DNS server,
which also changes its mind (rebinding). Ends with exit code 1 if anything but the blog's own address was connected to.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import socketserver
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from html import escape
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from typing import ClassVar

BLOG, PROXY, RESOLVER = "93.184.215.14", "93.184.215.20", "10.255.255.53"
NAME = "blog.lab-of-addresses.net"
PORTS = (22, 25, 80, 81, 443, 2375, 3128, 3306, 5432, 6379, 8000, 8080, 8443, 9200, 11211)

ADDRESSES = """
127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.254 169.254.169.254
172.16.0.1 172.31.255.254 192.0.0.1 192.0.0.8 192.0.0.9 192.0.0.10 192.0.0.170 192.0.2.1 192.31.196.1
192.52.193.1 192.88.99.1 192.88.99.2 192.168.0.1 192.168.255.254 192.175.48.1 198.18.0.1 198.19.255.254
198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::10.0.0.1
::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:a9fe:a9fe ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::10.0.0.1
64:ff9b:1::1 100::1 100:0:0:1::1 2001::1 2001:0:7f00:1::1 2001:1::1 2001:1::2 2001:2::1 2001:3::1 2001:4:112::1
2001:10::1 2001:20::1 2001:30::1 2001:db8::1 2002:7f00:1::1 2002:a00:1::1 2002:c0a8:101::1
2606:2800::5efe:127.0.0.1 2606:2800::200:5efe:10.0.0.1 2620:4f:8000::1 3fff::1 3fff:fff::1 4000::1 5f00::1
fc00::1 fd00:ec2::254 fe80::1 fec0::1 feff::1 ff02::1 ff0e::1
""".split()  # noqa: SIM905
"""Every block of IANA's registries, and what carries an address of one."""

SPELLINGS = """
2130706433 0x7f000001 0X7F000001 017700000001 0177.0.0.1 0x7f.0.0.1 0x7f.1 127.1 127.0.1 127.0.0.1. 0 00 0x0
127%2e0%2e0%2e1 %31%32%37.0.0.1 127。0。0。1 127．0．0．1 ①②⑦.⓪.⓪.① 3232235777 0xa000001 012.0.0.1 10.1 167772161
0xA9FEA9FE 169.16689662 0251.0376.0251.0376 [::1] [0:0:0:0:0:0:0:1] [::ffff:7f00:1] [::FFFF:127.0.0.1]
[0000:0000:0000:0000:0000:ffff:0a00:0001] [::1%25lo] [fe80::1%25lo] 127.0.0.256 1.2.3.4.5 127.0.0.0x1.1
user:pw@127.0.0.1 127.0.0.1#@blog.lab-of-addresses.net 127.0.0.1%23@blog.lab-of-addresses.net
blog.lab-of-addresses.net@127.0.0.1 \\\\127.0.0.1 /127.0.0.1 127.0.0.1\\@blog.lab-of-addresses.net
""".split()  # noqa: SIM905

NAMES = """
localhost LOCALHOST localhost. foo.localhost ｌｏｃａｌｈｏｓｔ %6cocalhost localhost.localdomain printer intranet ai
wpad nas.local metadata.google.internal instance-data kubernetes.default.svc.cluster.local consul.service.consul
router.home.arpa a.home a.lan a.corp a.mail a.private a.intranet a.test a.onion a.alt 1.0.0.127.in-addr.arpa
ipv4only.arpa 127.0.0.1.nip.io 10-0-0-1.sslip.io localtest.me
""".split()  # noqa: SIM905

REBOUND = [f"{kind}-{number}.lab-of-addresses.net" for kind in ("turns", "both", "later", "six") for number in range(6)]

AT_PORTS = [f"{NAME}:{port}" for port in (22, 25, 2375, 3306, 5432, 6379, 9200, 11211)]

WAYS = (
    "<h2 class=entry-title><a href='{0}/2014/04/there/'>there</a></h2><a href='{0}/page/2/'>more</a>"
    "<img src='{0}/i.png'><img srcset='{0}/s.png 2x' data-src='{0}/l.png'>"
    "<link rel=stylesheet href='{0}/s.css'><script src='{0}/s.js'></script><iframe src='{0}/f.html'></iframe>"
    "<video src='{0}/v.mp4' poster='{0}/p.png'></video><audio src='{0}/a.mp3'></audio>"
    "<object data='{0}/o'></object><embed src='{0}/e'>"
    "<link rel=alternate type='application/rss+xml' href='{0}/feed'><link rel=next href='{0}/n'>"
    "<link rel=canonical href='{0}/c'><link rel=icon href='{0}/favicon.ico'>"
    "<link rel='https://api.w.org/' href='{0}/wp-json/'><link rel=webmention href='{0}/w'>"
    "<link rel=EditURI href='{0}/x'><style>body {{ background: url({0}/u.png) }} @import '{0}/i.css';</style>"
    "<p style='background: url({0}/y.png)'><a href='/go/{1}'>go</a><img src='/go/{1}.png'>"
    "<iframe src='https://disqus.com/embed/comments/?base={0}'></iframe>"
    "<script src='{0}/embed.js' data-isso='{0}/isso/'></script>"
    "<script>fetch('{0}/fetch'); new WebSocket('ws://x'); new Image().src = '{0}/new.png';</script>"
    "<base target=_top><form action='{0}/form'></form><meta property=og:image content='{0}/og.png'>"
)
"""Ways in which a page names another address; through `/go/` it is redirected to."""


SCRIPT = """
<p>1 Comment</p><ol id=comments class=comment-list></ol><script>
let tried = 0;
const ways = [o => fetch(o + '/fetch', {mode: 'no-cors'}).catch(() => 0), o => navigator.sendBeacon(o + '/beacon', 'x'),
  o => { new Image().src = o + '/image' }, o => new WebSocket(o.replace('http', 'ws') + '/socket'),
  o => new EventSource(o + '/events'), o => { const x = new XMLHttpRequest(); x.open('GET', o + '/xhr'); x.send() },
  o => import(o + '/module.js').catch(() => 0), o => add('iframe', 'src', o + '/frame'),
  o => new FontFace('x', `url(${o}/font)`).load().catch(() => 0),
  o => add('link', 'href', o, 'preconnect'), o => add('link', 'href', o + '/prefetch', 'prefetch'),
  o => add('link', 'href', o, 'dns-prefetch'), o => add('link', 'href', o + '/sheet.css', 'stylesheet'),
  o => add('object', 'data', o + '/object'), o => add('video', 'src', o + '/film'),
  o => new RTCPeerConnection({iceServers: [{urls: 'stun:' + o.slice(7)}]}).createOffer({offerToReceiveAudio: 1}),
  o => window.open(o + '/window')];
function add(name, attribute, value, rel) {
  const made = document.createElement(name); if (rel) made.rel = rel;
  made.setAttribute(attribute, value); document.body.append(made);
}
for (const origin of ORIGINS) for (const way of ways) { try { way(origin) } catch (e) {} tried++ }
const list = document.querySelector('#comments');
list.insertAdjacentHTML('beforeend', `<li class="comment" id="comment-1"><cite class="fn">Lab</cite>
<time datetime="2014-03-02T21:02:00Z">2014-03-02</time>
<div class="comment-content"><p>Tried ${tried} ways.</p></div></li>`);
</script>
"""
"""What the browser is made to try, where it is asked; the comment that it draws says that it did."""


SCRIPTED = 20
"""Posts that have such a script; each tries a twentieth of all addresses."""


def targets() -> list[str]:
    """Origins to which nobody may go; what is no host in a URL is written as it stands."""
    hosts = [f"[{address}]" if ":" in address else address for address in ADDRESSES]
    return [f"http://{host}" for host in (*hosts, *SPELLINGS, *NAMES, *REBOUND, *AT_PORTS)]


class Blog(BaseHTTPRequestHandler):
    """The blog, at whatever address it is asked; who was asked is what counts."""

    protocol_version = "HTTP/1.0"
    through_proxy: ClassVar[Counter[str]] = Counter()

    def do_GET(self) -> None:
        """Answer."""
        path, origins = self.path, targets()
        if path.startswith("http"):
            type(self).through_proxy[path.split("/")[2]] += 1
            path = "/" + path.split("/", 3)[3]
        if path.startswith("/go/"):
            number = int("".join(filter(str.isdigit, path)))
            self._send(302, "", {"Location": origins[number].encode("utf-8").decode("latin-1") + "/gone/"})
        elif path == "/robots.txt":
            self._send(200, "\n".join(f"Sitemap: {origin}/sitemap.xml" for origin in origins[::9]) +
                       "\nSitemap: /sitemap.xml\n", {"Content-Type": "text/plain"})  # fmt: skip
        elif path == "/sitemap.xml":
            named = "".join(f"<url><loc>{escape(origin)}/2014/05/map/</loc></url>" for origin in origins)
            self._send(200, f"<urlset>{named}</urlset>", {"Content-Type": "application/xml"})
        elif path == "/feed/":
            items = "".join(f"<item><title>x</title><link>{escape(o)}/2014/06/fed/</link></item>" for o in origins)
            self._send(200, f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>",
                       {"Content-Type": "application/rss+xml"})  # fmt: skip
        elif path == "/":
            posts = "".join(
                f"<h2 class=entry-title><a href='/2014/03/post-{n}/'>Post</a></h2>" for n in range(len(origins))
            )
            self._send(200, f"<title>Lab</title><link rel=alternate type='application/rss+xml' href='/feed/'>{posts}")
        elif path.startswith("/2014/03/post-"):
            number = int("".join(filter(str.isdigit, path.partition("post-")[2])))
            ways = WAYS.format(escape(origins[number]), number)
            text = f"<p>{'The tide went out at noon. ' * 9}</p>"
            origins = [origin.replace("\\", "/") for origin in origins[number % 20 :: 20]]
            script = SCRIPT.replace("ORIGINS", json.dumps(origins)) if number < SCRIPTED else ""
            self._send(200, f"<title>Post</title><article><h1>Post {number}</h1>{text}</article>{script}{ways}")
        else:
            self._send(404, "")

    do_POST = do_GET  # noqa: N815 - the name it has in the base class

    def do_CONNECT(self) -> None:
        """As a proxy: note it, and make no tunnel."""
        type(self).through_proxy[self.path] += 1
        self._send(502, "")

    def _send(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html; charset=utf-8", **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode("utf-8", "surrogateescape"))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it has in the base class
        """Say nothing."""


class Listener(socketserver.ThreadingTCPServer):
    """One port of every address; notes to which of them a connection was made."""

    address_family = socket.AF_INET6
    request_queue_size = 128
    daemon_threads = True
    connected: ClassVar[Counter[str]] = Counter()

    def server_bind(self) -> None:
        """For IPv4, too."""
        self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        super().server_bind()

    def process_request(self, request: object, client_address: object) -> None:
        """Note it before a byte is read."""
        assert isinstance(request, socket.socket)
        host, port = request.getsockname()[:2]
        plain = str(getattr(ip_address(host), "ipv4_mapped", None) or host)
        type(self).connected[f"{plain}:{port}"] += 1
        super().process_request(request, client_address)

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is no news."""


class Names(threading.Thread):
    """A DNS server: the blog's name, names that lead where they should not, and names that change their mind."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((RESOLVER, 53))
        self.looked_up: Counter[str] = Counter()

    def run(self) -> None:
        """Answer until the process ends."""
        while True:
            query, whence = self._socket.recvfrom(4096)
            labels, at = [], 12
            while length := query[at]:
                labels.append(query[at + 1 : at + 1 + length].decode("latin-1"))
                at += length + 1
            kind = int.from_bytes(query[at + 1 : at + 3], "big")
            name = ".".join(labels).lower()
            self.looked_up[name] += kind == 1
            found = [one.packed for one in map(ip_address, self._leads(name)) if (one.version == 6) == (kind == 28)]
            head = query[:2] + b"\x81\x80\x00\x01" + len(found).to_bytes(2, "big") + b"\x00\x00\x00\x00"
            records = (b"\xc0\x0c" + kind.to_bytes(2, "big") + b"\x00\x01\x00\x00\x00\x00" +
                       len(packed).to_bytes(2, "big") + packed for packed in found)  # fmt: skip
            self._socket.sendto(head + query[12 : at + 5] + b"".join(records), whence)

    def _leads(self, name: str) -> list[str]:
        times = self.looked_up[name]
        if name == NAME:
            return [BLOG]
        if name.startswith("turns-"):
            return [BLOG] if times % 2 else ["10.0.0.1"]
        if name.startswith("both-"):
            return ["10.0.0.1", BLOG, "127.0.0.1"]
        if name.startswith("later-"):
            return [BLOG] if times < 3 else ["127.0.0.1"]
        if name.startswith("six-"):
            return [BLOG, "fec0::1", "::1"]
        return ["127.0.0.1", "::1"] if "10-0-0-1" not in name else ["10.0.0.1"]


def main() -> None:
    """Make the network, and crawl in it."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--render", action="store_true")
    options.add_argument("--minutes", default="6")
    options.add_argument("--program", default=f"{sys.executable} -m blogarchive")
    options.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if not chosen.inside:
        command = ["unshare", "--net", "--mount", "--map-root-user", sys.executable, "-m", "benchmarks.who_is_asked"]
        sys.exit(subprocess.run([*command, *sys.argv[1:], "--inside"], check=False).returncode)
    with tempfile.TemporaryDirectory() as folder:
        _network(Path(folder))
        names = Names()
        names.start()
        for port in PORTS:
            threading.Thread(target=Listener(("::", port), Blog).serve_forever, daemon=True).start()
        sys.exit(_measured(Path(folder), chosen, names))


def _network(folder: Path) -> None:
    words = ("link set lo up", "route add local 0.0.0.0/0 dev lo", "-6 route add local ::/0 dev lo")
    for said in words:
        subprocess.run(["ip", *said.split()], check=True)
    for name, text in (
        ("resolv.conf", f"nameserver {RESOLVER}\noptions timeout:1\n"),
        ("hosts", "127.0.0.1 localhost\n"),
    ):
        (folder / name).write_text(text, encoding="utf-8")
        subprocess.run(["mount", "--bind", str(folder / name), f"/etc/{name}"], check=True)


def _measured(folder: Path, chosen: argparse.Namespace, names: Names) -> int:
    _can_listen()
    own = {f"{BLOG}:{port}" for port in (80, 81, 443, 8000, 8080, 8443)}
    told: dict[str, object] = {
        "spellings, names and addresses": len(targets()),
        "ways a page names each": WAYS.count("{0}"),
    }
    rest = ["--max-minutes", chosen.minutes, *(["--render"] if chosen.render else [])]
    wrong = 0
    for what, options, env in (
        ("directly", [], {}),
        (
            "with a proxy in the environment",
            [],
            {"http_proxy": f"http://{PROXY}:3128", "https_proxy": f"http://{PROXY}:3128"},
        ),
        ("through a proxy that was asked for", ["--proxy", f"http://{PROXY}:3128"], {}),
    ):
        Listener.connected.clear()
        Blog.through_proxy.clear()
        names.looked_up.clear()
        data = folder / what.replace(" ", "-")
        code = _crawl(chosen.program, data, [*options, *rest], env)
        allowed = own | ({f"{PROXY}:3128"} if options else set())
        elsewhere = {place: count for place, count in Listener.connected.items() if place not in allowed}
        asked = {place: count for place, count in Blog.through_proxy.items() if place.partition(":")[0] != NAME}
        strange = {place: count for place, count in asked.items() if not place.endswith("lab-of-addresses.net")}
        wrong += len(elsewhere) + len(strange)
        told[what] = {
            "exit code": code, "connections": sum(Listener.connected.values()), "of these not to the public": elsewhere,
            "asked through the proxy, beside the blog": asked, "names looked up": len(names.looked_up), **_ledger(data),
        }  # fmt: skip
    Listener.connected.clear()
    lab = _crawl(chosen.program, folder / "lab", ["--allow-private", "--max-posts", "3"], {}, "http://10.0.0.80/")
    private = Listener.connected["10.0.0.80:80"]
    told["a lab at 10.0.0.80, with --allow-private"] = {"exit code": lab, "connections": private}
    print(json.dumps(told, indent=1, ensure_ascii=False))
    return 0 if private and not wrong else 1


def _can_listen() -> None:
    """That a connection to any of these would have been counted: else the count says nothing."""
    made = 0
    for address in (*ADDRESSES, BLOG):
        with suppress(OSError), socket.create_connection((address, 80), 5):  # the kernel makes none to multicast
            made += 1
    while sum(Listener.connected.values()) < made:
        time.sleep(0.1)
    assert made > len(ADDRESSES) - 12


def _crawl(program: str, data: Path, options: list[str], env: dict[str, str], url: str = f"http://{NAME}/") -> int:
    command = [*program.split(), "crawl", url, "--data", str(data), "--delay", "0", *options]
    fast = {"BLOGARCHIVE_RETRY_WAIT": "0.05", "BLOGARCHIVE_LOOK_EVERY": "0.1", "PYTHONUNBUFFERED": "1"}
    with (data.parent / f"{data.name}.log").open("w", encoding="utf-8") as log:
        done = subprocess.run(command, env={**os.environ, **fast, **env}, stderr=log, stdout=log, check=False)
    return done.returncode


def _ledger(data: Path) -> dict[str, object]:
    db = sqlite3.connect(data / "blogs.db")
    states = dict(db.execute("SELECT state, count(*) FROM urls GROUP BY state"))
    drawn = db.execute("SELECT count(*), group_concat(DISTINCT body_text) FROM comments").fetchone()
    (posts,) = db.execute("SELECT count(*) FROM posts WHERE source = 'page'").fetchone()
    (private,) = db.execute("SELECT count(*) FROM urls WHERE reason LIKE '%not a public address%'").fetchone()
    (ports,) = db.execute("SELECT count(*) FROM urls WHERE reason LIKE '%none that web servers use%'").fetchone()
    db.close()
    return {
        "ledger": states,
        "posts archived": posts,
        "refused as not public": private,
        "refused for their port": ports,
        "comments that scripts drew": drawn,
    }


if __name__ == "__main__":
    main()
