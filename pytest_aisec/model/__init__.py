"""How a resource type is described: once, for all sources."""
