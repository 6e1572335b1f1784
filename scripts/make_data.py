"""Write the course's simulated data sets into assets/data: `python3 scripts/make_data.py` in the activated `.venv`."""

from pathlib import Path

from datasets import faces, solar, water


def main() -> None:
    """Write all data sets and name each file with its size."""
    folder = Path(__file__).resolve().parents[1] / "assets" / "data"
    folder.mkdir(parents=True, exist_ok=True)
    for dataset in (solar, water, faces):
        path = dataset.write_data(folder)
        print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
