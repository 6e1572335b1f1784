"""The simulated water data of chapter 4, from "From data loading" on."""

import csv
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 2026
ROWS = 600
MISSING_SHARES = {"ph": 0.06, "Sulfate": 0.08, "Trihalomethanes": 0.04}
DECIMALS = {
    "ph": 2,
    "Hardness": 1,
    "Solids": 0,
    "Chloramines": 2,
    "Sulfate": 1,
    "Conductivity": 1,
    "Organic_carbon": 2,
    "Trihalomethanes": 1,
    "Turbidity": 2,
}

# Milligrams of dissolved solids per liter for each microsiemens/cm, a usual
# rule of thumb for fresh water
SOLIDS_PER_CONDUCTIVITY = 0.64

Floats = NDArray[np.float64]


def simulate(rng: np.random.Generator) -> tuple[dict[str, Floats], Floats]:
    """Return the measured columns and Potability (0 or 1), ROWS of each."""
    ph = rng.normal(7.3, 0.8, ROWS)
    conductivity = rng.lognormal(np.log(480), 0.35, ROWS)
    solids = SOLIDS_PER_CONDUCTIVITY * conductivity
    solids *= rng.normal(1, 0.06, ROWS)
    hardness = 0.32 * conductivity * rng.normal(1, 0.18, ROWS)
    sulfate = 0.25 * conductivity * rng.lognormal(0, 0.45, ROWS)
    carbon = rng.lognormal(np.log(3.2), 0.45, ROWS)
    chloramines = np.clip(rng.normal(2.4, 0.7, ROWS), 0.2, None)
    trihalomethanes = 11 * carbon * rng.lognormal(0, 0.35, ROWS)
    turbidity = rng.lognormal(np.log(1.1), 0.5, ROWS)

    score = 1.0 - 1.1 * ((ph - 7.3) / 0.8) ** 2
    score -= 0.9 * np.log(sulfate / 120) / 0.57
    score -= 0.5 * np.log(conductivity / 480) / 0.35
    score -= 0.9 * np.log(carbon / 3.2) / 0.45
    potable = rng.random(ROWS) < 1 / (1 + np.exp(-score))
    columns = {
        "ph": ph,
        "Hardness": hardness,
        "Solids": solids,
        "Chloramines": chloramines,
        "Sulfate": sulfate,
        "Conductivity": conductivity,
        "Organic_carbon": carbon,
        "Trihalomethanes": trihalomethanes,
        "Turbidity": turbidity,
    }
    return columns, potable.astype(np.float64)


def write_data(folder: Path) -> Path:
    """Write water_potability.csv.

    The data is simulated, not measured: 600 water samples. The seed is
    fixed, so the bytes are the same at every run.

    Columns:
        ph: acidity, 7 is neutral; some values are missing
        Hardness: mg/L, as calcium carbonate
        Solids: total dissolved solids, mg/L
        Chloramines: mg/L
        Sulfate: mg/L; some values are missing
        Conductivity: electric conductivity, microsiemens per centimeter
        Organic_carbon: total organic carbon, mg/L
        Trihalomethanes: micrograms per liter; some values are missing
        Turbidity: cloudiness, NTU
        Potability: 1 if the water is fit to drink, else 0

    How: ph is normal, most other columns are log-normal. Solids, hardness
    and sulfate rise with conductivity, trihalomethanes with organic carbon.
    Potability is drawn with a probability that falls when ph leaves 7.3 in
    either direction and when sulfate, conductivity or organic carbon rise;
    the other columns only matter through these. The rule is made up for the
    exercise and says nothing about real water. 6, 8 and 4 percent of ph,
    Sulfate and Trihalomethanes are then emptied at random.

    Args:
        folder: Where the file goes.

    Returns:
        The file.

    Raises:
        OSError: The folder cannot be written.
    """
    rng = np.random.default_rng(SEED)
    columns, potable = simulate(rng)
    cells = {name: [f"{value:.{DECIMALS[name]}f}" for value in values] for name, values in columns.items()}
    for name, share in MISSING_SHARES.items():
        for row in np.flatnonzero(rng.random(ROWS) < share):
            cells[name][row] = ""
    cells["Potability"] = [f"{value:.0f}" for value in potable]

    path = folder / "water_potability.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(cells)
        writer.writerows(zip(*cells.values(), strict=True))
    return path
