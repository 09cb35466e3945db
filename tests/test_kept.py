"""What tests of several files share begins once, and ends with the last that wants it."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import cast

import pytest

from tests.support.kept import Kept, end_unwanted

FIRST, SECOND, OTHER = (
    cast(pytest.Item, SimpleNamespace(nodeid=f"tests/{name}.py::test")) for name in ("first", "second", "other")
)


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def shared(said: list[str]) -> Iterator[Kept[str]]:
    @contextmanager
    def begin() -> Iterator[str]:
        said.append("begins")
        yield "shared"
        said.append("ends")

    made = Kept(begin, lambda _item, following: following is SECOND)
    yield made
    made.end()


def test_it_begins_once_and_ends_with_the_last(shared: Kept[str], said: list[str]) -> None:
    assert (shared.get(), shared.get()) == ("shared", "shared")
    end_unwanted(FIRST, SECOND)
    assert said == ["begins"]
    end_unwanted(SECOND, OTHER)
    end_unwanted(OTHER, None)
    assert said == ["begins", "ends"]


def test_it_ends_with_the_run_and_may_begin_again(shared: Kept[str], said: list[str]) -> None:
    for _ in range(2):
        assert shared.get() == "shared"
        end_unwanted(SECOND, None)
    assert said == ["begins", "ends"] * 2


def test_what_nobody_wanted_never_begins(shared: Kept[str], said: list[str]) -> None:
    end_unwanted(FIRST, OTHER)
    assert said == []
