-- How many posts or comments a list of the blog says there are: what was found is held against it.
CREATE TABLE claims (
    id INTEGER PRIMARY KEY, -- hash of blog, list and what is counted
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- the blog
    source TEXT NOT NULL, -- who says so: sitemap, feed, comment feed or API
    list TEXT NOT NULL, -- the address of the list, without the numbers that tell its pages apart
    what TEXT NOT NULL, -- what is counted: posts, pages (standing pages), addresses (of a sitemap) or comments
    claimed INTEGER NOT NULL, -- how many there are, as the last answer has it
    seen TEXT NOT NULL, -- date of the capture that says so
    capture_id INTEGER REFERENCES captures (id) -- that capture
) STRICT;
CREATE INDEX claims_by_blog ON claims (blog_id, source);
