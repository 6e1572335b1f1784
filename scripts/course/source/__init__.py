"""Chapters as text: parsed into exercises, parts and cells."""
