"""A parsed page: bytes, text, tree, selectors, clean HTML. Nothing here knows what a blog is."""
