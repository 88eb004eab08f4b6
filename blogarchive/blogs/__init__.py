"""The blogs of an archive: which there are, how they are asked, and which of their addresses are due."""
