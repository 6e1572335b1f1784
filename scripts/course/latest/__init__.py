"""`scripts/build.py --latest`: the course with the newest releases, beside the published one, and what differs."""

from course.latest.command import run

__all__ = ["run"]
