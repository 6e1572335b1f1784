"""The addresses that follow from the publisher's settings below `website:`, and none where those are not set."""

import re

from course.common.project import Project

# Where the workflow puts the built notebooks with their data sets: Colab opens what lies on a branch of a repository
BRANCH = "built-notebooks"
DATA = "assets/data/"
GITHUB = re.compile(r"https://github\.com/(?P<name>[\w.-]+/[\w.-]+?)(?:\.git)?/?")


def repository(project: Project) -> str | None:
    """The repository as "owner/name", where it is one on GitHub."""
    match = GITHUB.fullmatch(str(project.settings["website"].get("repo-url") or ""))
    return match["name"] if match else None


def colab(project: Project) -> str | None:
    """What comes before a notebook's name in the address that opens it in Colab."""
    name = repository(project)
    return f"https://colab.research.google.com/github/{name}/blob/{BRANCH}/" if name else None


def site(project: Project) -> str | None:
    """What comes before a page's path in its address, where the site's is set."""
    address = project.settings["website"].get("site-url")
    return f"{str(address).rstrip('/')}/" if address else None


def data(project: Project) -> str | None:
    """What comes before a data set's name in its address: on the site, else beside the notebooks in the repository."""
    if address := site(project):
        return address + DATA
    name = repository(project)
    return f"https://raw.githubusercontent.com/{name}/{BRANCH}/" if name else None
