"""What readers take away beside the PDFs: a practice and a solution notebook of each chapter, all as a zip."""

from course.downloads.write import files, write

__all__ = ["files", "write"]
