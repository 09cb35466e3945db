"""The old portal of two communes: what it publishes and when. It has no feed; its entries come at the first start and stay."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from sandbox.clock import VIETNAM
from sandbox.huonggiang.attachments import make_attachment
from sandbox.huonggiang.items import Attachment, Item, load
from sandbox.huonggiang.province import Province


@dataclass(frozen=True)
class Notice:
    """An entry of the portal. `address`: relative, as the portal writes it, or the province's page it links to."""

    section: int
    number: int
    address: str
    time: float
    item: Item
    elsewhere: bool
    picture: str = ""

    @cached_property
    def day(self) -> datetime:
        return datetime.fromtimestamp(self.time, VIETNAM)


class Portal:
    def __init__(self, province: Province) -> None:
        self.province = province
        content = load("communes.toml")
        self.sections: dict[int, str] = {each["cn"]: each["name"] for each in content["section"]}
        self._entries: list[dict[str, Any]] = content["entry"]

    def notices(self, section: int | None = None) -> list[Notice]:
        """Newest first. What links to an item of the province is there once the province has published it."""
        found = [notice for entry in self._entries if (notice := self._notice(entry)) is not None]
        wanted = [notice for notice in found if section is None or notice.section == section]
        return sorted(wanted, key=lambda notice: notice.time, reverse=True)

    def notice(self, number: int) -> Notice | None:
        return next((each for each in self.notices() if each.number == number and not each.elsewhere), None)

    async def attachment_path(self, name: str) -> Path | None:
        """The file, made when first asked for; None when no entry carries this name."""
        for notice in self.notices():
            for attachment in notice.item.attachments:
                if attachment.name == name and not notice.elsewhere:
                    return await asyncio.to_thread(
                        make_attachment, self.province.files, notice.item, attachment, notice.day
                    )
        return None

    def _notice(self, entry: Mapping[str, Any]) -> Notice | None:
        if slug := entry.get("province"):
            issue = self.province.issue(slug)
            if issue is None:
                return None
            return Notice(entry["cn"], entry["tc"], self.province.address(issue), issue.time, issue.item, True)
        time = self.province.began - entry["hours_before"] * 3600
        item = Item(
            slug=str(entry["tc"]),
            kind=entry["kind"],
            title=entry["title"],
            summary=entry["summary"],
            body=entry["body"],
            attachments=tuple(Attachment(**each) for each in entry.get("attachments", [])),
        )
        address = f"default.aspx?cn={entry['cn']}&gd={entry['gd']}&tc={entry['tc']}"
        return Notice(entry["cn"], entry["tc"], address, time, item.dated(time), False, entry.get("picture", ""))
