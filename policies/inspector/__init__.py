"""Policies about inspector."""
