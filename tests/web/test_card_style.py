"""Ảnh thẻ của đơn vị: tried on a real item, kept by an administrator, drawn from then on."""

import io
import re

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image
from sqlmodel import Session, select

from distributor.compose.card_style import CardStyle
from distributor.compose.style import change_style, read_style
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.models import AuditEntry, Item, Role
from distributor.render.contrast import AA_TEXT, contrast
from distributor.render.drawing import unit_theme
from distributor.render.theme import theme_from
from distributor.settings import Settings
from tests.support.acting import administrator
from tests.web.desk_cases import LOGINS, Desk
from tests.web.forms import form_token, sign_in
from tests.web.province import NOON, Province

PATH = "/cai-dat/anh-the"


def picture(side: int = 200, kind: str = "PNG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA" if kind == "PNG" else "RGB", (side, side), "red").save(buffer, kind)
    return buffer.getvalue()


def send(client: TestClient, file: bytes | None = None, **fields: str) -> Response:
    token = form_token(client.get(PATH).text)
    files = {"tep": ("logo.png", file, "image/png")} if file is not None else {"tep": ("", b"", "text/plain")}
    return client.post(PATH, data={**fields, "form_token": token}, files=files)


def style_of(database: Database, unit_id: int) -> CardStyle:
    with database.read() as session:
        return read_style(session, unit_id)


@pytest.mark.parametrize("colour", ["#FFD500", "#000000", "#FFFFFF", "#00FF00", "#C8102E", "#808080", "#0000FF"])
def test_letters_are_readable_in_any_colour(colour: str) -> None:
    theme = theme_from(colour)
    assert contrast(theme.colour("chip_ink"), theme.colour("chip")) >= AA_TEXT
    assert theme_from(colour.lower()) == theme


def test_tried_then_kept_then_drawn(
    client: TestClient, desk: Desk, database: Database, province: Province, settings: Settings
) -> None:
    sign_in(client, LOGINS[Role.ADMINISTRATOR])
    tried = send(client, picture(), viec="xem", mau="#C8102E", chu="hg")
    assert tried.status_code == 200
    logo = re.search(r'name="logo" value="([0-9a-f]{64})"', tried.text)
    assert logo
    assert style_of(database, province.unit_id) == CardStyle(), "tried is not kept"
    shown = re.search(r'src="(/cai-dat/anh-the/xem\.png\?mau=%23C8102E[^"]+rong=1)"', tried.text)
    assert shown
    card = client.get(shown[1].replace("&amp;", "&"))
    assert Image.open(io.BytesIO(card.content)).size == (1200, 630)
    assert send(client, viec="luu", mau="#C8102E", chu="hg", logo=logo[1]).status_code == 303
    kept = CardStyle("#C8102E", logo[1], "HG")
    assert style_of(database, province.unit_id) == kept
    with database.read() as session:
        item = session.get_one(Item, desk.item)
        theme = unit_theme(item_view(session, item).style, MediaStore(settings.media_folder))
        logged = session.exec(select(AuditEntry.fields).where(AuditEntry.action == "settings")).all()
    assert theme.colours == theme_from("#C8102E")
    assert theme.monogram == "HG"
    assert theme.logo is not None
    assert theme.logo.is_file()
    assert logged == [["card_colour", "card_logo", "card_letters"]]
    picked = send(client, viec="luu", theo_loai="1", mau="#00695C", mau_thay="#C8102E")
    assert picked.status_code == 303
    assert style_of(database, province.unit_id).colour == "#00695C", (
        "who picks another colour means it, whatever is ticked"
    )
    same = {"mau": "#00695c", "mau_thay": "#00695C"}
    assert send(client, None, viec="luu", theo_loai="1", bo_logo="1", logo=logo[1], **same).status_code == 303
    assert style_of(database, province.unit_id) == CardStyle()


@pytest.mark.parametrize(
    ("file", "fields", "words"),
    [
        (b"no picture", {}, "Không đọc được biểu trưng"),
        (picture(40), {}, "quá nhỏ"),
        (None, {"mau": "đỏ"}, "Màu có dạng #RRGGBB"),
        (None, {"chu": "ABCD"}, "tối đa 3 chữ cái"),
        (None, {"chu": "A1"}, "tối đa 3 chữ cái"),
        (None, {"logo": "0" * 64}, "không còn"),
    ],
)
def test_what_is_no_style_is_told(
    client: TestClient, desk: Desk, database: Database, province: Province, file: bytes | None, fields: dict[str, str],
    words: str,
) -> None:  # fmt: skip
    sign_in(client, LOGINS[Role.ADMINISTRATOR])
    answer = send(client, file, **{"viec": "luu", "mau": "#1D4E79", **fields})
    assert answer.status_code == 400
    assert words in answer.text
    assert style_of(database, province.unit_id) == CardStyle()


def test_a_style_is_changed_and_taken_back(database: Database, province: Province) -> None:
    def change(session: Session, style: CardStyle) -> list[str]:
        return change_style(session, administrator(province.unit_id, NOON), style)

    with database.write() as session:
        assert change(session, CardStyle(letters="Đ")) == ["card_letters"]
        assert change(session, CardStyle(letters="Đ")) == []
        assert change(session, CardStyle("#00ff00")) == ["card_colour", "card_letters"]
        assert read_style(session, province.unit_id) == CardStyle("#00ff00")
        with pytest.raises(LoaError, match="#RRGGBB"):
            change(session, CardStyle("url(x)"))
