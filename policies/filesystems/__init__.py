"""File systems that models are loaded or trained from."""
