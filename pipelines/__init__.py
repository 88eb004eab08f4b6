"""The Scrapy adapters: the wire tap, the frontier, the store. Scrapy loads them by name from settings.py."""
