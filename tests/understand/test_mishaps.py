"""What goes wrong between reading and composing: revised meanwhile, servers that fail, faults of our own, two at once."""

import threading
from datetime import timedelta

import pytest
from sqlmodel import select

from channels.addresses import LOOPBACK, WayOut
from distributor.compose.view import item_view, site_of
from distributor.facts import facts_from_json
from distributor.ingest.bounded import NotNow
from distributor.ingest.fetch import Fetched, Fetcher, NotModified
from distributor.ingest.sources import take_items
from distributor.models import AttachmentState, Intake, Item, ItemKey, Sighting
from distributor.understand import gather as gathering
from distributor.understand.store import LEASE, MOST_TRIES, WAITS
from tests.understand.desk import TEXT, TITLE, Desk, Site, photo, word_file

OTHER_TITLE = "Tách thửa đất: quy định mới tại Quyết định số 27/2026/QĐ-UBND của tỉnh Hương Giang"


class BrokenFetcher(Fetcher):
    """A part of ours with a fault: it raises what nobody expects."""

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
        raise RuntimeError(address)


def article(*paragraphs: str) -> bytes:
    words = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    page = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1>{words}</article></body></html>"
    return page.encode()


def test_a_fault_while_fetching_costs_only_what_was_fetched(desk: Desk) -> None:
    desk.fetcher = BrokenFetcher(way_out=WayOut.to(networks=LOOPBACK))
    item_id = desk.item(attachments=("https://huonggiang.example/van-ban.pdf",))
    for wait in WAITS:
        assert not desk.understand(item_id)
        desk.now += wait
    assert desk.understand(item_id), "the item does not wait for ever"
    (told,) = desk.notices("question")
    assert "Tệp 0" in told


def test_what_the_machine_had_no_time_to_read_is_read_later(
    desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is wrong with it: not even a picture is given up for that."""
    picture = site.put("/anh.jpg", "image/jpeg", photo())
    paper = site.put("/van-ban.docx", "application/octet-stream", word_file("Điều 1. Phạm vi điều chỉnh"))

    def is_busy(*_values: object, **_more: object) -> None:
        raise NotNow("Máy đang bận.")

    item_id = desk.item(attachments=(paper,), picture_url=picture)
    with monkeypatch.context() as patch:
        patch.setattr(gathering, "in_child", is_busy)
        patch.setattr("distributor.ingest.attachments.in_child", is_busy)
        assert not desk.understand(item_id)
    assert {each.state for each in desk.attachments(item_id).values()} == {AttachmentState.WANTED}
    desk.now += WAITS[0]
    assert desk.understand(item_id)
    read = desk.attachments(item_id)
    assert {address: each.state for address, each in read.items()} == dict.fromkeys(
        (picture, paper), AttachmentState.READ
    )


def test_who_kills_those_that_understand_it_goes_to_a_person(desk: Desk) -> None:
    """Each try took its claim and died with it: the item must not take every worker down, nor wait for ever."""
    item_id = desk.item(understand_tries=MOST_TRIES)
    assert desk.understand(item_id), "composed and held, so that a person sees it"
    item = desk.get(item_id)
    assert (item.intake, item.understood_revision) == (Intake.HELD, 1)
    (told,) = desk.notices("held")
    assert TITLE[:40] in told
    with desk.database.write() as session:
        take_items(session, [item_id], "lanhdao", desk.now)
    assert desk.get(item_id).intake is Intake.TAKEN


def test_what_cannot_be_kept_is_tried_again_soon_then_goes_to_a_person(desk: Desk) -> None:
    """A database that refuses what was understood must not leave the item where nobody sees it."""
    item_id = desk.item()
    desk.refuse("document")
    for _ in range(MOST_TRIES):
        assert not desk.understand(item_id)
        at = desk.get(item_id).understand_at
        assert at is not None
        assert at - desk.now < LEASE
        desk.now = at
    assert desk.understand(item_id)
    assert desk.get(item_id).intake is Intake.HELD


def test_a_document_that_only_the_article_names_is_tried_again_too(desk: Desk, site: Site) -> None:
    page = article(TEXT, TEXT, "<a href='/toan-van.docx'>Toàn văn</a>")
    address = site.put("/tin/27.html", "text/html; charset=utf-8", page)
    item_id = desk.item(text="Tóm tắt ngắn.", address=address)
    assert not desk.understand(item_id)
    site.put("/toan-van.docx", "application/octet-stream", word_file("LƯU HÀNH NỘI BỘ", "Điều 1. Phạm vi điều chỉnh"))
    desk.now += WAITS[0]
    assert desk.understand(item_id)
    assert desk.attachments(item_id)[f"{site.base}/toan-van.docx"].state is AttachmentState.READ
    assert desk.get(item_id).intake is Intake.HELD
    assert site.asked.count("/tin/27.html") == 1


def test_an_item_that_was_revised_before_it_was_understood_is_a_duplicate_all_the_same(desk: Desk) -> None:
    first, second = desk.item(), desk.item(source=1, title=OTHER_TITLE)
    desk.understand(first)
    desk.revise(second, text=TEXT * 2)
    assert not desk.understand(second)
    assert desk.get(second).duplicate_of == first


def test_a_document_that_is_known_from_a_revision_on_is_not_announced_again(desk: Desk) -> None:
    first = desk.item(title="Quy định mới về tách thửa đất", text="Nội dung sẽ được cập nhật.", kind="")
    assert desk.understand(first)
    desk.revise(first, title=TITLE, text=TEXT * 3, kind="new_law")
    assert desk.understand(first)
    second = desk.item(source=1, title=OTHER_TITLE)
    assert not desk.understand(second)
    assert desk.get(second).duplicate_of == first


def test_an_item_whose_number_was_corrected_gives_the_wrong_one_free(desk: Desk) -> None:
    wrong = desk.item(title=TITLE.replace("27/2026", "26/2026"), text=TEXT.replace("27/2026", "26/2026"))
    desk.understand(wrong)
    desk.revise(wrong, title=TITLE, text=TEXT)
    desk.understand(wrong)
    real = desk.item(source=1, title=OTHER_TITLE.replace("27", "26"), text=TEXT.replace("27/2026", "26/2026"))
    assert desk.understand(real)
    with desk.database.read() as session:
        holders = session.exec(select(ItemKey.item_id).where(ItemKey.kind == "document")).all()
    assert sorted(holders) == [wrong, real]


def test_a_published_item_never_becomes_a_duplicate(desk: Desk) -> None:
    """Two items that were composed before their document was known: both stand."""
    first = desk.item()
    second = desk.item(source=1, title=OTHER_TITLE, revision=2, composed_revision=1)
    desk.understand(first)
    assert desk.understand(second)
    assert desk.get(second).intake is Intake.TAKEN


@pytest.mark.parametrize("times", range(3))
def test_two_that_tell_of_one_document_at_once_are_one(desk: Desk, times: int) -> None:
    items = [desk.item(composed_revision=0), desk.item(source=1, title=OTHER_TITLE)]
    barrier, answers = threading.Barrier(2), list[bool]()

    def work(item_id: int) -> None:
        barrier.wait()
        answers.append(desk.understand(item_id))

    threads = [threading.Thread(target=work, args=(item_id,)) for item_id in items]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False, True]
    intakes = sorted(desk.get(item_id).intake for item_id in items)
    assert intakes == [Intake.DUPLICATE, Intake.TAKEN]


def test_a_revision_reads_its_article_again(desk: Desk, site: Site) -> None:
    address = site.put("/tin/27.html", "text/html; charset=utf-8", article(TEXT, TEXT))
    item_id = desk.item(text="Có hiệu lực từ 05/12/2026.", address=address)
    desk.understand(item_id)
    site.put(
        "/tin/27.html",
        "text/html; charset=utf-8",
        article(TEXT.replace("05/12", "15/12"), TEXT.replace("05/12", "15/12")),
    )
    desk.now += timedelta(hours=1)
    desk.revise(item_id, text="Có hiệu lực từ 15/12/2026.")
    desk.understand(item_id)
    document = facts_from_json(desk.get(item_id).facts).document
    assert document is not None
    assert document.effective_on is not None
    assert document.effective_on.day == 15


def test_a_new_picture_takes_the_place_of_the_old_one(desk: Desk, site: Site) -> None:
    old = site.put("/cu.jpg", "image/jpeg", photo())
    item_id = desk.item(picture_url=old)
    desk.understand(item_id)
    new = site.put("/moi.jpg", "image/jpeg", photo(turned=True))
    desk.revise(item_id, picture_url=new)
    desk.understand(item_id)
    kept = desk.attachments(item_id)
    assert kept[old].sha256 != kept[new].sha256
    with desk.database.read() as session:
        assert item_view(session, session.get_one(Item, item_id)).picture == kept[new].sha256
    logo = site.put("/logo.png", "image/png", b"khong phai anh")
    desk.revise(item_id, picture_url=logo)
    desk.understand(item_id)
    with desk.database.read() as session:
        assert item_view(session, session.get_one(Item, item_id)).picture == "", "no picture that the source took away"


def test_a_picture_that_lies_on_anothers_site_is_not_shown(desk: Desk, site: Site) -> None:
    """A face, say, that an agency photographed: that it may be shown nobody has told."""
    picture = site.put("/anh.jpg", "image/jpeg", photo())
    own, others = (
        desk.item(picture_url=picture, address=address) for address in ("", "https://stp.huonggiang.example/1")
    )
    for item_id in (own, others):
        desk.understand(item_id)
    with desk.database.read() as session:
        shown = [item_view(session, session.get_one(Item, each)).picture for each in (own, others)]
    assert shown == [desk.attachments(own)[picture].sha256, ""]


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("https://stp.huonggiang.gov.vn/tin/1", "huonggiang.gov.vn"),
        ("https://media.huonggiang.gov.vn/a.jpg", "huonggiang.gov.vn"),
        ("https://cdn.bao.example/a.jpg", "bao.example"),
        ("https://bao.vn/a.jpg", "bao.vn"),
        ("https://gov.vn/a.jpg", "gov.vn"),
        ("/srv/tin.xml", ""),
    ],
)
def test_the_site_of_an_address(address: str, site: str) -> None:
    assert site_of(address) == site


def test_marks_of_an_attachment_are_told_of_an_item_that_is_held_already(desk: Desk, site: Site) -> None:
    """Who takes it must know all of them."""
    address = site.put("/van-ban.docx", "application/octet-stream", word_file("LƯU HÀNH NỘI BỘ", "Hướng dẫn."))
    item_id = desk.item(attachments=(address,), intake=Intake.HELD, intake_reason="có số điện thoại cá nhân")
    desk.understand(item_id)
    item = desk.get(item_id)
    assert item.intake_reason.startswith("có số điện thoại cá nhân; ")
    assert "nội bộ" in item.intake_reason
    (told,) = desk.notices("held")
    assert "nội bộ" in told


def test_who_let_an_item_through_before_it_was_understood_is_not_asked_again(desk: Desk) -> None:
    text = f"{TEXT}\nĐộ mật: Tối mật"
    item_id = desk.item(text=text)
    desk.understand(item_id)
    mark = desk.get(item_id).intake_reason
    early = desk.item(text=text, title="Tin khác", intake=Intake.HELD, intake_reason=mark)
    with desk.database.write() as session:
        take_items(session, [early], "lanhdao", desk.now)
    assert desk.understand(early)
    assert desk.get(early).intake is Intake.TAKEN


def test_a_revision_while_an_attachment_was_waited_for_is_understood_at_once(desk: Desk) -> None:
    item_id = desk.item(attachments=("https://huonggiang.example/van-ban.pdf",))

    class Revising(Fetcher):
        def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
            desk.revise(item_id, text=TEXT)
            raise RuntimeError(address)

    desk.fetcher = Revising(way_out=WayOut.to(networks=LOOPBACK))
    assert not desk.understand(item_id)
    assert desk.get(item_id).understand_at is None


def test_a_document_that_is_not_certain_any_more_is_let_go(desk: Desk) -> None:
    item_id = desk.item()
    desk.understand(item_id)
    assert desk.get(item_id).document_id is not None
    desk.revise(item_id, title="Quy định mới về tách thửa đất", text="Nội dung sẽ được cập nhật.", kind="")
    desk.understand(item_id)
    assert desk.get(item_id).document_id is None


def test_gathering_ends_before_its_claim_does(desk: Desk, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    addresses = tuple(
        site.put(f"/{number}.docx", "application/octet-stream", word_file(f"Trang {number}")) for number in range(3)
    )
    item_id = desk.item(attachments=addresses)
    with monkeypatch.context() as hurry:
        hurry.setattr(gathering, "TIME_S", 0.0)
        assert not desk.understand(item_id), "what was not reached comes with the next try"
    desk.now += WAITS[0]
    assert desk.understand(item_id)
    assert [desk.attachments(item_id)[address].state for address in addresses] == [AttachmentState.READ] * 3


@pytest.mark.parametrize("intake", [Intake.HELD])
def test_staff_are_told_of_a_duplicate_whose_first_is_not_going_out(desk: Desk, intake: Intake) -> None:
    first = desk.item()
    desk.understand(first)
    with desk.database.write() as session:
        session.get_one(Item, first).intake = intake
    second = desk.item(source=1, title=OTHER_TITLE)
    desk.understand(second)
    assert desk.get(second).intake is Intake.DUPLICATE
    (told,) = desk.notices("question")
    assert "đang được giữ lại" in told


def test_a_duplicate_that_staff_take_follows_its_source_again(desk: Desk) -> None:
    first, second = desk.item(), desk.item(source=1, title=OTHER_TITLE)
    desk.understand(first)
    desk.understand(second)
    with desk.database.write() as session:
        take_items(session, [second], "lanhdao", desk.now)
    with desk.database.read() as session:
        assert not session.exec(select(Sighting.duplicate).where(Sighting.item_id == second)).one()
