"""What the operating system refuses is told in Vietnamese, with the place that a person can mend."""

import errno
from pathlib import Path

import pytest

from commands.guard import told
from distributor.errors import system_words
from phrases import in_language


def test_a_full_disk_is_told_with_the_place_that_is_full_not_with_what_was_copied(tmp_path: Path) -> None:
    source, full = tmp_path / "sao-luu.sqlite", tmp_path / "home" / "loa.db"
    said = told(OSError(errno.ENOSPC, "No space left on device", str(source), None, str(full)))  # as shutil raises it
    assert "đĩa đã đầy" in said
    assert str(full) in said
    assert source.name not in said
    assert "No space" not in said


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENOENT, errno.EADDRINUSE])
def test_what_the_system_refused_is_said_in_both_languages(code: int) -> None:
    said = system_words(OSError(code, "as the system says it"))
    assert "as the system" not in said
    assert in_language(said, "en") != said


def test_what_nobody_foresaw_keeps_the_systems_own_words() -> None:
    assert system_words(OSError(errno.EXDEV, "Invalid cross-device link")) == "Invalid cross-device link"
