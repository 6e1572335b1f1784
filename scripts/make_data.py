"""Write the course's simulated data sets into assets/data."""

from pathlib import Path

from datasets import faces, solar, water


def main() -> None:
    """Write all data sets and name each file with its size."""
    folder = Path(__file__).resolve().parents[1] / "assets" / "data"
    folder.mkdir(parents=True, exist_ok=True)
    for write in (solar.write, water.write, faces.write):
        path = write(folder)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
