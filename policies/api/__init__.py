"""Policies about api."""
