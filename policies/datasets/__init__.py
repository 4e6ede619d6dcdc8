"""Policies about datasets."""
