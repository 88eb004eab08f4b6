-- What a blog taught of its addresses: what those show that have certain parameters beside a shorter one.
CREATE TABLE twins (
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- the blog
    parameters TEXT NOT NULL, -- names of parameters that stood together beside a shorter address, as a JSON list in order
    shows TEXT NOT NULL, -- what such an address shows: same (the same post), more (with comments of its own) or other
    example TEXT NOT NULL, -- an address that showed it
    PRIMARY KEY (blog_id, parameters)
) STRICT;
