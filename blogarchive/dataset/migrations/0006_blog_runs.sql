-- What one run found of one blog. Compared with earlier runs it shows a new theme, or an empty site, on the same day.
CREATE TABLE blog_runs (
    run_id INTEGER NOT NULL REFERENCES runs (id), -- the run
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- the blog
    requests INTEGER NOT NULL DEFAULT 0, -- addresses asked for it, its images and scripts among them
    bytes INTEGER NOT NULL DEFAULT 0, -- bytes received from them, as on the wire
    new_posts INTEGER NOT NULL DEFAULT 0, -- posts that no earlier run had seen
    new_comments INTEGER NOT NULL DEFAULT 0, -- comments that no earlier run had seen
    sources INTEGER NOT NULL DEFAULT 0, -- front page, feeds and sitemaps that answered with a page
    named INTEGER NOT NULL DEFAULT 0, -- posts that any page named: those known before, in a first run those found
    asked INTEGER NOT NULL DEFAULT 0, -- posts known before whose address answered with a page
    shown INTEGER NOT NULL DEFAULT 0, -- how many of these pages still showed a post
    posts INTEGER NOT NULL DEFAULT 0, -- posts read from their pages, new or not; without standing pages
    titled INTEGER NOT NULL DEFAULT 0, -- how many of them had a title
    authored INTEGER NOT NULL DEFAULT 0, -- how many had an author
    dated INTEGER NOT NULL DEFAULT 0, -- how many had a date
    with_text INTEGER NOT NULL DEFAULT 0, -- how many had a text
    talked INTEGER NOT NULL DEFAULT 0, -- posts looked at that declare comments, or had some
    heard INTEGER NOT NULL DEFAULT 0, -- how many of these showed any
    standing INTEGER NOT NULL DEFAULT 0, -- comments that stood under the posts looked at
    gone INTEGER NOT NULL DEFAULT 0, -- how many of these stand there no longer
    missing INTEGER NOT NULL DEFAULT 0, -- addresses of the blog that could not be had
    alarms TEXT NOT NULL DEFAULT '[]', -- JSON list of what dropped against earlier runs, in words
    PRIMARY KEY (run_id, blog_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX blog_runs_by_blog ON blog_runs (blog_id, run_id);

-- what the command ended with: 0 complete, 3 something is missing, 8 interrupted …; null where the process died
ALTER TABLE runs ADD COLUMN exit_code INTEGER;

-- JSON object: for each reason in the ledger, how many addresses this run asked for it; the most frequent fifty
ALTER TABLE runs ADD COLUMN reasons TEXT NOT NULL DEFAULT '{}';
