"""The SQLite dataset: tables as commented SQL, one migration each, and saving that may be repeated."""
