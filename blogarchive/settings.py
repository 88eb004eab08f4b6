"""Scrapy's settings for blogarchive, each with its why; the only file that names an adapter."""

import os

from scrapy.settings import default_settings as _scrapys  # noqa: TID251 - what Scrapy has by itself, to build on

BOT_NAME = "blogarchive"
SPIDER_MODULES = ["blogarchive.spiders"]
NEWSPIDER_MODULE = "blogarchive.spiders"
# Our `scrapy crawl` takes -a url=… more than once and ends with the exit codes of README.md.
COMMANDS_MODULE = "blogarchive.pipelines.commands"

# --- blogarchive's own settings ---

BLOGARCHIVE_DATA = None  # the archive's folder; none: data/ beside scrapy.cfg in a checkout, else ./data
BLOGARCHIVE_CONTACT = None  # address or page of whoever runs the crawl; sent with the User-Agent, kept in the WARC
BLOGARCHIVE_ALLOW_PRIVATE = False  # loopback and private addresses: a page must not make us read the local network
BLOGARCHIVE_COOKIES = None  # a cookies.txt: of a browser that you have logged in with, for blogs that want a log-in
# Where pages are asked for: what web servers use, and no port of a database. A place that you name yourself, by an
# address you give or by a blog of the archive, is asked whatever its port.
BLOGARCHIVE_PORTS = "80, 81, 443, 591, 8000, 8008, 8080, 8081, 8443, 8888"
# http://proxy.example:3128, or `environment` for http_proxy and https_proxy, which count only then: behind a proxy
# nobody can tell for good whether a name that a page made up leads into the proxy's own network.
BLOGARCHIVE_PROXY = None
BLOGARCHIVE_DISQUS_KEY = None  # your own, for what Disqus shows beyond 50 comments
BLOGARCHIVE_PLATFORMS = ""  # your own platform files, with commas between: paths of .py files, or dotted names
BLOGARCHIVE_REQUISITES = True  # images, style sheets and scripts that pages show
BLOGARCHIVE_REQUISITE_MAXSIZE = 32 * 1024 * 1024  # bytes of one of them: photographs and songs, not films
BLOGARCHIVE_RENDER = False  # show posts in a browser where nothing else gives their threads; needs the extra `browser`
BLOGARCHIVE_BROWSER = None  # path of a Chromium; none: one of the system, else the one that Playwright has installed
PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT = 180_000  # milliseconds: what a page asks for is asked at the host's pace
BLOGARCHIVE_MAX_POSTS = 0  # posts to archive in a run; 0: all
BLOGARCHIVE_MAX_DEPTH = 0  # links to follow one after the other from an address that was given; 0: any number
BLOGARCHIVE_MAX_BYTES = "0"  # received in a run, as 500k, 20M or 1.5G; 0: any number. The next run goes on
BLOGARCHIVE_MAX_MINUTES = 0  # that a run may take; 0: any number. The next run goes on
# Calendars and filters go on without end. So many listings one behind another, or of one kind, that name no post which
# those before them did not name are enough: in a calendar by months, a year in which nobody wrote.
BLOGARCHIVE_LISTINGS_IN_VAIN = 12
BLOGARCHIVE_RETRY_WAIT = 2.0  # seconds before the second try, where the host does not say; twice as long each time
# Seconds that a run goes along with a host that wants pauses of five minutes and more, by Crawl-delay or Retry-After:
# it holds the archive, and the blogs that come after wait. Then the host is put off to the next run.
BLOGARCHIVE_PATIENCE = 3600.0
BLOGARCHIVE_LOOK_EVERY = 1.0  # seconds between two looks at the control file, and at hosts whose pause may be over
BLOGARCHIVE_LAST_WORDS = 5.0  # seconds for answers under way when a run is stopped; then they are cut, and kept so
BLOGARCHIVE_LEFT_OUT: list[str] = []  # blogs of the archive that this run does not touch; the command sets it
BLOGARCHIVE_SAID: dict[str, object] = {}  # options that belong to the blogs of a crawl, to be remembered; the same
BLOGARCHIVE_WITHOUT_REQUISITES: list[str] = []  # blogs that were crawled with --no-requisites; the command sets it
BLOGARCHIVE_RENDER_ONLY: list[str] = []  # blogs that a browser is asked for; none: all. The command sets it
BLOGARCHIVE_COMMAND = "crawl"  # what the run's record says was asked for
BLOGARCHIVE_PROGRESS = False  # a live display on the terminal in place of log lines; the command sets it
BLOGARCHIVE_PROGRESS_EVERY = 60.0  # seconds between two lines of the log that say how it is getting on; 0: none
BLOGARCHIVE_LOG_FILE = None  # a file that keeps the log beside standard error, rotated
BLOGARCHIVE_LOG_JSON = False  # the log as JSON, one object a line

# --- what one answer may cost, live and in extract and rebuild: beyond a limit nothing is read, what came before is ---

BLOGARCHIVE_READ_SIZE = 50 * 1024 * 1024  # bytes, unpacked: the most that sitemaps.org allows a sitemap
BLOGARCHIVE_READ_RATIO = 200  # times its size on the wire: pages unpack to 3 to 30 times, zeros to 1,000 and more
BLOGARCHIVE_READ_MEMBERS = 10_000  # gzip members of a body: one, as a rule; bgzip makes 800 of 50 MB
BLOGARCHIVE_READ_CODINGS = 8  # in one another: two happen by mistake
BLOGARCHIVE_READ_MARKUP = 12_000_000  # bytes of a page that are parsed: threads of twenty thousand comments have fewer
BLOGARCHIVE_READ_ELEMENTS = 170_000  # of a page: the same threads
BLOGARCHIVE_READ_DEPTH = 512  # elements in one another, as in Chromium; threads nest 10, tags never closed 300
BLOGARCHIVE_READ_ENTRIES = 50_000  # of a sitemap (sitemaps.org allows no more) or a feed
BLOGARCHIVE_READ_SECONDS = 30.0  # of a processor: a page of twenty thousand comments takes 5
BLOGARCHIVE_READ_MEMORY = 1024 * 1024 * 1024  # bytes of the process that reads, at most; pages take 10 to 250 MB

# --- who we are, and manners ---

# Honest and reachable: site owners can look up what this is, and write to BLOGARCHIVE_CONTACT.
USER_AGENT = "blogarchive/0.1 (+https://github.com/blogarchive/blogarchive)"
ROBOTSTXT_OBEY = True  # an archive has to be welcome for years
ROBOTSTXT_USER_AGENT = "blogarchive"  # the name alone: rules for "github" must not catch the address in USER_AGENT
# What is ours stands beside Scrapy's own, in the settings that end in _BASE: a project that begins with these settings
# and sets DOWNLOADER_MIDDLEWARES, EXTENSIONS or the like adds to them, as it would to Scrapy's, and takes nothing away
# that it does not name with None.
DOWNLOADER_MIDDLEWARES: dict[str, int | None] = {}
DOWNLOADER_MIDDLEWARES_BASE = {
    **_scrapys.DOWNLOADER_MIDDLEWARES_BASE,
    "blogarchive.pipelines.contracts.SamplePage": 10,  # for `scrapy check` alone: it has no network to ask
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "blogarchive.pipelines.robots.Robots": 100,  # the same place; RFC 9309's redirects, server errors and Crawl-delay
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware": None,  # what it keeps never crosses the wire again
    "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
    "blogarchive.pipelines.retry.Retry": 550,  # the same place; Retry-After, answers cut short, busy hosts
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware": None,
    "blogarchive.pipelines.proxy.Proxy": 750,  # the same place; the proxy that the user names, not the environment
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "blogarchive.pipelines.cookies.Cookies": 700,  # the same place; a jar for each blog, kept from run to run
    "blogarchive.pipelines.redirects.Redirects": 600,  # the same place; in a run a redirect is an entry of the ledger
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": None,
    "blogarchive.pipelines.conditional.Conditional": 595,  # right above the wire: "has it changed?", and what 304 means
    "blogarchive.pipelines.decoding.Decoding": 590,  # the same place; the WARC's own reader
}
CONCURRENT_REQUESTS_PER_DOMAIN = 1  # never more than one request at a time of one host
DOWNLOAD_DELAY = 0.5  # seconds between two requests of one host, at least
DOWNLOAD_DELAY_JITTER = 0  # a delay is a promise: Scrapy would also wait only half of it
AUTOTHROTTLE_ENABLED = True  # and as long as its answers take: a slow server is asked more slowly
AUTOTHROTTLE_START_DELAY = 0  # start at DOWNLOAD_DELAY, which is the least; not at Scrapy's 5 seconds
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0  # a pause as long as the last answer took
CONCURRENT_REQUESTS = 128  # over all hosts, two at most of each: those that never answer leave room for the others

# --- what is asked for ---

DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en",  # as Scrapy's default: pages of several languages then answer alike in every run
    "Accept-Encoding": "gzip, deflate",  # br crashes warcio's reader and zstd is beyond most replay tools
}
COOKIES_ENABLED = True  # many hosts let nobody in who does not give back the cookie that they set
COOKIES_DEBUG = False  # which would write them into the log; ours does not heed it
REFERER_ENABLED = False  # requests come out of the ledger: no page leads to them
METAREFRESH_ENABLED = False  # whoever asks for a page wants that page
HTTPERROR_ALLOW_ALL = True  # an error page is an answer: the ledger notes it
DOWNLOAD_TIMEOUT = 60  # seconds; Scrapy's 180 lets one dead host hold a run
DOWNLOAD_MAXSIZE = 256 * 1024 * 1024  # bytes of one answer; what is longer is kept as far and marked truncated
DOWNLOAD_WARNSIZE = 0  # large files are ordinary here
DOWNLOAD_FAIL_ON_DATALOSS = False  # a body cut short is read as far as it goes, and marked truncated in the WARC
URLLENGTH_LIMIT = 4096  # titles in Thai or Chinese grow sixfold when escaped

# --- the path of a page ---

DOWNLOAD_HANDLERS: dict[str, str | None] = {}
DOWNLOAD_HANDLERS_BASE = {
    "http": "blogarchive.pipelines.capture.CaptureHandler",
    "https": "blogarchive.pipelines.capture.CaptureHandler",
    "ftp": None,  # no blog lives there
    "file": None,  # a page must not make us read local files
    "data": None,
    "s3": None,
}
# What a name leads to is checked before we connect.
TWISTED_DNS_RESOLVER = "blogarchive.pipelines.addresses.GuardedResolver"
SCHEDULER = "blogarchive.pipelines.frontier.Frontier"
ITEM_PIPELINES: dict[str, int] = {}  # yours: posts pass them before they are saved, which hangs on no setting
CONCURRENT_ITEMS = 8  # one item a page: Scrapy would start a hundred tasks for it
FEED_EXPORT_ENCODING = "utf-8"  # as Scrapy's own projects have it, and as `export jsonl` writes
# Threads as JSON, nothing that a spreadsheet computes.
FEED_EXPORTERS_BASE = {**_scrapys.FEED_EXPORTERS_BASE, "csv": "blogarchive.pipelines.feeds.Csv"}
# What `scrapy check` holds the spider to, beside Scrapy's own.
SPIDER_CONTRACTS_BASE = {
    **_scrapys.SPIDER_CONTRACTS_BASE,
    "blogarchive.pipelines.contracts.Sample": 5,
    "blogarchive.pipelines.contracts.Thread": 50,
}
EXTENSIONS: dict[str, int | None] = {}
EXTENSIONS_BASE = {**_scrapys.EXTENSIONS_BASE, "blogarchive.pipelines.progress.Progress": 500}

# --- doors kept shut, noise kept out ---

TELNETCONSOLE_ENABLED = False  # a port that runs Python
REMOTE_CONTROL_ENABLED = False  # the same over HTTP, on by default since Scrapy 2.19
LOG_LEVEL = "INFO"  # DEBUG prints every page's text
LOGSTATS_INTERVAL = 0  # Scrapy counts pages and items; what we say of progress speaks of posts

# --- the environment ---

# Each of our own settings may be given as an environment variable of its name, as services and containers do it; what
# the command line or blogarchive.toml says comes first. An empty variable says nothing.
globals().update({name: os.environ[name] for name in dir() if name.startswith("BLOGARCHIVE_") and os.environ.get(name)})
