"""The step from reading to composing, on both databases, over real HTTP: attachments, article, picture; marks and twins."""

from datetime import date, timedelta

import pytest
from PIL import Image
from sqlmodel import select

from distributor.children import CHILDREN
from distributor.compose.view import item_view
from distributor.facts import facts_from_json
from distributor.ingest.sources import take_items
from distributor.models import AttachmentState, Document, Intake, Item
from distributor.understand.store import WAITS
from tests.understand.desk import NOW, TEXT, TITLE, Desk, Site, photo, word_file


def test_an_item_gets_its_document_and_may_be_composed(desk: Desk) -> None:
    item_id = desk.item()
    assert desk.understand(item_id)
    item = desk.get(item_id)
    assert (item.understood_revision, item.document_role, item.intake) == (1, "announcement", Intake.TAKEN)
    with desk.database.read() as session:
        document = session.exec(select(Document)).one()
    assert (document.number, document.issuer) == ("27/2026/QĐ-UBND", "Ủy ban nhân dân tỉnh Hương Giang")
    assert (document.issued_on, document.effective_on) == (date(2026, 11, 23), date(2026, 12, 5))
    assert item.document_id == document.id
    assert not desk.understand(item_id), "there is nothing left to understand"


def test_none_is_begun_while_others_wait_for_a_child(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    item_id = desk.item()
    with monkeypatch.context() as crowded:
        crowded.setattr(CHILDREN, "_waiting", 2)
        assert not desk.understand(item_id)
    assert desk.get(item_id).understand_tries == 0
    assert desk.understand(item_id), "it stayed due"


def test_an_attachment_is_read_and_a_mark_in_it_holds_the_item(desk: Desk, site: Site) -> None:
    secret = word_file("ỦY BAN NHÂN DÂN TỈNH HƯƠNG GIANG", "LƯU HÀNH NỘI BỘ", "Hướng dẫn kiểm tra hồ sơ.")
    address = site.put("/van-ban.docx", "application/octet-stream", secret)
    item_id = desk.item(attachments=(address,))
    assert desk.understand(item_id), "a held item is composed too, so that staff see it"
    item = desk.get(item_id)
    assert item.intake is Intake.HELD
    assert "nội bộ" in item.intake_reason
    read = desk.attachments(item_id)[address]
    assert (read.state, "Hướng dẫn kiểm tra hồ sơ." in read.text) == (AttachmentState.READ, True)
    assert len(desk.notices("held")) == 1


def test_who_let_a_held_item_through_is_not_asked_again_for_the_same(desk: Desk, site: Site) -> None:
    address = site.put("/van-ban.docx", "application/octet-stream", word_file("LƯU HÀNH NỘI BỘ", "Hướng dẫn."))
    item_id = desk.item(attachments=(address,))
    desk.understand(item_id)
    with desk.database.write() as session:
        take_items(session, [item_id], "lanhdao", NOW)
        session.get_one(Item, item_id).revision = 2
    assert desk.understand(item_id)
    assert desk.get(item_id).intake is Intake.TAKEN
    with desk.database.write() as session:
        item = session.get_one(Item, item_id)
        item.revision, item.text = 3, f"{TEXT}\nĐộ mật: Tối mật"
    assert desk.understand(item_id)
    assert desk.get(item_id).intake is Intake.HELD, "another mark is another question"


def test_what_cannot_be_fetched_is_tried_again_then_told(desk: Desk, site: Site) -> None:
    address = f"{site.base}/mat-roi.pdf"
    item_id = desk.item(attachments=(address,))
    for wait in WAITS:
        assert not desk.understand(item_id)
        assert not desk.understand(item_id), "not before its time"
        desk.now += wait
    assert desk.understand(item_id), "the item does not wait for ever"
    assert site.asked == ["/mat-roi.pdf"] * (len(WAITS) + 1)
    assert desk.attachments(item_id)[address].state is AttachmentState.UNREADABLE
    (told,) = desk.notices("question")
    assert "Tệp 0" in told


def test_a_few_words_are_completed_by_the_article_with_its_attachment_and_picture(desk: Desk, site: Site) -> None:
    site.put("/anh.jpg", "image/jpeg", photo())
    site.put("/toan-van.docx", "application/octet-stream", word_file("QUYẾT ĐỊNH", "Điều 1. Phạm vi điều chỉnh"))
    page = (
        f"<html><head><title>{TITLE}</title></head><body><nav>In Gửi email</nav><article><h1>{TITLE}</h1>"
        f"<p>{TEXT}</p><p>{TEXT}</p><img src='/anh.jpg' width='900' height='600'>"
        "<p>Người dân nộp hồ sơ tại Trung tâm Phục vụ hành chính công cấp xã.</p>"
        "<p><a href='/toan-van.docx'>Toàn văn</a></p></article></body></html>"
    )
    address = site.put("/tin/27.html", "text/html; charset=utf-8", page.encode())
    item_id = desk.item(text="Tóm tắt ngắn.", address=address)
    assert desk.understand(item_id)
    found = desk.attachments(item_id)
    assert "Trung tâm Phục vụ hành chính công" in found[address].text
    assert "In Gửi email" not in found[address].text
    assert "Phạm vi điều chỉnh" in found[f"{site.base}/toan-van.docx"].text
    with desk.database.read() as session:
        view = item_view(session, session.get_one(Item, item_id))
    assert view.text == "Tóm tắt ngắn.", "the source's own words stay, or its next reading would look like a change"
    assert view.page == found[address].text
    assert view.picture == found[f"{site.base}/anh.jpg"].sha256
    assert Image.open(desk.store.path_of(view.picture)).size == (900, 600)


def test_a_second_announcement_of_a_document_is_a_duplicate(desk: Desk) -> None:
    first = desk.item()
    second = desk.item(
        source=1, title="Tách thửa đất: quy định mới tại Quyết định số 27/2026/QĐ-UBND của tỉnh Hương Giang"
    )
    assert desk.understand(first)
    assert not desk.understand(second)
    item = desk.get(second)
    assert (item.intake, item.duplicate_of) == (Intake.DUPLICATE, first)
    assert item.intake_reason.startswith("Trùng với «Quyết định số 27/2026/QĐ-UBND")
    with desk.database.write() as session:
        take_items(session, [second], "lanhdao", NOW)
        session.get_one(Item, second).revision = 2
    assert desk.understand(second), "staff want it all the same"
    assert desk.get(second).intake is Intake.TAKEN


def test_who_died_is_followed_by_another(desk: Desk) -> None:
    item_id = desk.item(understand_at=NOW + timedelta(minutes=5))
    assert not desk.understand(item_id)
    desk.now += timedelta(minutes=6)
    assert desk.understand(item_id)


def test_a_revision_is_understood_again(desk: Desk) -> None:
    item_id = desk.item()
    desk.understand(item_id)
    with desk.database.write() as session:
        item = session.get_one(Item, item_id)
        item.revision, item.text = 2, item.text.replace("05/12/2026", "15/12/2026")
    assert desk.understand(item_id)
    facts = facts_from_json(desk.get(item_id).facts)
    assert facts.document is not None
    assert facts.document.effective_on == date(2026, 12, 15)
