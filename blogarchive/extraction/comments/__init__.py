"""Reads the entries of a thread that selectors have found."""
