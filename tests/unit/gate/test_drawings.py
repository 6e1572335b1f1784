"""Figures that look the same, whatever the names in their files."""

from course.gate import drawings

SVG = '<svg xmlns="x"><metadata>{0}</metadata><path id="{0}" d="M 1 {1} L 5 5" style="{2}"/></svg>'


def test_names_metadata_and_parts_of_a_point_do_not_count() -> None:
    first = SVG.format("a", 1, "fill: #0072b2")
    assert drawings.same(first, SVG.format("b", 2.5, "fill: #0072b2"))
    assert not drawings.same(first, SVG.format("a", 4, "fill: #0072b2"))
    assert not drawings.same(first, SVG.format("a", 1, "fill: #0072b3"))


def test_a_glyph_is_compared_by_its_outline_and_not_by_its_name() -> None:
    text = '<svg xmlns="x"><defs><path id="{0}" d="M {1} 0"/></defs><use href="#{0}" transform="scale({2})"/></svg>'
    first = text.format("one", 10, 0.1)
    assert drawings.same(first, text.format("two", 10, 0.1))
    assert not drawings.same(first, text.format("one", 20, 0.1))
    assert not drawings.same(first, text.format("one", 10, 0.2))


def test_images_of_points_are_compared_byte_by_byte() -> None:
    assert drawings.same("iVBORw0=", "iVBORw0=") and not drawings.same("iVBORw0=", "iVBORw1=")
