"""The case domain: what may happen, who may do it, by when, and who is told."""
