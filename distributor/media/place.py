"""Whether this machine's media folder is the one of its database, which machines share.

Folder and database hold the same mark. A machine that cannot read the folder (another one, or one that is not mounted) claims
nothing that has pictures: what it would find missing is not missing.
"""

import os
import secrets
import threading
import time
from contextlib import suppress
from pathlib import Path
from shlex import quote

import structlog
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.errors import system_words
from distributor.media.store import MediaStore
from distributor.models import Media, MediaMark
from phrases import phrase

FILE = ".loa-media"
LOOK_S = 2.0
MOST_LOST = 20
"""Files that may be lost before a folder is not taken for the database's."""

log = structlog.get_logger()


class MediaPlace:
    """Looks again after `LOOK_S`. May be used from any thread."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database, self._folder = database, folder
        self._guard = threading.Lock()
        self._mark, self._problem, self._looked_at = "", "", float("-inf")

    @property
    def is_here(self) -> bool:
        return not self.problem()

    def problem(self) -> str:
        """Return why it cannot be read here; empty if it can. Raises database errors at the first look."""
        with self._guard:
            if time.monotonic() - self._looked_at > LOOK_S:
                before, self._problem = self._problem, self._look()
                self._looked_at = time.monotonic()
                if self._problem and not before:
                    log.error("the media folder is not the database's", folder=str(self._folder))
            return self._problem

    def take(self) -> None:
        """Take a folder that was filled from a backup of the database: whatever it lacks, it is the one."""
        with self._database.read() as session:
            known = session.exec(select(MediaMark.mark)).first()
        if known and not self._told():
            with suppress(OSError):  # `problem` tells
                self._write(known)

    def by_hand(self) -> str:
        """The command by which a person says that this folder is the one, while there is no file yet that could show it."""
        with self._database.read() as session:
            known = session.exec(select(MediaMark.mark)).first()
            if session.exec(select(Media.sha256).limit(1)).first():
                return ""
        folder, file = quote(str(self._folder)), quote(str(self._folder / FILE))
        if known:
            return f"mkdir -p {folder} && echo {known} > {file}"
        return f"rm {file}" if self._told() else ""

    def _look(self) -> str:
        try:
            os.listdir(self._folder)
        except FileNotFoundError:
            pass  # not made yet, or not mounted: its mark tells
        except OSError as error:
            return phrase("media.folder-unreadable", folder=str(self._folder), error=system_words(error))
        if not self._mark:
            try:
                self._mark = self._join()
            except OSError as error:
                return phrase("media.not-written", folder=str(self._folder), error=system_words(error))
        if self._mark and self._told() == self._mark:
            return ""
        return phrase("media.not-the-shared-folder", folder=str(self._folder))

    def _join(self) -> str:
        """The database's mark. The first machine makes it; a folder that has one of the newest files is marked, whoever asks."""
        with self._database.read() as session:
            known = session.exec(select(MediaMark.mark)).first() or ""
            newest = session.exec(select(Media.sha256).order_by(col(Media.made_at).desc()).limit(MOST_LOST)).all()
        store = MediaStore(self._folder)
        has_some = any(store.path_of(sha256).is_file() for sha256 in newest)
        if self._told():
            return known
        if not known and (has_some or not newest):
            return self._make_mark(has_some)
        if known and has_some:
            with suppress(OSError):  # the next look tells that it is not readable
                self._write(known)
        return known

    def _make_mark(self, has_some: bool) -> str:
        """The mark that stands. Folder and database get it together: with no file yet, nobody would write the other one later."""
        ours = secrets.token_hex(16)
        try:
            with self._database.write() as session:
                known = _first(session, ours)
                if known == ours or has_some:
                    self._write(known)
        except Exception:
            if self._told() == ours:
                (self._folder / FILE).unlink()
            raise
        return known

    def _told(self) -> str:
        try:
            return (self._folder / FILE).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return ""

    def _write(self, mark: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = self._folder / f"{FILE}.{os.getpid()}"
        temporary.write_text(f"{mark}\n", encoding="ascii")
        temporary.replace(self._folder / FILE)


def _first(session: Session, mark: str) -> str:
    """The mark that stands: this one, or another machine's that was quicker."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    session.connection().execute(dialect.insert(MediaMark).values(id=1, mark=mark).on_conflict_do_nothing())
    return session.exec(select(MediaMark.mark)).one()
