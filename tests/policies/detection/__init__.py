"""The policies about detection."""
