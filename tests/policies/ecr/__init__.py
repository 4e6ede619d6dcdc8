"""The policies about ecr."""
