"""Policies about identity."""
