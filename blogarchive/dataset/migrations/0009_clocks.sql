-- JSON: fields that another source states than the row's own, {"published_utc": "feed"}; "clock" where a time was reckoned by the blog's clock
ALTER TABLE posts ADD COLUMN merged_from TEXT;

-- the same of a comment: {"parent_ref": "api", "published_utc": "clock"}
ALTER TABLE comments ADD COLUMN merged_from TEXT;

-- JSON list of the time zones that agree with its pages' clocks, where feeds or APIs give the same moments in UTC; only what all of them agree on is reckoned
ALTER TABLE blogs ADD COLUMN clock TEXT;
