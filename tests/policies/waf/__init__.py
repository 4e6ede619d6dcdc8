"""The policies about waf."""
