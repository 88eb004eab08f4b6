"""Tests of the core mirror its folders; adapters are tested through Scrapy itself."""
