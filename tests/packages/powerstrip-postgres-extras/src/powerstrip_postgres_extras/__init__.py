"""A tool and two templates for PostgreSQL sources."""

__all__: list[str] = []
