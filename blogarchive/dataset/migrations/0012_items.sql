-- What Scrapy's item pipelines of a user's own do with posts. Without any, both tables are empty after a run.

-- What pipelines made of a post when it was last given to them; `rebuild` takes it over.
CREATE TABLE item_changes (
    post_id INTEGER PRIMARY KEY, -- posts.id; where the post was dropped no row stands there
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- the blog that it stands on
    url TEXT NOT NULL, -- its permalink
    dropped TEXT, -- why a pipeline dropped the post: its captures are all that is left of it; null where it was kept
    changes TEXT NOT NULL, -- JSON merge patch: fields of the record that were changed, by which posts and comments go; and fields of the pipeline's own
    seen TEXT NOT NULL -- when that was
) STRICT;
CREATE INDEX item_changes_by_blog ON item_changes (blog_id);

-- Posts that have changed since they were last given to pipelines and feeds: their threads are not read to the end, or the run was stopped.
CREATE TABLE items_due (
    post_id INTEGER PRIMARY KEY REFERENCES posts (id) -- the post
) STRICT;
