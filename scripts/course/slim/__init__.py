"""Make a rendered site light: fewer and smaller files, the same look and behavior."""

from course.slim.pdfs import slimmed
from course.slim.slim import slim

__all__ = ["slim", "slimmed"]
