"""Connectors that do one thing wrong; what they declare is honest."""
