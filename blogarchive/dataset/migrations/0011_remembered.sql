-- What an update has to know to ask a blog as the user did, without being told again.

-- Options that `crawl` was given for a blog.
CREATE TABLE blog_options (
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- the blog
    name TEXT NOT NULL, -- the option, as blogarchive.toml calls it: delay, requisites or render
    value TEXT NOT NULL, -- what was said last, as JSON
    PRIMARY KEY (blog_id, name)
) STRICT;

-- Hosts whose loopback or private addresses the user allowed when they were first asked.
CREATE TABLE private_hosts (
    host TEXT PRIMARY KEY -- in lower case, with its port, without www.
) STRICT;

-- Lists of what is new say how long they are themselves, and nothing of the blog.
DELETE FROM claims WHERE list LIKE '%modified_after=%' OR list LIKE '%updated-min=%' OR list LIKE '%&after=%'
    OR list LIKE '%?after=%';
