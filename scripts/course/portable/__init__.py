"""The portable engine: the same pages and PDFs without Quarto, from packages of PyPI."""

from course.portable.ahead import ahead
from course.portable.build import versions, website
from course.portable.markdown import setup_cell
from course.portable.pdf import course_pdf, pdfs

__all__ = ["ahead", "course_pdf", "pdfs", "setup_cell", "versions", "website"]
