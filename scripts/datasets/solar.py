"""The simulated solar data of chapter 2, "Writing a training loop"."""

import csv
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 2026
ROWS = 240
YEAR = 2025
LATITUDE_DEG = 48.0
COLUMNS = (
    "date",
    "panel_area_m2",
    "day_length_h",
    "cloud_cover_percent",
    "temperature_c",
    "energy_kwh",
)

SOLAR_CONSTANT_KW_PER_M2 = 1.361
CLEAR_SKY_SHARE = 0.72
PANEL_EFFICIENCY = 0.20
SYSTEM_SHARE = 0.88
LOSS_PER_DEGREE = 0.004
NOISE_SHARE = 0.05

Floats = NDArray[np.float64]


def sun(day: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Return the day length (h) and the sunlight above the air (kWh/m2).

    `day` counts from 1 to 365. Declination after Cooper, daily sum on a
    horizontal surface as in Duffie and Beckman, "Solar Engineering of
    Thermal Processes", chapter 1.
    """
    latitude = np.deg2rad(LATITUDE_DEG)
    declination = np.deg2rad(23.45) * np.sin(2 * np.pi * (284 + day) / 365)
    sunset = np.arccos(-np.tan(latitude) * np.tan(declination))
    distance = 1 + 0.033 * np.cos(2 * np.pi * day / 365)
    height = np.cos(latitude) * np.cos(declination) * np.sin(sunset) + sunset * np.sin(latitude) * np.sin(declination)
    energy = 24 / np.pi * SOLAR_CONSTANT_KW_PER_M2 * distance * height
    return 24 / np.pi * sunset, energy


def simulate(rng: np.random.Generator) -> dict[str, list[str]]:
    """Return the columns as text, rounded, one entry per row, by date."""
    day = np.sort(rng.choice(365, size=ROWS, replace=False)) + 1
    day_length, sunlight = sun(day)
    area = rng.uniform(10, 40, ROWS)
    cloud = rng.beta(0.9, 0.8, ROWS)
    season = -np.cos(2 * np.pi * (day - 20) / 365)
    temperature = 11 + 10 * season - 3 * (cloud - 0.5) * season
    temperature += rng.normal(0, 3, ROWS)

    # Kasten and Czeplak (1980): what clouds leave of a clear sky's light
    light = CLEAR_SKY_SHARE * sunlight * (1 - 0.75 * cloud**3.4)
    warmth = 1 - LOSS_PER_DEGREE * (temperature - 25)
    energy = area * light * PANEL_EFFICIENCY * SYSTEM_SHARE * warmth
    energy *= 1 + NOISE_SHARE * rng.standard_normal(ROWS)

    start = date(YEAR, 1, 1) - timedelta(days=1)
    return {
        "date": [str(start + timedelta(days=int(d))) for d in day],
        "panel_area_m2": [f"{a:.1f}" for a in area],
        "day_length_h": [f"{h:.2f}" for h in day_length],
        "cloud_cover_percent": [f"{100 * c:.0f}" for c in cloud],
        "temperature_c": [f"{t:.1f}" for t in temperature],
        "energy_kwh": [f"{e:.2f}" for e in energy],
    }


def write_data(folder: Path) -> Path:
    """Write solar.csv.

    The data is simulated, not measured: 240 different days of 2025 on flat
    roofs at 48 degrees north, each day on a roof of another size, sorted by
    date. The seed is fixed, so the bytes are the same at every run.

    Columns:
        date: ISO date
        panel_area_m2: area of the solar panels, 10 to 40 square meters
        day_length_h: hours from sunrise to sunset, by astronomy
        cloud_cover_percent: mean share of the sky under clouds, 0 to 100
        temperature_c: mean air temperature in degrees Celsius
        energy_kwh: electric energy of the day, in kilowatt-hours

    How: the sunlight above the air follows from date and latitude; a clear
    sky lets 72 percent through, clouds take up to three quarters of that.
    Panels turn 20 percent of the light into electricity (0.4 percent less
    of it for each degree above 25) and the wiring keeps 88 percent. Each
    day's energy is then off by a random 5 percent (standard deviation).

    Args:
        folder: Where the file goes.

    Returns:
        The file.

    Raises:
        OSError: The folder cannot be written.
    """
    columns = simulate(np.random.default_rng(SEED))
    path = folder / "solar.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        rows = zip(*(columns[name] for name in COLUMNS), strict=True)
        writer.writerows(rows)
    return path
