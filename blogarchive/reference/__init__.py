"""What `make docs` writes from the code: data dictionary, cookbook, platform table."""
