"""The simulated face images of chapter 4, "Calculating accuracy"."""

import io
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 2026
SIZE = 32
SUPERSAMPLING = 4
CLASS_NAMES = ("mask", "no mask", "mask worn wrongly")
TRAIN_COUNTS = (60, 46, 34)
TEST_COUNTS = (36, 27, 17)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Color = Floats

SKINS = ("f6d7c0", "eec0a0", "dba37e", "c58a63", "a56b47", "7e4c31", "5b3524")
HAIRS = ("1d1715", "3a261b", "6b4424", "a6763f", "d8b978", "9a9a9c", "8c3b22")
MASKS = ("f4f6f7", "a9d3ea", "6fb1d6", "9bd3bd", "2b2e36", "e8a9bb", "d8c3a5")
SHIRTS = ("2f4b7c", "7c2f3e", "3d6b4f", "d0a23c", "51535c", "b9bec7", "6d4a86")
WALLS = ("d9e2ea", "e9dfcf", "b8c9b5", "8fa3b8", "c9b7c9", "6f7f8c", "efe9e1")


@dataclass(frozen=True)
class Pose:
    """Pixel positions as a face sees them.

    x, y: the picture's own coordinates, -1 to 1, y downward; u, v: the
    face's, with the chin at v = 1, the eyes near v = -0.1 and u to the right.
    """

    x: Floats
    y: Floats
    u: Floats
    v: Floats


def rgb(code: str) -> Color:
    """Return red, green, blue between 0 and 1 from six hexadecimal digits."""
    return np.array([int(code[i : i + 2], 16) for i in (0, 2, 4)]) / 255


def pick(rng: np.random.Generator, codes: tuple[str, ...]) -> Color:
    """Return one of the colors, a little lighter or darker."""
    color = rgb(codes[rng.integers(len(codes))]) * rng.normal(1, 0.05)
    return np.clip(color + rng.normal(0, 0.008, 3), 0, 1)


def pose(rng: np.random.Generator) -> Pose:
    """Return a random position, size and rotation of the face."""
    steps = SIZE * SUPERSAMPLING
    axis = (np.arange(steps) + 0.5) / steps * 2 - 1
    x, y = np.meshgrid(axis, axis)
    angle = np.deg2rad(rng.normal(0, 6.5))
    size = rng.uniform(0.7, 0.84)
    dx = x - rng.normal(0, 0.06)
    dy = y - rng.normal(-0.04, 0.045)
    u = (np.cos(angle) * dx + np.sin(angle) * dy) / size
    v = (np.cos(angle) * dy - np.sin(angle) * dx) / size
    return Pose(x, y, u / rng.uniform(0.92, 1.06), v)


def ellipse(p: Pose, u: float, v: float, width: float, height: float) -> Bools:
    """Return the pixels inside an ellipse of the face's coordinates."""
    return ((p.u - u) / width) ** 2 + ((p.v - v) / height) ** 2 < 1


def head(p: Pose, scale: float = 1.0) -> Bools:
    """Return the pixels of the head: an ellipse, narrower at the jaw."""
    width = 0.8 * scale * (1 - 0.14 * np.clip(p.v, 0, 1.2))
    return (p.u / width) ** 2 + (p.v / scale) ** 2 < 1


def paint(canvas: Floats, where: Bools, color: Color, cover: float = 1) -> None:
    """Lay a color over some pixels of the canvas, in place."""
    canvas[where] += cover * (color - canvas[where])


def draw_background(canvas: Floats, p: Pose, rng: np.random.Generator) -> None:
    """Paint a wall that is lit from one side, and perhaps something on it."""
    wall = pick(rng, WALLS)
    slope = rng.uniform(-0.14, 0.14, 2)
    light = 1 + slope[0] * p.x + slope[1] * p.y
    canvas[:] = wall * light[..., None]
    if rng.random() < 0.4:
        edge = rng.choice([-1, 1]) * p.x > rng.uniform(0.45, 0.8)
        paint(canvas, edge, pick(rng, WALLS), 0.8)


def draw_body(canvas: Floats, p: Pose, rng: np.random.Generator, skin: Color) -> None:
    """Paint shoulders and neck."""
    cloth = pick(rng, SHIRTS)
    paint(canvas, ellipse(p, 0, 2.05, 1.5, 0.85), cloth)
    paint(canvas, ellipse(p, 0, 1.05, 0.42, 0.5), 0.78 * skin)


def draw_features(canvas: Floats, p: Pose, rng: np.random.Generator, skin: Color, hair: Color) -> None:
    """Paint eyes, eyebrows, nose and mouth."""
    inside = head(p)
    edge = p.u**2 + (p.v - 0.1) ** 2 > 0.72
    paint(canvas, inside & edge, 0.86 * skin, 0.6)
    iris = pick(rng, ("2a1a12", "3b2a1c", "34506b", "3f5a3c"))
    gap, eye = rng.uniform(0.31, 0.35), rng.uniform(-0.14, -0.07)
    brow, look = rng.uniform(-0.36, -0.31), rng.normal(0, 0.025)
    for side in (-1, 1):
        u = side * gap
        paint(canvas, ellipse(p, u, eye, 0.2, 0.14), 0.78 * skin, 0.7)
        paint(canvas, ellipse(p, u, eye, 0.165, 0.1), rgb("f7f4ef"))
        paint(canvas, ellipse(p, u + look, eye, 0.085, 0.1), iris)
        arch = abs(p.v - brow - 0.8 * (p.u - u) ** 2) < 0.035
        arch &= abs(p.u - u) < 0.2
        paint(canvas, arch, 0.6 * hair + 0.1 * skin, 0.9)

    side = rng.choice([-1, 1])
    bridge = abs(p.u - side * 0.09 * np.clip(p.v + 0.6, 0, 1)) < 0.035
    paint(canvas, bridge & (p.v > -0.1) & (p.v < 0.26), 0.74 * skin, 0.7)
    paint(canvas, ellipse(p, 0, 0.27, 0.16, 0.09), 0.72 * skin)
    paint(canvas, ellipse(p, 0, 0.22, 0.1, 0.08), np.minimum(1.1 * skin, 1))

    lips = 0.45 * skin + 0.55 * rgb("b03a42")
    smile, width = rng.uniform(0.2, 1.4), rng.uniform(0.22, 0.32)
    line = p.v - 0.6 + smile * p.u**2
    paint(canvas, (abs(line) < 0.075) & (abs(p.u) < width), lips)
    paint(canvas, (abs(line) < 0.02) & (abs(p.u) < width), 0.4 * lips)


def draw_mask(canvas: Floats, p: Pose, rng: np.random.Generator, below_nose: bool) -> None:
    """Paint a mask with straps and folds, over the nose or below it."""
    color = pick(rng, MASKS)
    dark, light = 0.8 * color, np.minimum(1.1 * color + 0.03, 1)
    if below_nose:
        top = rng.uniform(0.38, 0.48) + 0.12 * p.u**2
    else:
        top = rng.uniform(-0.04, 0.1) + 0.3 * p.u**2
    tilt = rng.normal(0, 0.03)
    top = top + tilt * p.u

    corner = 0.5 if below_nose else 0.34
    for side in (-1, 1):
        u = np.clip(side * p.u, 0, 1)
        strap = corner - 1.1 * (u - 0.66)
        on_cheek = (side * p.u > 0.5) & (side * p.u < 0.86)
        paint(canvas, on_cheek & (abs(p.v - strap) < 0.03), 0.9 * light, 0.9)

    inside = head(p, 1.04) & (p.v > top)
    paint(canvas, inside, color)
    paint(canvas, inside & (p.v < top + 0.07), light)
    for fold in (0.24, 0.42):
        height = top + fold * (0.75 if below_nose else 1)
        crease = abs(p.v - height) < 0.022
        paint(canvas, inside & crease & (abs(p.u) < 0.6), dark, 0.8)
    rim = inside & ~head(p, 0.95)
    paint(canvas, rim, dark, 0.6)


def draw_hair(canvas: Floats, p: Pose, rng: np.random.Generator, hair: Color, style: int) -> None:
    """Paint the hair in front: 0 bald, 1 short, 2 parted, 3 fringe, 4 hat."""
    if style == 0:
        return
    cap = head(p, 1.08)
    if style == 4:
        hat = pick(rng, SHIRTS)
        paint(canvas, head(p, 1.12) & (p.v < -0.42), hat)
        brim = (abs(p.v + 0.44) < 0.08) & (abs(p.u) < 0.9)
        paint(canvas, brim, 0.75 * hat)
        return
    part = rng.choice([-1, 1])
    if style == 1:
        line = np.where(abs(p.u) > 0.62, 0.0, -0.62 + 0.25 * p.u**2)
    elif style == 2:
        line = -0.78 + 0.9 * (p.u - 0.25 * part) ** 2
    else:
        line = -0.45 + 0.05 * np.cos(14 * p.u)
    paint(canvas, cap & (p.v < line), hair)
    shine = cap & (p.v < line) & (abs(p.v + 0.85 - 0.3 * p.u**2) < 0.05)
    paint(canvas, shine, np.minimum(1.25 * hair + 0.06, 1), 0.6)


def draw_extras(canvas: Floats, p: Pose, rng: np.random.Generator) -> None:
    """Paint glasses on some faces, and a hand or a screen before a few."""
    if rng.random() < 0.2:
        frame = pick(rng, ("1c1c1e", "5b3a29"))
        for side in (-1, 1):
            ring = ellipse(p, side * 0.33, -0.1, 0.27, 0.22)
            ring &= ~ellipse(p, side * 0.33, -0.1, 0.21, 0.165)
            paint(canvas, ring, frame)
        paint(canvas, (abs(p.v + 0.12) < 0.03) & (abs(p.u) < 0.1), frame)
    if rng.random() < 0.12:
        side = rng.choice([-1, 1])
        block = (side * p.x > rng.uniform(0.25, 0.45)) & (p.y > rng.uniform(-0.1, 0.4))
        paint(canvas, block, pick(rng, SHIRTS))


def draw(rng: np.random.Generator, label: int) -> NDArray[np.uint8]:
    """Return one picture, SIZE x SIZE x 3, of the class `label`."""
    p = pose(rng)
    canvas = np.zeros((*p.x.shape, 3))
    skin, hair = pick(rng, SKINS), pick(rng, HAIRS)
    style = int(rng.choice(5, p=(0.1, 0.28, 0.27, 0.23, 0.12)))
    draw_background(canvas, p, rng)
    long_hair = style in (2, 3) and rng.random() < 0.6
    if long_hair:
        paint(canvas, ellipse(p, 0, 0.25, 1.02, 1.3), 0.85 * hair)
    draw_body(canvas, p, rng, skin)
    for side in (-1, 1):
        paint(canvas, ellipse(p, side * 0.8, 0.06, 0.13, 0.2), 0.85 * skin)
    paint(canvas, head(p), skin)
    draw_features(canvas, p, rng, skin, hair)
    if CLASS_NAMES[label] != "no mask":
        draw_mask(canvas, p, rng, CLASS_NAMES[label] == "mask worn wrongly")
    draw_hair(canvas, p, rng, hair, style)
    draw_extras(canvas, p, rng)

    direction = rng.uniform(-0.16, 0.16, 2)
    shade = 1 + direction[0] * p.u + direction[1] * p.v
    canvas *= np.clip(shade, 0.75, 1.25)[..., None] * rng.uniform(0.82, 1.1)
    canvas *= 1 + rng.normal(0, 0.02, 3)
    blocks = canvas.reshape(SIZE, SUPERSAMPLING, SIZE, SUPERSAMPLING, 3)
    pixels = blocks.mean(axis=(1, 3)) + rng.normal(0, 0.02, (SIZE, SIZE, 3))
    image: NDArray[np.uint8] = np.round(np.clip(pixels, 0, 1) * 255).astype(np.uint8)
    return image


def simulate(rng: np.random.Generator, counts: tuple[int, ...]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return images and labels, `counts` of each class, in random order."""
    ordered = np.repeat(np.arange(len(counts)), counts)
    labels = rng.permutation(ordered).astype(np.uint8)
    return np.stack([draw(rng, int(label)) for label in labels]), labels


def write_data(folder: Path) -> Path:
    """Write faces.npz.

    The pictures are simulated, not photographs of anybody: each is drawn
    from simple shapes. The seed is fixed, and the arrays are stored without
    compression, so the bytes are the same at every run.

    Arrays:
        train_images, test_images: 140 and 80 pictures, uint8, each of
            32 x 32 pixels with red, green and blue from 0 to 255
        train_labels, test_labels: uint8, the index into CLASS_NAMES; the
            classes hold 60, 46, 34 training and 36, 27, 17 test pictures

    How: shapes are laid over each other at four times the resolution in both
    directions (wall, hair, neck, shoulders, face, eyes, nose, mouth, mask,
    hair in front, glasses), then averaged down. Skin, hair, clothes, wall,
    mask, position, size, rotation, light and noise are random; about one
    face in eight is partly hidden behind a block at the picture's edge.

    Args:
        folder: Where the file goes.

    Returns:
        The file.

    Raises:
        OSError: The folder cannot be written.
    """
    rng = np.random.default_rng(SEED)
    train_images, train_labels = simulate(rng, TRAIN_COUNTS)
    test_images, test_labels = simulate(rng, TEST_COUNTS)
    arrays = {
        "train_images": train_images,
        "train_labels": train_labels,
        "test_images": test_images,
        "test_labels": test_labels,
    }
    path = folder / "faces.npz"
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            # Not np.savez: what it makes the zip's headers of differs between releases of Python, as 3.11.2 and 3.11.7
            content = io.BytesIO()
            np.save(content, array)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue())
    return path
