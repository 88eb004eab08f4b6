"""The Datasette plugin: metadata, pages to read, captures to look at."""
