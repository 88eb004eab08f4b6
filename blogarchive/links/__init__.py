"""Every address that a page names: what it leads to, and which are never followed."""
