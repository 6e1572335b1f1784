"""Chapters in kernels: executed notebooks, and the store that keeps them."""
