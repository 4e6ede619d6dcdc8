"""What an account decides for everything in it, and who watches that."""
