"""Policies about detection."""
