-- What updates go by: who said when of an address, whom to believe, why each address was asked for, what became of a blog.

ALTER TABLE url_namings RENAME TO url_namings_before;

-- Who named an address: a post that sitemap, feed and listing agree on has three rows.
CREATE TABLE url_namings (
    url_id INTEGER NOT NULL REFERENCES urls (id), -- the address
    named_by TEXT NOT NULL, -- sitemap, feed, listing, previous post, next post, …
    updated TEXT, -- when the namer says that the address last changed
    heeded TEXT, -- what it said so when the address was last fetched
    run_id INTEGER, -- the run that last heard it
    PRIMARY KEY (url_id, named_by)
) STRICT, WITHOUT ROWID;
INSERT INTO url_namings (url_id, named_by) SELECT url_id, named_by FROM url_namings_before;
DROP TABLE url_namings_before;

-- 1 where the next request asks for the whole page, changed or not
ALTER TABLE urls ADD COLUMN anew INTEGER NOT NULL DEFAULT 0;

-- Whether anything of a blog still waits.
CREATE INDEX urls_open ON urls (blog_id) WHERE state IN ('queued', 'fetching');

-- How often a blog's sitemap, feed or API was right when it said that a post had changed.
CREATE TABLE trust (
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- the blog
    named_by TEXT NOT NULL, -- sitemap, feed or API
    followed INTEGER NOT NULL, -- posts that were fetched because it said so; halved now and then, so that old times count less
    held_true INTEGER NOT NULL, -- … and had changed
    PRIMARY KEY (blog_id, named_by)
) STRICT, WITHOUT ROWID;

-- What an update asked for, address by address, and the reason of each request.
CREATE TABLE fetches (
    run_id INTEGER NOT NULL REFERENCES runs (id), -- the run
    url_id INTEGER NOT NULL REFERENCES urls (id), -- the address
    reason TEXT NOT NULL, -- why it was asked for
    status INTEGER, -- HTTP status code of the answer; null where none came
    PRIMARY KEY (run_id, url_id)
) STRICT, WITHOUT ROWID;

-- How a blog's front page looked, one row for each look that differs: what tells a blog from a stranger under its name.
CREATE TABLE blog_looks (
    id INTEGER PRIMARY KEY, -- hash of all that is told here but dates and captures
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- the blog
    url TEXT NOT NULL, -- the address that answered
    title TEXT, -- name of the blog as its front page gives it
    platform TEXT NOT NULL, -- whose rules read it
    theme TEXT, -- the theme, where its files tell its name
    marks TEXT NOT NULL, -- JSON list: style sheets and feeds that it names
    posts_named INTEGER NOT NULL, -- how many of the posts that the archive knew then it linked to
    first_seen TEXT NOT NULL, -- date of the first capture that looked so
    last_seen TEXT NOT NULL, -- date of the last one
    capture_id INTEGER REFERENCES captures (id) -- the first capture that looked so
) STRICT;
CREATE INDEX blog_looks_by_blog ON blog_looks (blog_id, last_seen);

-- What happened to a blog as a whole: it moved, changed its theme or platform, was closed, or shows something else.
CREATE TABLE notices (
    id INTEGER PRIMARY KEY, -- hash of the blog, the date and what is said
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- the blog
    seen TEXT NOT NULL, -- date of the capture that shows it
    what TEXT NOT NULL, -- moved, https, theme, platform, title, closed, stranger, or back
    said TEXT NOT NULL, -- the same as a sentence
    capture_id INTEGER REFERENCES captures (id) -- the capture that shows it
) STRICT;
CREATE INDEX notices_by_blog ON notices (blog_id, seen);
