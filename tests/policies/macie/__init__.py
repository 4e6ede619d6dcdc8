"""The policies about macie."""
