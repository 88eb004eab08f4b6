"""What an archive holds and what a run found: for people, for programs, for Prometheus."""
