"""Every address of a blog, and what says so: feeds, sitemaps, robots.txt, archives."""
