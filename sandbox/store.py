"""Everything the stand-in platforms hold: an index in memory over one journal on disk.

A change is written to the journal first and applied second; a restart applies the journal again. Nothing here judges a
request: the platforms' rules live in `graph/`, `x/`, `youtube/` and `zalo/`.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from sandbox import records
from sandbox.accounts import PLATFORMS, Account, Platform, make_account
from sandbox.clock import Pace, now
from sandbox.identifiers import GraphMint, SnowflakeMint
from sandbox.journal import Journal, Record
from sandbox.publications import Photo, Publication, Upload
from sandbox.weather import Sky, Weather


class Store:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.media_folder = folder / "media"
        self.upload_folder = folder / "uploads"
        for needed in (folder, self.media_folder, self.upload_folder):
            needed.mkdir(parents=True, exist_ok=True)
        self.accounts: dict[str, Account] = {}
        self.tokens: dict[str, tuple[Account, str]] = {}
        self.photos: dict[str, Photo] = {}
        self.uploads: dict[str, Upload] = {}
        self.skies: dict[Platform, Sky] = {platform: Sky() for platform in PLATFORMS}
        self.pace = Pace()
        self.follows: list[str] = []
        self.graph_ids = GraphMint()
        self.x_ids = SnowflakeMint()
        self._publications: list[Publication] = []
        self._place: dict[str, int] = {}
        self._of_account: dict[str, list[int]] = {}
        self._latest_text: dict[tuple[str, str], int] = {}
        self._out_of_order: set[str] = set()
        self._journal = Journal(folder / "journal.jsonl")
        for record in self._journal.records():
            self._apply(record)
        for platform in PLATFORMS:
            if not any(account.platform == platform for account in self.accounts.values()):
                self.add_account(make_account(platform, 0, None, {}, now()))

    def close(self) -> None:
        self._journal.close()

    # Accounts

    def add_account(self, account: Account) -> None:
        """Adds an account, or replaces the one with the same id."""
        self._write(records.to_record("account", account))

    def accounts_on(self, platform: Platform) -> list[Account]:
        return [account for account in self.accounts.values() if account.platform == platform]

    def account_named(self, platform: Platform, name: str) -> Account | None:
        """By id, or by handle in any case."""
        for account in self.accounts_on(platform):
            if name in (account.id, account.name) or name.lower() == account.handle.lower():
                return account
        return None

    # Publications

    def publish(self, publication: Publication) -> None:
        self._write(records.to_record("publication", publication))

    def change(self, publication: Publication) -> None:
        """Replaces the publication with the same id (an edit or a deletion)."""
        self._write(records.to_record("change", publication))

    def publication(self, identifier: str) -> Publication | None:
        place = self._place.get(identifier)
        return None if place is None else self._publications[place]

    def publications(self) -> list[Publication]:
        """All accepted ones, in the order of acceptance, deleted and hidden ones too."""
        return list(self._publications)

    def count(self, platform: Platform) -> int:
        return sum(1 for publication in self._publications if publication.platform == platform)

    def newest_of(self, account: str) -> Iterator[Publication]:
        """The account's publications, last accepted first."""
        for place in reversed(self._of_account.get(account, [])):
            yield self._publications[place]

    def is_in_order(self, account: str) -> bool:
        """Whether the order of acceptance is the order of time: only scheduled posts break it."""
        return account not in self._out_of_order

    def latest_with_text(self, account: str, text: str) -> Publication | None:
        """The last standing publication of the account with this text (compared as NFC)."""
        place = self._latest_text.get((account, same_text(text)))
        if place is None or self._publications[place].deleted is not None:
            return None
        return self._publications[place]

    # Photos, uploads and their bytes

    def keep_photo(self, photo: Photo) -> None:
        self._write(records.to_record("photo", photo))

    def keep_upload(self, upload: Upload) -> None:
        self._write(records.to_record("upload", upload))

    def keep_bytes(self, content: bytes) -> str:
        """Stores bytes under their SHA-256 and returns it."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.media_folder / digest
        if not path.exists():
            fresh = path.with_suffix(".new")
            fresh.write_bytes(content)
            fresh.replace(path)
        return digest

    def segment_path(self, upload: str, index: int) -> Path:
        return self.upload_folder / f"{upload}.{index:03d}"

    def segments(self, upload: str) -> list[Path]:
        return sorted(self.upload_folder.glob(f"{upload}.*"))

    # Weather, pace, feeds

    def set_weather(self, platform: Platform, weather: Weather) -> None:
        self._write({"event": "weather", "platform": platform, "weather": weather.as_json(), "time": now()})

    def differs(self, platform: Platform, name: str) -> bool:
        """Whether this known disagreement (`sandbox.disagreements`) is on."""
        return name in self.skies[platform].weather.differs

    def set_pace(self, pace: Pace) -> None:
        self._write({"event": "pace", "pace": pace.as_json()})

    def follow(self, address: str) -> None:
        if address not in self.follows:
            self._write({"event": "follow", "url": address})

    def reset(self) -> None:
        """Forgets publications, media and weather. Accounts, pace and followed feeds stay; ids are never reused."""
        self._write({"event": "reset"})
        for folder in (self.media_folder, self.upload_folder):
            for path in folder.iterdir():
                path.unlink(missing_ok=True)

    # The one way in

    def _write(self, record: Record) -> None:
        self._journal.append(record)
        self._apply(record)

    def _apply(self, record: Record) -> None:
        match record["event"]:
            case "publication":
                self._add(records.publication_from(record))
            case "change":
                self._replace(records.publication_from(record))
            case "photo":
                photo = records.photo_from(record)
                self.photos[photo.picture.id] = photo
                self.graph_ids.seen(photo.picture.id)
            case "upload":
                upload = records.upload_from(record)
                self.uploads[upload.id] = upload
                self.x_ids.seen(upload.id)
            case "account":
                self._learn_account(records.account_from(record))
            case "weather":
                platform = cast(Platform, record["platform"])
                self.skies[platform].set(Weather.parse(record["weather"], platform), float(str(record["time"])))
            case "pace":
                self.pace = Pace().changed(cast(dict[str, object], record["pace"]))
            case "follow":
                self.follows.append(str(record["url"]))
            case "reset":
                self._forget()
            case unknown:
                raise ValueError(f"a journal line of unknown kind {unknown!r}")

    def _add(self, publication: Publication) -> None:
        place = len(self._publications)
        self._publications.append(publication)
        self._place[publication.id] = place
        self._of_account.setdefault(publication.account, []).append(place)
        self._note_order(publication)
        if publication.text.strip():
            self._latest_text[(publication.account, same_text(publication.text))] = place
        if publication.platform in ("facebook", "x"):  # the ids of the others do not grow
            (self.graph_ids if publication.platform == "facebook" else self.x_ids).seen(publication.id)

    def _replace(self, publication: Publication) -> None:
        place = self._place[publication.id]
        self._publications[place] = publication
        self._note_order(publication)
        if publication.text.strip() and publication.deleted is None:
            self._latest_text[(publication.account, same_text(publication.text))] = place

    def _note_order(self, publication: Publication) -> None:
        if publication.time != publication.accepted:
            self._out_of_order.add(publication.account)

    def _learn_account(self, account: Account) -> None:
        self.accounts[account.id] = account
        if account.platform in ("youtube", "zalo"):  # their tokens age: `youtube/access.py`, `zalo/access.py`
            return
        for name in ("page_access_token", "user_access_token", "access_token", "oauth2_access_token"):
            if token := account.credentials.get(name):
                self.tokens[token] = (account, name)

    def _forget(self) -> None:
        self._publications.clear()
        self._place.clear()
        self._of_account.clear()
        self._latest_text.clear()
        self._out_of_order.clear()
        self.photos.clear()
        self.uploads.clear()
        for sky in self.skies.values():
            sky.set(Weather(), 0.0)


def same_text(text: str) -> str:
    """The form in which platforms compare two texts: NFC, without spaces at the ends, one kind of line end."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").strip())
