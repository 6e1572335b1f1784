"""What the commands in scripts/ share: read, execute, check and publish the course."""

import sys
from typing import Any, cast

# JupyterLab brings a grammar that jsonschema compiles at every import, which takes longer than a build in which nothing
# has changed; it serves formats that notebooks do not have, and jsonschema does without it where it is missing.
cast(dict[str, Any], sys.modules).setdefault("rfc3987_syntax", None)
