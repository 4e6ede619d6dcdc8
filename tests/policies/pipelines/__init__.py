"""The policies about pipelines."""
