"""Work on a whole archive: made anew from its captures, mended after a crash, verified."""
