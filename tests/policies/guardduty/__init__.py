"""The policies about guardduty."""
