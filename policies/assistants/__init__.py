"""Assistants, search and models of text that AWS runs."""
