"""The addresses that follow from a publisher's settings."""

from pathlib import Path

import pytest

from course.common import addresses
from course.common.project import Project

GITHUB = "https://github.com/some-one/the.course"


def project(**website: str) -> Project:
    return Project(Path(), {"website": website}, ())


def test_nothing_follows_from_nothing() -> None:
    for empty in (project(), project(**{"repo-url": "", "site-url": ""})):
        assert addresses.colab(empty) is addresses.data(empty) is addresses.repository(empty) is None


@pytest.mark.parametrize("address", [GITHUB, f"{GITHUB}/", f"{GITHUB}.git"])
def test_a_repository_on_github(address: str) -> None:
    made = project(**{"repo-url": address})
    assert addresses.repository(made) == "some-one/the.course"
    assert addresses.colab(made) == (
        "https://colab.research.google.com/github/some-one/the.course/blob/built-notebooks/"
    )
    assert addresses.data(made) == "https://raw.githubusercontent.com/some-one/the.course/built-notebooks/"


@pytest.mark.parametrize("address", ["https://gitlab.com/a/b", "https://github.com/a", "https://github.com/a/b/c", "x"])
def test_a_repository_elsewhere_is_not_opened_in_colab(address: str) -> None:
    assert addresses.colab(project(**{"repo-url": address})) is None


@pytest.mark.parametrize("address", ["https://example.org/course", "https://example.org/course/"])
def test_data_comes_from_the_site_where_its_address_is_known(address: str) -> None:
    made = project(**{"site-url": address, "repo-url": GITHUB})
    assert addresses.data(made) == "https://example.org/course/assets/data/"
