-- links followed to come here from an address that the user gave; what belongs to a post stands as deep as the post
ALTER TABLE urls ADD COLUMN depth INTEGER NOT NULL DEFAULT 0;
