-- What belongs to a post.
CREATE INDEX urls_about ON urls (about) WHERE about IS NOT NULL;
