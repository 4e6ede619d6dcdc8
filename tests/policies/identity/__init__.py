"""The policies about identity."""
