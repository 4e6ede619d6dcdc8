"""The policies about bedrock."""
