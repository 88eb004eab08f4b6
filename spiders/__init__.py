"""The Scrapy spiders: fetch, hand the page to the core, follow what it says."""
