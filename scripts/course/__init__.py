"""What the commands in scripts/ share: read, execute, check and publish the course."""

import sys

# README.md and pyproject.toml name it, too; a test compares them. Releases from 3.6 on can read this file
OLDEST_PYTHON = (3, 11)
if sys.version_info < OLDEST_PYTHON:
    wanted, found = ".".join(map(str, OLDEST_PYTHON)), sys.version.split()[0]
    sys.exit(f"error: Python {wanted} or newer is needed; {sys.executable} is {found}")

# JupyterLab brings a library of dates whose import takes as long as that of all else that jsonschema needs; it serves a
# format that notebooks do not have, and jsonschema does without it where it is missing.
sys.modules.setdefault("isoduration", None)  # type: ignore[arg-type]
