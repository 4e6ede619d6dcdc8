"""Policies about macie."""
