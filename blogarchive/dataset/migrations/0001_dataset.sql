-- The dataset: what was read, each row with the capture that proves it.
-- The comments below are the data dictionary: they are shown in data/README.md and in Datasette.
-- Row ids are hashes of what a row is about, so the same captures always give the same rows.
-- Times `published` and `updated` are as the page states them; `…_utc`, `…_seen` and `date` are UTC and end in Z.

-- One WARC record each: an exchange with a web server as it crossed the wire.
CREATE TABLE captures (
    id INTEGER PRIMARY KEY, -- hash of the record id
    record_id TEXT NOT NULL UNIQUE, -- WARC-Record-ID without its angle brackets
    blog_id INTEGER REFERENCES blogs (id), -- the blog that it was fetched for
    url TEXT NOT NULL, -- the address that was asked
    address_id INTEGER NOT NULL, -- the same for every spelling of one address (http or https, www, trailing slash); equals posts.id for the pages of a post
    date TEXT NOT NULL, -- when the request began
    type TEXT NOT NULL, -- response, revisit (unchanged since an earlier capture) or resource
    status INTEGER, -- HTTP status code of the answer
    content_type TEXT, -- Content-Type as sent
    file TEXT NOT NULL, -- name of the WARC file in data/warc/
    offset INTEGER NOT NULL, -- where the record's gzip member begins in the file, in bytes
    length INTEGER NOT NULL, -- length of that member, in bytes
    block_digest TEXT, -- WARC-Block-Digest: over the bytes on the wire
    payload_digest TEXT -- WARC-Payload-Digest: over the entity
) STRICT;
CREATE INDEX captures_by_address ON captures (address_id, date);
CREATE INDEX captures_by_blog ON captures (blog_id);

-- The archived blogs.
CREATE TABLE blogs (
    id INTEGER PRIMARY KEY, -- hash of the address
    url TEXT NOT NULL, -- address under which it was archived
    title TEXT, -- the blog's own name
    platform TEXT, -- wordpress, blogger, … or generic
    language TEXT -- BCP 47 tag
) STRICT;

-- What single pages said of their blog; the blog's row is made of these: the front page first, then the newest.
CREATE TABLE blog_readings (
    id INTEGER PRIMARY KEY, -- hash of blog and contents
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- which blog
    front INTEGER NOT NULL, -- 1 where the blog's front page says so
    title TEXT, -- name of the blog as stated there
    platform TEXT, -- whose rules read it
    language TEXT, -- language as stated there
    first_seen TEXT NOT NULL, -- date of the first capture that says so
    last_seen TEXT NOT NULL -- date of the last capture that says so
) STRICT;
CREATE INDEX blog_readings_by_blog ON blog_readings (blog_id);

-- Names under which posts and comments were written, one for each name and address on a blog.
CREATE TABLE authors (
    id INTEGER PRIMARY KEY, -- hash of blog, name and address
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- where the name was seen
    name TEXT, -- as shown
    url TEXT, -- where the name links to
    comments INTEGER NOT NULL DEFAULT 0 -- how many comments stand under it, without pings
) STRICT;
CREATE INDEX authors_by_comments ON authors (blog_id, comments);
CREATE INDEX authors_by_name ON authors (name);

-- Posts and standing pages, as they were last seen.
CREATE TABLE posts (
    id INTEGER PRIMARY KEY, -- hash of the address
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- the blog that it stands on
    title TEXT, -- its own title, without the blog's name
    author TEXT, -- name of the author as shown
    author_id INTEGER REFERENCES authors (id), -- the same with its address
    published TEXT, -- ISO 8601 by the page's own clock, as precise as stated; an offset only where one is stated
    published_utc TEXT, -- in UTC, where page, feed or API state an offset
    updated TEXT, -- when it was last changed, as stated
    year INTEGER GENERATED ALWAYS AS (CAST(substr(published, 1, 4) AS INTEGER)) VIRTUAL, -- of publication
    categories TEXT NOT NULL DEFAULT '[]', -- names of its categories as a JSON list, in the page's order
    tags TEXT NOT NULL DEFAULT '[]', -- names of its tags as a JSON list, in the page's order
    comments_found INTEGER NOT NULL DEFAULT 0, -- how many comments and pings of the thread the archive holds, without those that are gone or stand only in feeds
    comments_declared INTEGER, -- how many the page says there are
    language TEXT, -- BCP 47 tag
    kind TEXT NOT NULL, -- post, or page for a standing page (About, guestbook)
    platform TEXT NOT NULL, -- whose rules read it: wordpress, blogger, … or generic
    url TEXT NOT NULL, -- the permalink
    published_text TEXT, -- the date as the page prints it
    source TEXT NOT NULL, -- where the reading stands that leads: page, api, embed or feed
    trust INTEGER NOT NULL, -- how far that is trusted: 4 the post's own page, 3 another page that shows it, 2 API or embed, 1 feed
    extractor TEXT NOT NULL, -- version of blogarchive that read it
    capture_id INTEGER REFERENCES captures (id), -- the first capture that shows it as it stands here
    first_seen TEXT NOT NULL, -- date of the first capture that shows it
    last_seen TEXT NOT NULL, -- date of the last capture that shows it
    gone_since TEXT, -- since when the site answers 404 or 410 under its address; null while it stands
    -- Last, as long rows spill over: whoever asks for a column before these need not read the text.
    body_text TEXT, -- its own content as text: a blank line between blocks, code verbatim
    body_html TEXT -- the same as sanitised HTML
) STRICT;
CREATE INDEX posts_by_date ON posts (published);
-- Lists and sums over a blog, from the index alone.
CREATE INDEX posts_at_a_glance ON posts (
    blog_id, published, comments_found, comments_declared, kind, gone_since, last_seen, title, author
);
CREATE INDEX posts_by_author ON posts (author_id);
CREATE INDEX posts_by_year ON posts (year);
CREATE INDEX posts_by_platform ON posts (platform);
CREATE INDEX posts_by_comments ON posts (comments_found);
CREATE INDEX posts_by_capture ON posts (capture_id);
CREATE INDEX posts_by_first_sight ON posts (first_seen);
CREATE INDEX posts_gone ON posts (gone_since) WHERE gone_since IS NOT NULL;

-- Categories, by the names that a blog gives them.
CREATE TABLE categories (
    id INTEGER PRIMARY KEY, -- hash of blog and name
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- whose category
    name TEXT NOT NULL -- as shown
) STRICT;
CREATE INDEX categories_by_name ON categories (name);

-- Which post stands in which category.
CREATE TABLE posts_categories (
    post_id INTEGER NOT NULL REFERENCES posts (id), -- the post
    category_id INTEGER NOT NULL REFERENCES categories (id), -- one of its categories
    position INTEGER NOT NULL, -- 0-based place among the post's categories
    PRIMARY KEY (post_id, category_id)
) STRICT;
CREATE INDEX posts_categories_by_category ON posts_categories (category_id);

-- Tags, by the names that a blog gives them.
CREATE TABLE tags (
    id INTEGER PRIMARY KEY, -- hash of blog and name
    blog_id INTEGER NOT NULL REFERENCES blogs (id), -- whose tag
    name TEXT NOT NULL -- as shown
) STRICT;
CREATE INDEX tags_by_name ON tags (name);

-- Which post has which tag.
CREATE TABLE posts_tags (
    post_id INTEGER NOT NULL REFERENCES posts (id), -- the post
    tag_id INTEGER NOT NULL REFERENCES tags (id), -- one of its tags
    position INTEGER NOT NULL, -- 0-based place among the post's tags
    PRIMARY KEY (post_id, tag_id)
) STRICT;
CREATE INDEX posts_tags_by_tag ON posts_tags (tag_id);

-- Comments and pings, as they were last seen; `ORDER BY post_id, path` is reading order.
CREATE TABLE comments (
    id INTEGER PRIMARY KEY, -- hash of the post's address and the comment's id
    post_id INTEGER NOT NULL REFERENCES posts (id), -- the post under which it stands
    author TEXT, -- name as shown
    author_id INTEGER REFERENCES authors (id), -- the same with its address
    published TEXT, -- ISO 8601 by the page's own clock, as precise as stated; an offset only where one is stated
    published_utc TEXT, -- in UTC, where page, feed or API state an offset
    year INTEGER GENERATED ALWAYS AS (CAST(substr(published, 1, 4) AS INTEGER)) VIRTUAL, -- of publication
    body_text TEXT, -- its text, a blank line between blocks; null for an entry without text
    body_html TEXT, -- the same as sanitised HTML
    parent_id INTEGER REFERENCES comments (id) DEFERRABLE INITIALLY DEFERRED, -- the comment that it answers; null for a root
    depth INTEGER NOT NULL DEFAULT 0, -- 0 for a root, 1 for an answer to it, and so on
    position INTEGER NOT NULL DEFAULT 0, -- 0-based place in reading order within the thread
    path TEXT NOT NULL DEFAULT '', -- reading order as sortable text; answers to a comment begin with its path
    kind TEXT NOT NULL, -- comment, pingback, trackback, ping (one of these two, the page does not say which) or webmention
    url TEXT, -- its permalink
    comment_id TEXT NOT NULL, -- the platform's id, else a stable one of ours
    parent_ref TEXT, -- comment_id of the comment that it answers, as stated, even if that one is missing here
    published_text TEXT, -- the date as the page prints it
    page INTEGER, -- which page of a paged thread it stood on, 1 for the oldest
    place INTEGER NOT NULL, -- 0-based place on that page
    in_page INTEGER NOT NULL, -- 1 where the post's page, API or comment system shows it, 0 where only a feed does
    source TEXT NOT NULL, -- where the reading stands that leads: page, api, embed or feed
    extractor TEXT NOT NULL, -- version of blogarchive that read it
    capture_id INTEGER REFERENCES captures (id), -- the first capture that shows it as it stands here
    first_seen TEXT NOT NULL, -- date of the first capture that shows it
    last_seen TEXT NOT NULL, -- date of the last capture that shows it
    gone_since TEXT -- date of the first look at the thread that no longer showed it; null while it stands
) STRICT;
CREATE INDEX comments_in_order ON comments (post_id, path);
CREATE INDEX comments_by_parent ON comments (parent_id);
CREATE INDEX comments_by_author ON comments (author_id, kind);
CREATE INDEX comments_by_date ON comments (published);
CREATE INDEX comments_by_year ON comments (year);
CREATE INDEX comments_by_kind ON comments (kind);
CREATE INDEX comments_by_capture ON comments (capture_id);
CREATE INDEX comments_gone ON comments (gone_since) WHERE gone_since IS NOT NULL;
CREATE INDEX comments_by_first_sight ON comments (first_seen);

-- When each page of a thread was looked at: a comment that stood there and no longer does is gone.
CREATE TABLE thread_looks (
    id INTEGER PRIMARY KEY, -- hash of post, source, page and capture
    post_id INTEGER NOT NULL REFERENCES posts (id), -- whose thread
    source TEXT NOT NULL, -- page, api or embed
    page INTEGER NOT NULL, -- number of the comment page; 1 where the thread is not paged
    seen TEXT NOT NULL, -- date of the capture
    capture_id INTEGER REFERENCES captures (id), -- the capture
    comments INTEGER NOT NULL, -- how many comments it showed
    declared INTEGER -- how many the page said there are
) STRICT;
CREATE INDEX thread_looks_by_post ON thread_looks (post_id);

-- Every distinct reading of a post that was read in more than one way: earlier versions, and what feeds say.
-- A post that was always read alike has none here: its row in posts is the reading.
CREATE TABLE post_readings (
    id INTEGER PRIMARY KEY, -- hash of post, source and contents
    post_id INTEGER NOT NULL REFERENCES posts (id), -- which post
    source TEXT NOT NULL, -- page, api, embed or feed
    trust INTEGER NOT NULL, -- as in posts
    part INTEGER NOT NULL, -- which part of a post that is split over several pages
    first_seen TEXT NOT NULL, -- date of the first capture that reads so
    last_seen TEXT NOT NULL, -- date of the last capture that reads so
    first_capture_id INTEGER REFERENCES captures (id), -- the first capture that reads so
    url TEXT NOT NULL, -- the permalink
    kind TEXT NOT NULL, -- post or page
    platform TEXT NOT NULL, -- whose rules read it
    title TEXT, -- its title then
    author TEXT, -- name of the author
    author_url TEXT, -- where that name leads
    published TEXT, -- as stated
    published_text TEXT, -- as printed
    updated TEXT, -- as stated
    language TEXT, -- BCP 47 tag
    categories TEXT NOT NULL, -- JSON list of names
    tags TEXT NOT NULL, -- JSON list of names
    comments_declared INTEGER, -- how many the page said there are
    extractor TEXT NOT NULL, -- version of blogarchive
    text_as_now INTEGER NOT NULL, -- 1 where the body is that of the row in posts, and not repeated here
    body_html TEXT, -- the body then, as sanitised HTML
    body_text TEXT -- the body then, as text
) STRICT;
CREATE INDEX post_readings_by_post ON post_readings (post_id);

-- Every distinct reading of a comment that was read in more than one way; as post_readings.
CREATE TABLE comment_readings (
    id INTEGER PRIMARY KEY, -- hash of comment, source and contents
    comment_id INTEGER NOT NULL REFERENCES comments (id), -- which comment
    source TEXT NOT NULL, -- page, api, embed or feed
    first_seen TEXT NOT NULL, -- date of the first capture that reads so
    last_seen TEXT NOT NULL, -- date of the last capture that reads so
    first_capture_id INTEGER REFERENCES captures (id), -- the first capture that reads so
    parent_ref TEXT, -- id of the comment that it answers, as stated
    kind TEXT NOT NULL, -- as in comments
    author TEXT, -- name as shown
    author_url TEXT, -- where that name leads
    published TEXT, -- as stated
    published_text TEXT, -- as printed
    url TEXT, -- its permalink
    page INTEGER, -- which page of a paged thread
    place INTEGER NOT NULL, -- place on that page
    extractor TEXT NOT NULL, -- version of blogarchive
    text_as_now INTEGER NOT NULL, -- 1 where the text is that of the row in comments, and not repeated here
    body_html TEXT, -- the text then, as sanitised HTML
    body_text TEXT -- the text then
) STRICT;
CREATE INDEX comment_readings_by_comment ON comment_readings (comment_id);

-- Links that authors set in posts and comments, one row for each address in a text.
CREATE TABLE links (
    id INTEGER PRIMARY KEY, -- hash of where it stands and where it leads
    post_id INTEGER NOT NULL REFERENCES posts (id), -- the post in which, or under which, it stands
    comment_id INTEGER REFERENCES comments (id), -- the comment in which it stands; null for the post itself
    url TEXT NOT NULL, -- where it leads
    host TEXT NOT NULL, -- the site it leads to, without www.
    text TEXT -- what it stands on
) STRICT;
CREATE INDEX links_by_post ON links (post_id);
CREATE INDEX links_by_comment ON links (comment_id);
CREATE INDEX links_by_host ON links (host);

-- Full-text index of posts: `WHERE posts_fts MATCH 'word'`, with rowid = posts.id.
CREATE VIRTUAL TABLE posts_fts USING fts5 (
    title, body_text, content="posts", content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER posts_fts_insert AFTER INSERT ON posts BEGIN
    INSERT INTO posts_fts (rowid, title, body_text) VALUES (new.id, new.title, new.body_text);
END;
CREATE TRIGGER posts_fts_delete AFTER DELETE ON posts BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, body_text) VALUES ('delete', old.id, old.title, old.body_text);
END;
CREATE TRIGGER posts_fts_update AFTER UPDATE OF title, body_text ON posts
WHEN old.title IS NOT new.title OR old.body_text IS NOT new.body_text BEGIN
    INSERT INTO posts_fts (posts_fts, rowid, title, body_text) VALUES ('delete', old.id, old.title, old.body_text);
    INSERT INTO posts_fts (rowid, title, body_text) VALUES (new.id, new.title, new.body_text);
END;

-- Full-text index of comments: `WHERE comments_fts MATCH 'word'`, with rowid = comments.id.
CREATE VIRTUAL TABLE comments_fts USING fts5 (
    body_text, author, content="comments", content_rowid='id', tokenize='porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER comments_fts_insert AFTER INSERT ON comments BEGIN
    INSERT INTO comments_fts (rowid, body_text, author) VALUES (new.id, new.body_text, new.author);
END;
CREATE TRIGGER comments_fts_delete AFTER DELETE ON comments BEGIN
    INSERT INTO comments_fts (comments_fts, rowid, body_text, author)
    VALUES ('delete', old.id, old.body_text, old.author);
END;
CREATE TRIGGER comments_fts_update AFTER UPDATE OF body_text, author ON comments
WHEN old.body_text IS NOT new.body_text OR old.author IS NOT new.author BEGIN
    INSERT INTO comments_fts (comments_fts, rowid, body_text, author)
    VALUES ('delete', old.id, old.body_text, old.author);
    INSERT INTO comments_fts (rowid, body_text, author) VALUES (new.id, new.body_text, new.author);
END;

-- Posts at a glance: where, what, when, who, and how much talk.
CREATE VIEW post_overview AS
SELECT
    posts.id AS id, -- as in posts
    blogs.title AS blog, -- name of the blog
    posts.title AS title, -- of the post
    posts.author AS author, -- name as shown
    posts.published AS published, -- as stated
    posts.year AS year, -- of publication
    posts.categories AS categories, -- JSON list of names
    posts.tags AS tags, -- JSON list of names
    posts.comments_found AS comments, -- how many the archive holds
    posts.comments_declared AS comments_declared, -- how many the page says there are
    (SELECT max(comments.published) FROM comments WHERE comments.post_id = posts.id) AS last_comment, -- date of the latest, as stated
    length(posts.body_text) AS characters, -- length of the text
    posts.url AS url, -- the permalink
    posts.gone_since AS gone_since -- since when the site no longer has it
FROM posts JOIN blogs ON blogs.id = posts.blog_id;

-- Every conversation in reading order, each entry with whom it answers.
CREATE VIEW threads AS
SELECT
    comments.id AS id, -- as in comments
    comments.post_id AS post_id, -- the post
    posts.title AS post, -- its title
    comments.position AS position, -- 0-based place in the thread
    comments.depth AS depth, -- 0 for a root
    comments.author AS author, -- who wrote it
    parents.author AS answers, -- who is answered
    comments.published AS published, -- as stated
    comments.body_text AS body_text, -- its text
    comments.kind AS kind, -- comment or a kind of ping
    comments.parent_id AS parent_id, -- the comment that it answers
    comments.path AS path, -- reading order as text
    comments.gone_since AS gone_since -- since when the thread no longer shows it
FROM comments
JOIN posts ON posts.id = comments.post_id
LEFT JOIN comments AS parents ON parents.id = comments.parent_id;

-- Who comments, how much, and since when.
CREATE VIEW commenters AS
SELECT
    authors.id AS id, -- as in authors
    blogs.title AS blog, -- name of the blog
    authors.name AS name, -- as shown
    authors.url AS url, -- where the name leads
    count(*) AS comments, -- how many
    count(DISTINCT comments.post_id) AS posts, -- under how many posts
    min(comments.published) AS first, -- date of the first, as stated
    max(comments.published) AS last -- date of the last, as stated
FROM comments
JOIN authors ON authors.id = comments.author_id
JOIN blogs ON blogs.id = authors.blog_id
WHERE comments.kind = 'comment'
GROUP BY authors.id;

-- Who talks with whom: how often one name answers another.
CREATE VIEW conversations AS
SELECT
    posts.blog_id AS blog_id, -- on which blog
    comments.author AS author, -- who answers
    parents.author AS answers, -- whom
    count(*) AS times, -- how often
    max(comments.published) AS last -- date of the last, as stated
FROM comments
JOIN comments AS parents ON parents.id = comments.parent_id
JOIN posts ON posts.id = comments.post_id
GROUP BY posts.blog_id, comments.author, parents.author;

-- Sites that posts and comments link to.
CREATE VIEW links_out AS
SELECT
    links.host AS host, -- the site
    links.url AS url, -- the address
    links.text AS text, -- what the link stands on
    posts.title AS post, -- in which post, or under which
    comments.author AS commenter, -- who set it, for a link in a comment
    links.post_id AS post_id, -- the post
    links.comment_id AS comment_id -- the comment, null for the post itself
FROM links
JOIN posts ON posts.id = links.post_id
JOIN blogs ON blogs.id = posts.blog_id
LEFT JOIN comments ON comments.id = links.comment_id
WHERE instr(blogs.url, '//' || links.host) = 0 AND instr(blogs.url, '//www.' || links.host) = 0;

-- Every version of a post that its pages have shown, where they have shown more than one or in parts.
CREATE VIEW post_versions AS
SELECT
    post_readings.id AS id, -- as in post_readings
    posts.id AS post_id, -- which post
    post_readings.part AS part, -- which part of a post that is split over several pages
    post_readings.first_seen AS first_seen, -- date of the first capture that shows it
    post_readings.last_seen AS last_seen, -- date of the last capture that shows it
    post_readings.title AS title, -- its title then
    post_readings.author AS author, -- its author then
    post_readings.categories AS categories, -- its categories then
    post_readings.tags AS tags, -- its tags then
    iif(post_readings.text_as_now, posts.body_text, post_readings.body_text) AS body_text, -- its text then
    iif(post_readings.text_as_now, posts.body_html, post_readings.body_html) AS body_html, -- the same as HTML
    post_readings.first_capture_id AS capture_id, -- the capture that shows it
    (
        SELECT earlier.id FROM post_readings AS earlier
        WHERE earlier.post_id = posts.id AND earlier.trust = posts.trust AND earlier.part = post_readings.part
        AND earlier.first_seen < post_readings.first_seen ORDER BY earlier.first_seen DESC, earlier.id LIMIT 1
    ) AS previous_id -- the version before it; null for the first
FROM post_readings JOIN posts ON posts.id = post_readings.post_id
WHERE post_readings.trust = posts.trust;

-- Every version of a comment that its thread has shown, where it was read in more than one way.
CREATE VIEW comment_versions AS
SELECT
    comment_readings.id AS id, -- as in comment_readings
    comments.id AS comment_id, -- which comment
    comments.post_id AS post_id, -- under which post
    comment_readings.first_seen AS first_seen, -- date of the first capture that shows it
    comment_readings.last_seen AS last_seen, -- date of the last capture that shows it
    comment_readings.author AS author, -- its author then
    iif(comment_readings.text_as_now, comments.body_text, comment_readings.body_text) AS body_text, -- its text then
    iif(comment_readings.text_as_now, comments.body_html, comment_readings.body_html) AS body_html, -- the same as HTML
    comment_readings.first_capture_id AS capture_id, -- the capture that shows it
    (
        SELECT earlier.id FROM comment_readings AS earlier
        WHERE earlier.comment_id = comments.id AND earlier.source = comments.source
        AND earlier.first_seen < comment_readings.first_seen ORDER BY earlier.first_seen DESC, earlier.id LIMIT 1
    ) AS previous_id -- the version before it; null for the first
FROM comment_readings JOIN comments ON comments.id = comment_readings.comment_id
WHERE comment_readings.source = comments.source;

-- What has changed since it was first seen: posts and comments edited or gone.
CREATE VIEW changes AS
SELECT
    first_seen AS seen, -- when the change was noticed
    'post edited' AS what, -- post edited, post gone, comment edited or comment gone
    post_id AS post_id, -- the post
    NULL AS comment_id, -- the comment, null for the post itself
    title AS title, -- title of the post
    author AS author, -- of post or comment
    body_text AS text -- as it reads since then; for what is gone, as it read before
FROM post_versions WHERE previous_id IS NOT NULL
UNION ALL
SELECT gone_since, 'post gone', id, NULL, title, author, body_text FROM posts WHERE gone_since IS NOT NULL
UNION ALL
SELECT versions.first_seen, 'comment edited', versions.post_id, versions.comment_id, posts.title, versions.author,
    versions.body_text
FROM comment_versions AS versions JOIN posts ON posts.id = versions.post_id WHERE versions.previous_id IS NOT NULL
UNION ALL
SELECT comments.gone_since, 'comment gone', comments.post_id, comments.id, posts.title, comments.author,
    comments.body_text
FROM comments JOIN posts ON posts.id = comments.post_id WHERE comments.gone_since IS NOT NULL;
