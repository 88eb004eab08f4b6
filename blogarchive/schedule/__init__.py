"""Pure deciders: what is asked for again and when, how far a run may go, what became of a blog."""
