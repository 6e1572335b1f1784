"""The rules of the gate, a module for each subject; importing this package registers them all."""

from course.gate.rules import content, conversion, course_list, execution, figures, files, language, paper, site, source

__all__ = [
    "content",
    "conversion",
    "course_list",
    "execution",
    "figures",
    "files",
    "language",
    "paper",
    "site",
    "source",
]
