"""A page goes in; posts, comments and links come out. `extract.py` is the one function."""
