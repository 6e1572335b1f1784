"""The files that a process may have open: each kernel that it talks to takes some; without any, pyzmq ends it."""

import os

from course.common.errors import CourseError

# Of the process itself, and of each kernel that runs at a time: twice what has been counted
OWN, EACH = 64, 32


def allow_open_files(jobs: int) -> None:
    """Raise the limit as far as kernels need it. jobs: kernels at a time. Raises CourseError where it is too low."""
    if os.name != "posix":
        return
    import resource

    needed = OWN + EACH * jobs
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= needed:
        return
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise CourseError(f"this shell allows {hard} open files, {needed} are needed; raise its limit (ulimit -n)")
    resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
