"""powerstrip: many connectors, one MCP endpoint, one connection budget."""

__all__: list[str] = []
