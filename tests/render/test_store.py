"""Media files: kept once under their own hash, read only as they were written, never half there."""

import errno
import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from distributor.media.store import MediaProblem, MediaStore
from distributor.render.card import render_card
from tests.render.cases import CARDS

PICTURE = render_card(CARDS["one word"])
SHA256 = hashlib.sha256(PICTURE).hexdigest()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_keeps_bytes_once_and_gives_them_back(tmp_path: Path) -> None:
    store = MediaStore(tmp_path / "media")
    stored = store.put(PICTURE, "image/png")
    assert (stored.sha256, stored.mime, stored.bytes) == (SHA256, "image/png", len(PICTURE))
    assert (stored.width, stored.height, stored.path) == (1200, 630, store.path_of(SHA256))
    assert store.put(PICTURE, "image/png") == stored
    assert store.open_verified(SHA256).read() == PICTURE
    assert files(tmp_path) == [stored.path]


def test_many_writers_of_the_same_bytes(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(lambda _: MediaStore(tmp_path).put(PICTURE, "image/png"), range(24)))
    assert len(set(stored)) == 1
    assert files(tmp_path) == [stored[0].path]


def test_missing_or_damaged_is_said_in_words_and_healed_by_putting_again(tmp_path: Path) -> None:
    store = MediaStore(tmp_path)
    with pytest.raises(MediaProblem, match="Thiếu tệp"):
        store.open_verified(SHA256)
    path = store.put(PICTURE, "image/png").path
    path.write_bytes(PICTURE[:-1] + b"!")
    with pytest.raises(MediaProblem, match="hỏng"):
        store.open_verified(SHA256)
    store.put(PICTURE, "image/png")
    assert store.open_verified(SHA256).read() == PICTURE


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_nothing_half_written(step: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full) if step == "fsync" else monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(MediaProblem, match="dung lượng đĩa"):
        MediaStore(tmp_path).put(PICTURE, "image/png")
    assert files(tmp_path) == []


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(MediaProblem, match="Không ghi được"):
        MediaStore(tmp_path / "media").put(PICTURE, "image/png")


@pytest.mark.parametrize(
    ("content", "mime"), [(b"", "image/png"), (b"not a picture", "image/png"), (PICTURE, "image/jpeg")]
)
def test_what_is_not_the_picture_it_claims_to_be(content: bytes, mime: str, tmp_path: Path) -> None:
    with pytest.raises(MediaProblem):
        MediaStore(tmp_path).put(content, mime)
    assert files(tmp_path) == []


def test_videos_have_no_dimensions_here(tmp_path: Path) -> None:
    stored = MediaStore(tmp_path).put(b"video", "video/mp4")
    assert (stored.width, stored.height) == (0, 0)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "g" * 64, SHA256 + "\n", SHA256.upper()])
def test_only_hashes_name_files(name: str, tmp_path: Path) -> None:
    with pytest.raises(MediaProblem, match="SHA-256"):
        MediaStore(tmp_path).path_of(name)
