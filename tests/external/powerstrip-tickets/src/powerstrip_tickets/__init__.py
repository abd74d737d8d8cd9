"""Ticket connector for powerstrip."""

__all__: list[str] = []
