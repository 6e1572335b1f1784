"""The portable engine: the same pages and PDFs without Quarto, from packages of PyPI."""
