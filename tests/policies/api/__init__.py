"""The policies about api."""
