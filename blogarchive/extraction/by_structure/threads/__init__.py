"""Threads found by their structure alone: which siblings are entries, and what in each is name, time and text."""
