"""`docs/data-structure.md` shows what the interface answers, word for word."""

import json
import os
import re
from typing import Any

import pytest

from distributor.db import Database
from distributor.events import EVENTS
from distributor.ingest.fetch import Fetcher
from distributor.media.store import MediaStore
from distributor.models import Item
from distributor.report.exchange.shapes import DocumentShape, FullItemShape
from distributor.settings import Settings
from distributor.understand.store import understand_item
from distributor.vault import open_vault
from distributor.webhooks.send import send_due
from tests.support.receivers import receiver
from tests.support.servers import ROOT
from tests.web.api.conftest import Program
from tests.web.home import Hands
from tests.web.province import Province

PAGE = ROOT / "docs" / "data-structure.md"


def block(name: str) -> Any:
    """The JSON below `<!-- NAME -->`."""
    found = re.search(rf"<!-- {name} -->\n```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found, name
    return json.loads(found[1])


def check(name: str, answer: Any) -> None:
    """Or, with LOA_WRITE_EXAMPLES set, put it there for a person to look at."""
    if os.environ.get("LOA_WRITE_EXAMPLES"):
        text = json.dumps(answer, ensure_ascii=False, indent=2)
        page = PAGE.read_text(encoding="utf-8")
        shown = f"<!-- {name} -->\n```json\n{text}\n```"
        PAGE.write_text(re.sub(rf"<!-- {name} -->\n```json\n.*?```", lambda _: shown, page, flags=re.DOTALL), "utf-8")
    assert block(name) == answer


@pytest.fixture
def given(program: Program, database: Database, settings: Settings, clock: Hands) -> dict[str, Any]:
    """The item of the page, handed over as it says, and understood."""
    made = program.post("/items", json=block("gửi"), headers={"Idempotency-Key": "vb-01"})
    assert made.status_code == 201, made.text
    item_id: int = made.json()["item"]["id"]
    fetcher, store = Fetcher.from_settings(settings), MediaStore(settings.media_folder)
    understand_item(database, item_id, fetcher=fetcher, store=store, now=clock.now)
    answer: dict[str, Any] = program.get(f"/items/{item_id}").json()
    return answer


def test_the_item(given: dict[str, Any], program: Program, database: Database) -> None:
    check("tin", given)
    check("văn bản", given["document"])
    assert program.get(f"/documents/{given['document']['id']}").json() == given["document"]
    with database.read() as session:
        assert session.get_one(Item, given["id"]).document_id == given["document"]["id"]


def test_every_field_is_told(given: dict[str, Any]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    for shape in (FullItemShape, DocumentShape):
        for name in shape.__dataclass_fields__:
            assert f"| `{name}` |" in page, f"{shape.__name__}.{name} is not in the page"
    for kind in EVENTS:
        assert f"`{kind}`" in page


def test_the_webhook(
    program: Program, province: Province, database: Database, settings: Settings, clock: Hands
) -> None:

    with receiver() as found:
        program.post("/webhooks", json={"url": found.url, "kinds": ["item.new"]})
        program.post("/items", json=block("gửi"), headers={"Idempotency-Key": "vb-01"})
        send_due(database, settings, open_vault(settings.home), clock, 1)
    check("thông báo", found.heard[0].told)
