"""The policies about rag."""
