"""The engine of record: Quarto."""
