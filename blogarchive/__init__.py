"""blogarchive keeps a whole blog twice: as WARC captures, and as a SQLite dataset of its posts and threads."""

__version__ = "0.1.0"
