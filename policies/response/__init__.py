"""Policies about what is done by itself when something is found."""
