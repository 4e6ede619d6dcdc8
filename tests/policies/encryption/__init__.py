"""The policies about encryption."""
