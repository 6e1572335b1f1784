"""What the commands in scripts/ share: read, execute, check and publish the course."""

import sys

# README.md and pyproject.toml name it, too; a test compares them. Releases from 3.6 on can read this file
OLDEST_PYTHON = (3, 11)
if sys.version_info < OLDEST_PYTHON:
    wanted, found = ".".join(map(str, OLDEST_PYTHON)), sys.version.split()[0]
    sys.exit(f"error: Python {wanted} or newer is needed; {sys.executable} is {found}")

# JupyterLab brings a grammar that jsonschema compiles at every import, which takes longer than a build in which nothing
# has changed, and a library of dates; they serve formats that notebooks do not have, and jsonschema does without them
# where they are missing.
for name in ("rfc3987_syntax", "isoduration"):
    sys.modules.setdefault(name, None)  # type: ignore[arg-type]
