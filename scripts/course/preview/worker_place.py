"""Where a preview's worker listens: it writes that down for the scripts that Quarto runs."""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

# What scripts ask for
BEFORE, AFTER = "before the render", "after the render"


@dataclass(frozen=True)
class WorkerPlace:
    """The place of a worker's files.

    Attributes:
        root: The checkout.
        preview: The process id of the Quarto whose preview it serves.
    """

    root: Path
    preview: int

    @property
    def file(self) -> Path:
        """Where it listens."""
        return self.root / f".cache/preview/worker-{self.preview}"

    @property
    def log(self) -> Path:
        """What it prints: where it does not start, why."""
        return self.file.with_suffix(".log")

    def read(self) -> tuple[tuple[str, int], bytes]:
        """Address and key. Raises OSError where it does not listen, ValueError where the file is damaged."""
        host, port, key = self.file.read_text(encoding="ascii").split()
        return (host, int(port)), bytes.fromhex(key)

    def write(self, address: tuple[str, int], key: bytes) -> None:
        """Write them for this user alone, as a whole. Raises OSError."""
        temporary = self.file.with_suffix(".part")
        with open(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(f"{address[0]} {address[1]} {key.hex()}\n")
        temporary.replace(self.file)

    def is_of(self, key: bytes) -> bool:
        """Whether the worker with this key is the one that scripts find."""
        try:
            return self.read()[1] == key
        except (OSError, ValueError):
            return False

    def remove_log(self) -> None:
        """Take away what it has printed, where the system allows that to a process that prints into it."""
        with suppress(OSError):
            self.log.unlink()
