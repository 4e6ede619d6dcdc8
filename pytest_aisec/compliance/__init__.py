"""Frameworks and their controls: what the compliance marks of policies refer to."""
