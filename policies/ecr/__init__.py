"""Policies about ecr."""
