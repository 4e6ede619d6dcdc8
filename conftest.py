"""The repository's own configuration of pytest."""

pytest_plugins = ["pytester"]
