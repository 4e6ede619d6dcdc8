"""Policies about siem."""
