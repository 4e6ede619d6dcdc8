"""Policies about agentcore."""
