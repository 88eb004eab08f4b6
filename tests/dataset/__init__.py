"""Tests of blogarchive.dataset."""
