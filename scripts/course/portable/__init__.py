"""The portable engine: the same pages and PDFs without Quarto, from packages of PyPI."""

from course.portable.build import build, versions
from course.portable.markdown import setup_cell
from course.portable.pdf import course_pdf

__all__ = ["build", "course_pdf", "setup_cell", "versions"]
