"""The policies about inspector."""
