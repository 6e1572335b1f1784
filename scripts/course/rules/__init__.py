"""The gate's rules. Each module adds its own to the list; the list is the documentation (`scripts/check.py --list`)."""

from course.rules import content, course_list, execution, figures, site, source
from course.rules.registry import RULES, Context, Rule

__all__ = ["RULES", "Context", "Rule", "content", "course_list", "execution", "figures", "site", "source"]
