"""The policies about governance."""
