"""Connectors that are wrong on purpose, each in one thing, and the two honest ones that they are made from."""
