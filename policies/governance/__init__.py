"""Policies about governance."""
