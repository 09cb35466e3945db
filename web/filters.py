"""What the overview is narrowed to, as it stands in its address: plain GET parameters, so that a view can be sent on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from distributor.labels import STATE_LABELS, channel_labels

PAGE_SIZE = 20
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Filters:
    """Empty or None: no narrowing. `page` counts from 1. `all_accounts`: those of other units have columns too."""

    state: str = ""
    channel: str = ""
    search: str = ""
    page: int = 1
    unit_id: int | None = None
    all_accounts: bool = False

    @classmethod
    def read(cls, state: str, channel: str, search: str, page: str, unit: str = "", columns: str = "") -> "Filters":
        """Return what a browser sent. Words that we do not know narrow nothing: an old bookmark still shows something."""
        return cls(
            state=state if state in STATE_LABELS else "",
            channel=channel if channel in channel_labels() else "",
            search=" ".join(search.split())[:LONGEST_SEARCH],
            page=_number(page) or 1,
            unit_id=_number(unit),
            all_accounts=columns == "moi",
        )

    def within(self, unit_ids: Sequence[int]) -> "Filters":
        """Return the filters without a unit that the person may not see."""
        return self if self.unit_id in unit_ids else replace(self, unit_id=None)

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    @property
    def are_set(self) -> bool:
        return bool(self.state or self.channel or self.search or self.unit_id)

    @property
    def query(self) -> str:
        """Return text such as `?trang_thai=failed&trang=2`; empty where nothing is narrowed."""
        given = {"trang_thai": self.state, "kenh": self.channel, "tim": self.search}
        if self.unit_id:
            given["don_vi"] = str(self.unit_id)
        if self.all_accounts:
            given["cot"] = "moi"
        if self.page > 1:
            given["trang"] = str(self.page)
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}" if query else ""

    def with_state(self, state: str) -> "Filters":
        return replace(self, state=state, page=1)

    def with_accounts(self, every: bool) -> "Filters":
        return replace(self, all_accounts=every)

    def on_page(self, page: int) -> "Filters":
        return replace(self, page=page)


def _number(text: str) -> int | None:
    """A positive number of at most six digits, else None."""
    return int(text) or None if text.isascii() and text.isdigit() and len(text) < 7 else None
