"""Conclusions from the whole inventory: who is reachable, who may do what, what belongs to the AI estate."""
