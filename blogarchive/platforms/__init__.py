"""One small file a blog platform: mostly selectors."""
