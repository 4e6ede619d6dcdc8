"""The policies about siem."""
