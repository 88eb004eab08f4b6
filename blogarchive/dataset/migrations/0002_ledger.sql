-- The ledger: every address met, what became of it and why; and the runs that worked through it.

-- One address, in its canonical form. The crawl's frontier is this table: it survives whatever kills the process.
CREATE TABLE urls (
    id INTEGER PRIMARY KEY, -- 52 bits of SHA-256 of the canonical address
    blog_id INTEGER REFERENCES blogs (id), -- the blog it was met on; null until the first page has told
    url TEXT NOT NULL, -- as first named; this is what is fetched
    host TEXT NOT NULL, -- host and port, for politeness
    kind TEXT NOT NULL, -- home, post, candidate, listing, comment_page, feed, comment_feed, sitemap, robots, api, requisite, outside, trap
    state TEXT NOT NULL CHECK (state IN ('queued', 'fetching', 'done', 'failed', 'held', 'skipped')), -- what became of it
    reason TEXT, -- why it is in that state, in words
    priority INTEGER NOT NULL, -- lower is fetched earlier
    named_by TEXT NOT NULL, -- who named it first: sitemap, feed, next page, …
    about TEXT, -- for a comment page: permalink of its post
    shape TEXT NOT NULL, -- the path with its words and numbers taken out, to know a post's address when we see one
    updated TEXT, -- when a sitemap or feed says it last changed
    hops INTEGER NOT NULL DEFAULT 0, -- redirects that led here
    tries INTEGER NOT NULL DEFAULT 0, -- how often it was asked for in vain since it was queued
    not_before REAL NOT NULL DEFAULT 0, -- Unix time before which it is not asked for again
    status INTEGER, -- HTTP status code of the last answer
    first_seen TEXT NOT NULL, -- when it was first named, UTC
    fetched TEXT, -- when it was last fetched, UTC
    capture_id INTEGER REFERENCES captures (id), -- the last answer
    run_id INTEGER REFERENCES runs (id) -- the run that fetched it last
) STRICT;

CREATE INDEX urls_queue ON urls (host, priority, first_seen) WHERE state = 'queued';
CREATE INDEX urls_blog ON urls (blog_id, kind, state);

-- Who named an address: a post that sitemap, feed and listing agree on has three rows.
CREATE TABLE url_namings (
    url_id INTEGER NOT NULL REFERENCES urls (id), -- the address
    named_by TEXT NOT NULL, -- sitemap, feed, listing, previous post, next post, …
    PRIMARY KEY (url_id, named_by)
) STRICT, WITHOUT ROWID;

-- One run of crawl or update.
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, -- in the order of their beginning
    began TEXT NOT NULL, -- UTC
    ended TEXT, -- UTC; null where the process died
    command TEXT NOT NULL, -- crawl or update
    addresses TEXT NOT NULL, -- what was asked for, as a JSON array
    outcome TEXT, -- finished, limit reached, interrupted, …
    requests INTEGER NOT NULL DEFAULT 0, -- requests sent
    bytes INTEGER NOT NULL DEFAULT 0, -- bytes received, as on the wire
    posts INTEGER NOT NULL DEFAULT 0, -- posts read
    comments INTEGER NOT NULL DEFAULT 0, -- comments new or changed
    failures INTEGER NOT NULL DEFAULT 0 -- addresses that could not be had
) STRICT;
