"""Where the files of `.venv` are: outside the checkout, as Quarto looks through every folder of it at each save."""

import os
from pathlib import Path

# Beside each such folder: a file with the path of the link that leads to it
MARK = ".link"


def own_folder(venv: Path) -> Path | None:
    """The folder that `.venv` leads to where a command has made it; None where there is no place for it.

    It is among the user's caches, named after the checkout. On Windows only administrators can make links.
    """
    caches = os.environ.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(caches):
        caches = os.path.expanduser("~/.cache")
    if os.name == "nt" or not os.path.isabs(caches):
        return None
    # Imported here: most starts need none of this
    from hashlib import sha256

    return Path(caches, "pytorch-course", f"{venv.parent.name}-{sha256(os.fsencode(venv)).hexdigest()[:8]}")


def is_own_link(venv: Path) -> bool:
    """Whether `.venv` is a link that a command has made, and not another's."""
    return os.path.islink(venv) and os.readlink(venv) == str(own_folder(venv))


def place(venv: Path) -> None:
    """Make `.venv` a link to a folder outside the checkout where that can be; where it cannot, it stays missing.

    Environments of checkouts that are gone are removed.
    """
    folder = own_folder(venv)
    if not folder:
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.with_name(folder.name + MARK).write_bytes(os.fsencode(venv))
        if not os.path.lexists(venv):
            venv.symlink_to(folder, target_is_directory=True)
        remove_abandoned(folder.parent)
    except OSError:
        # Quarto's previews are slower then, and nothing else is
        return


def remove_abandoned(folder: Path) -> None:
    """Remove the environments to which no `.venv` leads any more. Raises OSError."""
    import shutil

    for mark in folder.glob(f"*{MARK}"):
        environment, link = Path(str(mark).removesuffix(MARK)), os.fsdecode(mark.read_bytes())
        if not os.path.islink(link) or os.readlink(link) != str(environment):
            shutil.rmtree(environment)
            mark.unlink()
