"""Policies about rag."""
