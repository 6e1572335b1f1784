"""What is mended in both engines' pages for keyboards and screen readers."""

from course.postprocess.accessibility import make_accessible

PAGE = """\
<nav id="TOC" role="doc-toc"></nav>
<a class="flex-grow-1" role="navigation" data-bs-target="#other" aria-label="x">
<a role="navigation">
<table><tr><th></th><th scope="col"> </th><th>Loss</th></tr></table>
"""


def test_navigations_have_names_and_what_unfolds_is_a_link() -> None:
    made = make_accessible(PAGE)
    assert '<nav aria-label="On this page" id="TOC" role="doc-toc">' in made
    assert 'class="flex-grow-1" href="#other" data-bs-target' in made
    assert '<a href="#quarto-sidebar">' in made


def test_empty_cells_are_no_headings() -> None:
    assert '<tr><td></td><td scope="col"></td><th>Loss</th></tr>' in make_accessible(PAGE)


def test_a_page_that_has_been_through_stays_as_it_is() -> None:
    made = make_accessible(PAGE)
    assert make_accessible(made) == made
