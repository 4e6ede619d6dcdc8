"""Policies about how models, data and agents get to where they run."""
