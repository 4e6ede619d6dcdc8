"""Questions of networks."""
