"""Policies about guardduty."""
