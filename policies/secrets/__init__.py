"""Secrets that models, their tasks and knowledge bases use."""
