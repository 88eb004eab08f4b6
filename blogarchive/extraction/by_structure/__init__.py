"""Pages of no known platform: metadata, body, and comment threads found by their structure."""
