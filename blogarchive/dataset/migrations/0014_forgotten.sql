-- What was taken down on request: it is read from no capture any more, and not asked for again.

-- One post, comment, author or address that is forgotten; the same stands in the WARC files, for `rebuild`.
CREATE TABLE forgotten (
    id INTEGER PRIMARY KEY, -- hash of what is forgotten
    kind TEXT NOT NULL CHECK (kind IN ('post', 'comment', 'author', 'address')), -- post: with its thread; author: all by one name; address: what stands there is no post
    blog_id INTEGER REFERENCES blogs (id), -- the blog that it stood on
    url TEXT NOT NULL, -- the post's address, for a comment that of its post, for an author that of the blog or post
    of_id INTEGER NOT NULL, -- what its row had as id in posts, comments or blogs; for an address captures.address_id
    comment_id TEXT, -- for a comment, its id there
    stands_for TEXT, -- for what is left of a comment in a page that it was taken out of: that comment's id
    reason TEXT, -- why, in the words of whoever had it forgotten
    forgotten TEXT NOT NULL, -- when, UTC
    salt TEXT NOT NULL, -- goes into the hashes of its words
    words TEXT NOT NULL, -- JSON: hashes of so many words in a row, by which the same text is known in other captures; it cannot be read out of them
    settled INTEGER NOT NULL DEFAULT 0 -- 1 once every capture was searched for it, and nothing of it is left in this file
) STRICT;
CREATE INDEX forgotten_by_row ON forgotten (of_id);

-- WARC files that were searched for all that is forgotten; a run searches those it has written itself.
CREATE TABLE searched_files (
    file TEXT PRIMARY KEY -- name of the file in data/warc/
) STRICT;
