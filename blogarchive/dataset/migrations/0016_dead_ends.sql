-- What a crawl has learnt of where listings lead to, so that the run after a kill need not learn it again.

-- Notes of a crawl that has not come to its end yet: what pages showed, who named what first, which listings stood there in vain.
CREATE TABLE dead_ends (
    note TEXT NOT NULL, -- which of the notes that DeadEnds and InVain keep
    about TEXT NOT NULL, -- what is noted: an address by its id, a blog, a kind of place, or a hash of what a page showed
    said TEXT NOT NULL, -- what of it, as JSON
    PRIMARY KEY (note, about)
) STRICT, WITHOUT ROWID;
