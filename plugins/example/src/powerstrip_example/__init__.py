"""A connector for a folder of CSV files, to be read and copied."""

__all__: list[str] = []
