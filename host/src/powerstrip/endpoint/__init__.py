"""MCP on the wire: streamable HTTP and stdio."""

__all__: list[str] = []
