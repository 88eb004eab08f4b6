"""Tests of blogarchive.discovery."""
