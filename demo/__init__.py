"""A sample blog that this project made, served on loopback, and the main job run on it."""
