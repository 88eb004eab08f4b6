"""Every question that the reading room asks of the dataset."""

BLOGS = """
SELECT blogs.id, coalesce(blogs.title, blogs.url) AS title, blogs.url, blogs.platform, count(posts.id) AS posts,
    coalesce(sum(posts.comments_found), 0) AS comments, min(posts.published) AS first, max(posts.published) AS last
FROM blogs LEFT JOIN posts ON posts.blog_id = blogs.id GROUP BY blogs.id ORDER BY title
"""

BLOG = """
SELECT blogs.*, coalesce(blogs.title, blogs.url) AS name, count(posts.id) AS posts,
    coalesce(sum(posts.comments_found), 0) AS comments, sum(posts.comments_declared) AS declared,
    sum(posts.gone_since IS NOT NULL) AS gone, max(posts.last_seen) AS last_seen
FROM blogs LEFT JOIN posts ON posts.blog_id = blogs.id WHERE blogs.id = :blog GROUP BY blogs.id
"""

MISSING = """
SELECT kind, reason, count(*) AS number FROM urls
WHERE blog_id = :blog AND state = 'failed' AND kind NOT IN ('outside', 'requisite') AND named_by != 'guess'
GROUP BY kind, reason ORDER BY number DESC LIMIT 20
"""

CLAIMS = """
SELECT source, what, sum(claimed) AS claimed, max(seen) AS seen FROM claims
WHERE blog_id = :blog GROUP BY source, what ORDER BY source, what
"""

MONTHS = """
SELECT substr(published, 1, 7) AS month, count(*) AS posts, sum(comments_found) AS comments
FROM posts WHERE blog_id = :blog AND published IS NOT NULL GROUP BY month ORDER BY month
"""

CATEGORIES = """
SELECT categories.name, count(*) AS posts FROM categories
JOIN posts_categories ON posts_categories.category_id = categories.id
WHERE categories.blog_id = :blog GROUP BY categories.id ORDER BY posts DESC, categories.name LIMIT 60
"""

MOST_DISCUSSED = """
SELECT id, title, published, published_text, comments_found FROM posts
WHERE blog_id = :blog AND comments_found > 0 ORDER BY comments_found DESC, published LIMIT 8
"""

COMMENTERS = """
SELECT name, comments FROM authors WHERE blog_id = :blog AND comments > 0 AND name IS NOT NULL
ORDER BY comments DESC LIMIT 12
"""

LIST = """
SELECT id, title, author, published, published_text, comments_found, kind, gone_since,
    substr(body_text, 1, 240) AS beginning
FROM posts WHERE blog_id = :blog
    AND (:month = '' OR substr(published, 1, length(:month)) = :month)
    AND (:category = '' OR EXISTS (SELECT 1 FROM json_each(posts.categories) WHERE value = :category))
    AND (:author = '' OR author = :author)
ORDER BY published DESC, id LIMIT :size + 1 OFFSET :skip
"""

POST = """
SELECT posts.*, authors.url AS author_url, coalesce(blogs.title, blogs.url) AS blog, blogs.url AS blog_url,
    (SELECT count(*) FROM changes WHERE post_id = posts.id) AS changes
FROM posts JOIN blogs ON blogs.id = posts.blog_id LEFT JOIN authors ON authors.id = posts.author_id
WHERE posts.id = :post
"""

NEIGHBOURS = """
SELECT * FROM (SELECT 'older' AS way, id, title FROM posts WHERE blog_id = :blog AND kind = 'post'
    AND published < :published ORDER BY published DESC LIMIT 1)
UNION ALL
SELECT * FROM (SELECT 'newer', id, title FROM posts WHERE blog_id = :blog AND kind = 'post'
    AND published > :published ORDER BY published LIMIT 1)
"""

THREAD = """
SELECT comments.id, comments.comment_id, comments.parent_id, comments.depth, comments.position, comments.kind,
    comments.author, authors.url AS author_url, parents.author AS answers, comments.published,
    comments.published_text, comments.url, comments.body_html, comments.body_text, comments.in_page,
    comments.gone_since, comments.capture_id
FROM comments LEFT JOIN authors ON authors.id = comments.author_id
LEFT JOIN comments AS parents ON parents.id = comments.parent_id
WHERE comments.post_id = :post ORDER BY comments.path
"""

POST_VERSIONS = """
SELECT id, previous_id, part, first_seen, title, author, categories, tags, coalesce(body_text, '') AS body_text,
    capture_id
FROM post_versions WHERE post_id = :post ORDER BY first_seen, part
"""

COMMENT_VERSIONS = """
SELECT id, previous_id, comment_id, first_seen, author, coalesce(body_text, '') AS body_text, capture_id
FROM comment_versions WHERE post_id = :post ORDER BY first_seen, comment_id
"""

CAPTURES_OF = """
SELECT id, date, status FROM captures
WHERE address_id = :post OR id = (SELECT capture_id FROM posts WHERE id = :post) ORDER BY date
"""

NEAREST = """
SELECT * FROM captures WHERE address_id = :address AND status = 200
ORDER BY abs(julianday(date) - julianday(:date)) LIMIT 1
"""

NEW = """
SELECT * FROM (
    SELECT posts.id AS post_id, NULL AS comment_id, posts.title, posts.author, posts.first_seen AS seen,
        posts.published_utc, posts.body_html, posts.url, posts.capture_id
    FROM posts ORDER BY posts.first_seen DESC LIMIT :size)
UNION ALL
SELECT * FROM (
    SELECT comments.post_id, comments.id, posts.title, comments.author, comments.first_seen,
        comments.published_utc, comments.body_html, coalesce(comments.url, posts.url), comments.capture_id
    FROM comments JOIN posts ON posts.id = comments.post_id ORDER BY comments.first_seen DESC LIMIT :size)
ORDER BY seen DESC, published_utc DESC LIMIT :size
"""

BY_CATEGORY = """
SELECT categories.name, count(*) AS posts, sum(posts.comments_found) AS comments FROM categories
JOIN posts_categories ON posts_categories.category_id = categories.id
JOIN posts ON posts.id = posts_categories.post_id
WHERE categories.blog_id = :blog GROUP BY categories.id ORDER BY comments DESC, posts DESC, categories.name LIMIT 25
"""

BY_HOUR = """
SELECT substr(comments.published, 12, 2) AS hour, count(*) AS comments
FROM comments JOIN posts ON posts.id = comments.post_id
WHERE posts.blog_id = :blog AND length(comments.published) >= 16 GROUP BY hour
"""

TALK = """
WITH people AS (
    SELECT id, name FROM authors WHERE blog_id = :blog AND name IN (SELECT value FROM json_each(:names))
)
SELECT people.name AS author, others.name AS answers, count(*) AS times
FROM people JOIN comments ON comments.author_id = people.id
JOIN comments AS parents ON parents.id = comments.parent_id
JOIN people AS others ON others.id = parents.author_id
GROUP BY people.name, others.name
"""

# Its own page as it stands in the dataset, then that page at other times, and further pages of its thread.
PAGES_OF = """
SELECT * FROM captures WHERE status = 200 AND (
    id = (SELECT capture_id FROM posts WHERE id = :post) OR address_id = :post
    OR id IN (SELECT capture_id FROM comments WHERE post_id = :post)
    OR id IN (SELECT urls.capture_id FROM urls JOIN posts ON posts.url = urls.about AND posts.blog_id = urls.blog_id
        WHERE posts.id = :post AND urls.kind IN ('comment_page', 'api')))
ORDER BY id = (SELECT capture_id FROM posts WHERE id = :post) DESC, address_id = :post DESC, date LIMIT 500
"""
