"""Tests of the frameworks and their catalogue."""
