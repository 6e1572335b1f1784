"""The preview: the site on this machine while an author writes, with the gate's findings after each save."""

from course.preview.command import main

__all__ = ["main"]
