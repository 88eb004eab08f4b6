-- address of its featured image, as its page states it; one that most posts of a blog state is the blog's, and in no record
ALTER TABLE posts ADD COLUMN image TEXT;

-- address of its featured image, as stated
ALTER TABLE post_readings ADD COLUMN image TEXT;

CREATE INDEX posts_by_image ON posts (blog_id, image) WHERE image IS NOT NULL;
