"""The policies about agentcore."""
