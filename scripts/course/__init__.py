"""What the commands in scripts/ share: read, execute, check and publish the course."""

import sys

# README.md and pyproject.toml name it, too; a test compares them. Releases from 3.6 on can read this file
OLDEST_PYTHON = (3, 11)
if sys.version_info < OLDEST_PYTHON:
    sys.exit(
        f"error: Python {OLDEST_PYTHON[0]}.{OLDEST_PYTHON[1]} or newer is needed; {sys.executable} is {sys.version.split()[0]}"
    )

# JupyterLab brings a grammar that jsonschema compiles at every import, which takes longer than a build in which nothing
# has changed; it serves formats that notebooks do not have, and jsonschema does without it where it is missing.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
