"""What the overview is narrowed to, as it stands in its address: plain GET parameters, so that a view can be sent on."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from distributor.report.words import STATE_LABELS, channel_labels

PAGE_SIZE = 50
LONGEST_SEARCH = 200


@dataclass(frozen=True)
class Filters:
    """Empty: no narrowing. `page` counts from 1."""

    state: str = ""
    channel: str = ""
    search: str = ""
    page: int = 1

    @classmethod
    def read(cls, state: str, channel: str, search: str, page: str) -> "Filters":
        """What a browser sent. Words that we do not know narrow nothing: an old bookmark still shows something."""
        return cls(
            state=state if state in STATE_LABELS else "",
            channel=channel if channel in channel_labels() else "",
            search=" ".join(search.split())[:LONGEST_SEARCH],
            page=max(int(page), 1) if page.isascii() and page.isdigit() and len(page) < 7 else 1,
        )

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    @property
    def are_set(self) -> bool:
        return bool(self.state or self.channel or self.search)

    @property
    def query(self) -> str:
        """`?trang_thai=failed&trang=2`; empty where nothing is narrowed."""
        given = {"trang_thai": self.state, "kenh": self.channel, "tim": self.search}
        if self.page > 1:
            given["trang"] = str(self.page)
        query = urlencode({name: value for name, value in given.items() if value})
        return f"?{query}" if query else ""

    def with_state(self, state: str) -> "Filters":
        return replace(self, state=state, page=1)

    def on_page(self, page: int) -> "Filters":
        return replace(self, page=page)
