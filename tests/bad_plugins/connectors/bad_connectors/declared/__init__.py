"""Connectors that declare one thing wrong; what they do is honest."""
