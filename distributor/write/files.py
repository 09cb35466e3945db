"""Files that staff bring, piece by piece: begun, gone on with from the last byte that is there, read, kept in the media store.

The pieces lie beside the store, so that any machine that shares it takes the next. What a file is its bytes say, not its name.
"""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from PIL import Image
from sqlmodel import Session, col, or_, select

from distributor.children import ChildFault
from distributor.errors import LoaError, NotThere
from distributor.ingest.bounded import HarmfulSource, NotRead, in_child
from distributor.media.photo import MOST_BYTES, SHORTEST_SIDE, best_part, jpeg_of
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import Staff, StaffFile
from distributor.render.video.brought import look_at
from distributor.render.video.settings import VideoProblem
from distributor.staff.deeds import Actor, deed
from phrases import phrase

LARGEST = 1_000_000_000
"""Bytes of a video as it is brought."""
PIECE = 4_000_000
LONGEST_ALT, LONGEST_TAG, MOST_TAGS = 1000, 40, 12
KEPT_FOR = timedelta(days=7)
"""How long the pieces of an upload lie that nobody goes on with."""
VIDEO_NAMES = (".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".wmv", ".3gp", ".mts", ".ogv", ".flv")
_HEIC = re.compile(rb"^....ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1)", re.DOTALL)
RATIOS = {"1:1": 1.0, "4:5": 0.8, "16:9": 16 / 9, "3:2": 1.5, "9:16": 9 / 16}
PLACES = ("", "dau", "giua", "cuoi")
"""Which part of a picture is shown: what Loa finds, the beginning (left or top), the middle, the end."""


class PieceOutOfStep(LoaError):
    """The piece does not begin where the file ends. `received`: the bytes that are there."""

    def __init__(self, received: int) -> None:
        super().__init__(phrase("write.file.out-of-step"))
        self.received = received


def keep_picture(content: bytes, store: MediaStore) -> StoredMedia:
    """Checked and encoded anew in a bounded child, without metadata. Raises LoaError, which says what to do."""
    if _HEIC.match(content[:16]):
        raise LoaError(phrase("write.picture-heic"))
    try:
        photo: bytes | str = in_child("distributor.media.photo:as_jpeg", content, False)
    except NotRead:
        raise LoaError(phrase("write.picture-not-now")) from None
    except (HarmfulSource, ChildFault):
        photo = phrase("media.photo.unreadable")
    if isinstance(photo, str):
        raise LoaError(phrase("write.picture-refused", why=photo))
    return store.put(photo, "image/jpeg")


def keep_emblem(content: bytes, name: str, store: MediaStore) -> StoredMedia:
    """Keep a unit's own logo, read and made anew in a bounded child. Raises LoaError, which says what to do."""
    try:
        logo: bytes = in_child("distributor.render.emblem:open_logo", content)
    except NotRead:
        raise LoaError(phrase("write.emblem-not-now", name=name)) from None
    except HarmfulSource:
        raise LoaError(phrase("write.emblem-too-complex", name=name)) from None
    except ChildFault:
        raise LoaError(phrase("render.emblem.unreadable")) from None
    return store.put(logo, "image/png")


@deed("write")
def begin_file(session: Session, actor: Actor, name: str, size: int) -> StaffFile:
    """Begin an upload. Raises LoaError for what no channel takes. Never commits."""
    if not 0 < size <= LARGEST:
        words = "write.file.empty" if size <= 0 else "write.file.too-large"
        raise LoaError(phrase(words, name=name[:80], most=LARGEST // 1_000_000_000, mb=size // 1_000_000))
    if size > MOST_BYTES and not name.lower().endswith(VIDEO_NAMES):
        raise LoaError(phrase("write.picture-refused", why=phrase("media.photo.too-large", mb=MOST_BYTES // 1_000_000)))
    begun = _row(actor, name, size)
    session.add(begun)
    session.flush()
    actor.note(session, "upload", f"file:{begun.key}")
    return begun


def _row(actor: Actor, name: str, size: int) -> StaffFile:
    return StaffFile(
        key=secrets.token_hex(16),
        unit_id=actor.staff.unit_id,
        login=actor.login,
        name=name[:200],
        size=size,
        made_at=actor.now,
    )


def file_of(session: Session, staff: Staff, key: str, *, lock: bool = False) -> StaffFile | None:
    """A file of the person's unit."""
    wanted = select(StaffFile).where(StaffFile.key == key, StaffFile.unit_id == staff.unit_id)
    return session.exec(wanted.with_for_update() if lock else wanted).first()


def add_piece(session: Session, file: StaffFile, offset: int, piece: bytes, folder: Path) -> None:
    """Write one piece at the end of what is there. Raises PieceOutOfStep, LoaError."""
    if offset != file.received:
        raise PieceOutOfStep(file.received)
    if file.received + len(piece) > file.size:
        raise LoaError(phrase("write.file.out-of-step"))
    place = piece_place(folder, file.key)
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("r+b" if place.exists() else "wb") as pieces:
        pieces.seek(offset)
        pieces.truncate()
        pieces.write(piece)
    file.received += len(piece)
    session.add(file)


def piece_place(folder: Path, key: str) -> Path:
    """Return where the pieces of an upload lie."""
    return folder / ".pieces" / key


def finish_file(file: StaffFile, store: MediaStore) -> None:
    """Read a file that is there whole, keep it, and write into its row what it is, or why it was refused. Takes a while."""
    place = piece_place(store.folder, file.key)
    try:
        with place.open("rb") as whole:
            head = whole.read(16)
            whole.seek(0)
            file.given = hashlib.file_digest(whole, "sha256").hexdigest()
        if _is_video(file.name, head) or (head.startswith(_GIF) and _moves(place)):
            _keep_video(file, place, store)
        else:
            kept = keep_picture(place.read_bytes(), store)
            file.sha256, file.mime, file.width, file.height = kept.sha256, kept.mime, kept.width, kept.height
    except LoaError as error:
        file.refused = error.said
    finally:
        place.unlink(missing_ok=True)


_GIF = (b"GIF87a", b"GIF89a")
LONGEST_STILL_S = 0.2
"""A GIF of one picture says that it lasts a tenth of a second or less; one that moves goes the way of a video."""


def _is_video(name: str, head: bytes) -> bool:
    is_container = head[4:8] == b"ftyp" and not _HEIC.match(head)
    known = head[:4] in (b"\x1aE\xdf\xa3", b"OggS", b"FLV\x01") or (head[:4] == b"RIFF" and head[8:12] == b"AVI ")
    return is_container or known or name.lower().endswith(VIDEO_NAMES)


def _moves(place: Path) -> bool:
    try:
        return look_at(place).seconds > LONGEST_STILL_S
    except VideoProblem:  # ffmpeg tells no length of one picture
        return False


def _keep_video(file: StaffFile, place: Path, store: MediaStore) -> None:
    look = look_at(place)
    cover = store.put(look.still, "image/jpeg")
    kept = store.put_file(place, "video/mp4")
    file.sha256, file.mime, file.cover, file.seconds = kept.sha256, "video/mp4", cover.sha256, look.seconds
    file.width, file.height = cover.width, cover.height


def kept_file(session: Session, unit_ids: Sequence[int], sha256: str, *, covers: bool = False) -> StaffFile | None:
    """A file of these units by what it became, or by its cover; the newest of like ones."""
    named = or_(StaffFile.sha256 == sha256, StaffFile.cover == sha256) if covers else StaffFile.sha256 == sha256
    return session.exec(
        select(StaffFile).where(named, col(StaffFile.unit_id).in_(unit_ids)).order_by(col(StaffFile.made_at).desc())
    ).first()


@lru_cache(maxsize=256)
def cut_picture(folder: Path, sha256: str, ratio: str, place: str) -> StoredMedia:
    """The part of a kept picture with this ratio; the whole for none. Raises LoaError."""
    store = MediaStore(folder)
    content = store.open_verified(sha256)
    try:
        with Image.open(content, formats=("JPEG",)) as picture:
            width, height = picture.size
            if ratio not in RATIOS or abs(width / height - RATIOS[ratio]) < 0.01:
                return StoredMedia(
                    sha256, "image/jpeg", content.getbuffer().nbytes, width, height, store.path_of(sha256)
                )
            cut = jpeg_of(picture.crop(_box(picture, RATIOS[ratio], place)), 92)
    except OSError:
        raise LoaError(phrase("write.picture-refused", why=phrase("media.photo.unreadable"))) from None
    return store.put(cut, "image/jpeg")


@lru_cache(maxsize=256)
def lighter_picture(folder: Path, sha256: str, most: int) -> StoredMedia:
    """A kept picture made smaller until it has no more bytes than a channel takes. Raises LoaError."""
    store = MediaStore(folder)
    try:
        with Image.open(store.open_verified(sha256), formats=("JPEG",)) as opened:
            picture = opened.convert("RGB")
    except OSError:
        raise LoaError(phrase("write.picture-refused", why=phrase("media.photo.unreadable"))) from None
    made = jpeg_of(picture, 85)
    while len(made) > most and min(picture.size) > SHORTEST_SIDE:
        picture = picture.resize((picture.width * 4 // 5, picture.height * 4 // 5), Image.Resampling.LANCZOS)
        made = jpeg_of(picture, 85)
    return store.put(made, "image/jpeg")


def _box(picture: Image.Image, aspect: float, place: str) -> tuple[int, int, int, int]:
    width, height = picture.size
    if place not in ("dau", "giua", "cuoi"):
        left, top, right, bottom = best_part(picture.convert("RGB"), aspect)
        return round(left), round(top), round(right), round(bottom)
    share = {"dau": 0.0, "giua": 0.5, "cuoi": 1.0}[place]
    if width / height > aspect:
        left = round((width - height * aspect) * share)
        return left, 0, left + round(height * aspect), height
    top = round((height - width / aspect) * share)
    return 0, top, width, top + round(width / aspect)


def sweep_pieces(folder: Path, now: datetime) -> int:
    """Take away pieces that nobody goes on with; how many."""
    old = [
        each
        for each in (folder / ".pieces").glob("*")
        if each.is_file() and each.stat().st_mtime < (now - KEPT_FOR).timestamp()
    ]
    for each in old:
        each.unlink(missing_ok=True)
    return len(old)


@deed("write")
def describe_file(session: Session, actor: Actor, key: str, alt_text: str, tags: str) -> StaffFile:
    """Return what it shows, and words to find it by, set apart by commas. Raises NotThere, LoaError. Never commits."""
    file = file_of(session, actor.staff, key, lock=True)
    if file is None or not file.sha256:
        raise NotThere(phrase("write.file.no-such"))
    alt = " ".join(alt_text.split())
    words = list(dict.fromkeys(filter(None, (" ".join(tag.split()) for tag in tags.split(",")))))
    if len(alt) > LONGEST_ALT or len(words) > MOST_TAGS or any(len(word) > LONGEST_TAG for word in words):
        raise LoaError(phrase("write.file.too-long", alt=LONGEST_ALT, tags=MOST_TAGS, tag=LONGEST_TAG))
    file.alt_text, file.tags = alt, words
    session.add(file)
    actor.note(session, "describe_file", f"file:{key}", "text")
    return file


def same_file(session: Session, unit_id: int, content: bytes) -> StaffFile | None:
    """Return what the unit brought already, byte for byte."""
    given = hashlib.sha256(content).hexdigest()
    known = select(StaffFile).where(StaffFile.unit_id == unit_id, StaffFile.given == given, StaffFile.sha256 != "")
    return session.exec(known.order_by(col(StaffFile.made_at)).limit(1)).first()


def take_over(session: Session, file: StaffFile) -> None:
    """Take over what the unit wrote beside the very same picture or video before: it holds of this one, too."""
    known = select(StaffFile).where(
        StaffFile.unit_id == file.unit_id, StaffFile.sha256 == file.sha256, StaffFile.key != file.key
    )
    before = session.exec(known.order_by(col(StaffFile.made_at).desc()).limit(1)).first() if file.sha256 else None
    if before is not None:
        file.rights, file.usable_until, file.ended_at = before.rights, before.usable_until, before.ended_at
        file.alt_text, file.tags = file.alt_text or before.alt_text, file.tags or before.tags


def examine_file(actor: Actor, name: str, content: bytes, store: MediaStore) -> StaffFile:
    """Read a file that came in one piece and keep it in the store; its row is for `bring_file`. Takes a while, so no transaction
    may be open. Raises LoaError, which says what to do."""
    file = _row(actor, name, len(content) or 1)
    place = piece_place(store.folder, file.key)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content)
    file.received = len(content)
    finish_file(file, store)
    if file.refused:
        raise LoaError(file.refused)
    return file


@deed("write")
def bring_file(session: Session, actor: Actor, file: StaffFile) -> StaffFile:
    """Keep the row of a file that was examined. Never commits."""
    session.add(file)
    session.flush()
    take_over(session, file)
    session.flush()
    actor.note(session, "upload", f"file:{file.key}")
    return file
