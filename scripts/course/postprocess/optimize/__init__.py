"""Optimize rendered pages: fewer and smaller files, nothing inline, the same look and behavior."""
