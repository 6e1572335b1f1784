"""The portable engine: the same pages and PDFs without Quarto, from packages of PyPI."""

from course.portable.pdf import COURSE, course_alone
from course.portable.rendering import Rendering
from course.portable.setup import setup_cell
from course.portable.website import versions

__all__ = ["COURSE", "Rendering", "course_alone", "setup_cell", "versions"]
