"""The policies about responses."""
