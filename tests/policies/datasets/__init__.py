"""The policies about datasets."""
