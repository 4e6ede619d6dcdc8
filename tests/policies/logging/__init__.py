"""The policies about logs."""
