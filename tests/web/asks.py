"""What the walk asks of one route, and of whom it may be asked. How it is written: `route_table`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

ANYBODY, SIGNED_IN, KEY = "anybody", "signed in", "key"

USUAL = {
    "post_id": "post",
    "item_id": "item",
    "staff_id": "staff",
    "unit_id": "unit",
    "account_id": "account",
    "sign_in_id": "sign_in",
    "campaign_id": "campaign",
    "case_id": "case",
    "audience_id": "audience",
    "subscriber_id": "subscriber",
    "broadcast_id": "broadcast",
    "endpoint_id": "endpoint",
    "source_id": "source",
    "schedule_id": "schedule",
    "delivery_id": "delivery",
    "document_id": "document",
    "hold_id": "hold",
    "offer_id": "offer",
    "answer_id": "answer",
    "token": "import",
    "sha256": "picture",
    "ending": "png",
    "channel": "facebook",
    "name": "phap-luat",
    "name:path": "loa.css",
    "words:path": "dat-dai",
    "code": "code",
    "slug": "dat-dai-nha-o",
    "unit_code": "huong-giang",
    "size": "300x250",
    "survey_id": "survey",
    "form": "rss",
    "kind": "new_law",
    "key": "key",
}
"""Path parameter → a row of the walk's province, or the value itself."""


@dataclass(frozen=True)
class Ask:
    """`who`: ANYBODY, SIGNED_IN, KEY, or an action of MAY. `also`: answers that here, too, mean that somebody was let in.

    `file`: what is uploaded with the form.
    """

    route: str
    who: str
    form: Mapping[str, Any] = field(default_factory=dict)
    at: Mapping[str, str] = field(default_factory=dict)
    also: tuple[int, ...] = ()
    elsewhere: int | None = None
    file: str = ""

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    def path(self, rows: Mapping[str, str]) -> str:
        def value(found: re.Match[str]) -> str:
            name = self.at.get(found[1]) or USUAL[found[1]]
            return rows.get(name, name)

        return re.sub(r"\{([^}]+)\}", value, self.route.partition(" ")[2])

    def fields(self, rows: Mapping[str, str]) -> dict[str, Any]:
        return {name.format(**rows): _filled(value, rows) for name, value in self.form.items()}

    @property
    def for_another_unit(self) -> int | None:
        """What somebody of another unit is told, if this route knows units at all."""
        if self.elsewhere is not None or self.who == ANYBODY:
            return self.elsewhere
        return 404 if "_id}" in self.route else None


def _filled(value: Any, rows: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _filled(one, rows) for name, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, rows) for one in value]
    return value.format(**rows) if isinstance(value, str) else value


def asks(
    route: str,
    who: str,
    form: Mapping[str, Any] | None = None,
    *,
    at: Mapping[str, str] | None = None,
    also: tuple[int, ...] = (),
    elsewhere: int | None = None,
    file: str = "",
) -> Ask:
    return Ask(route, who, form or {}, at or {}, also, elsewhere, file)
