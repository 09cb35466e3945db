"""What people follow: DK and HUY with a topic or a commune, on both databases; and one person's way on the sandbox's phone."""

from datetime import date

import pytest
from sqlmodel import Session, col, select

from distributor.audience_terms import terms_of
from distributor.backup.after import hold_opt_outs
from distributor.broadcast.audience import consented, opted_out
from distributor.broadcast.preferences import choose, path_of, preferences_of, subscriber_of_path
from distributor.broadcast.window import mark
from distributor.facts import Facts, KeyPoints
from distributor.lookup.followed import (
    Matter,
    choices,
    commanded,
    matters_in,
    matters_of_item,
    matters_to_leave,
    topics_to_choose,
    units_to_choose,
)
from distributor.lookup.meaning import Intent, meaning_of, plain_words
from distributor.models import Account, Consent, Item, OptOut, Subscriber, Unit, UnitLevel, UnitName
from tests.broadcast.conftest import Sms, number
from tests.broadcast.posts import approved_post, carry, point_at
from tests.broadcast.test_inbound import BIRTH, TITLE, deliver, hear, publish, sent
from tests.channels.sms_support import Network
from tests.lookup.test_meaning import WORDS, labelled
from tests.support import servers

LAND, TRAFFIC = "topic:dat-dai-nha-o", "topic:giao-thong"
UNITS = (
    Matter("unit:1", "Sở Tư pháp tỉnh Hương Giang", is_own=True),
    Matter("unit:2", "Ủy ban nhân dân xã Bến Lội"),
    Matter("unit:3", "UBND phường An Bình tỉnh Hương Giang"),
    Matter("unit:4", "Sở Xây dựng tỉnh Hương Giang"),
)


@pytest.mark.parametrize(
    ("text", "keys", "rest"),
    [
        ("DK DAT DAI", [LAND], ()),
        ("đk đất đai", [LAND], ()),
        ("dk ddaats ddai", [LAND], ()),
        ("dk datdai", [LAND], ()),
        ("DK GIAO TONG", [TRAFFIC], ()),
        ("DK XA BEN LOI", ["unit:2"], ()),
        ("dk bne loi", ["unit:2"], ()),
        ("dk so xay dung", ["unit:4"], ()),
        ("DANG KI NHAN TIN DAT DAI XA BEN LOI", [LAND, "unit:2"], ()),
        ("dk bang gia dat", [LAND], ()),
        ("dk bau cu", ["word:bau-cu"], ()),
        ("Cho em đăng ký nhận tin bảo hiểm ạ", ["topic:viec-lam-bao-hiem"], ()),
        ("dang ky nhan tin phap luat mien phi", [], ()),
        ("DK", [], ()),
        ("dk so tu phap", [], ()),
        ("dk karaoke", [], ("karaoke",)),
        ("DK XA TAN LAP", [], ("tan", "lap")),
    ],
)
def test_what_a_subscription_names(text: str, keys: list[str], rest: tuple[str, ...]) -> None:
    asked = matters_in(plain_words(text), UNITS)
    assert ([matter.key for matter in asked.matters], asked.rest) == (keys, rest)
    assert asked.is_everything is (text == "dk so tu phap")


def test_what_we_offer_is_understood_as_we_offer_it() -> None:
    for word, topic in zip(choices(), topics_to_choose(), strict=True):
        for verb, means in (
            ("DK", Intent.START),
            ("HUY", Intent.STOP),
            ("huỷ đăng ký", Intent.STOP),
            ("TC", Intent.STOP),
        ):
            plain = plain_words(f"{verb} {word}")
            assert means in (commanded(plain, UNITS), meaning_of(f"{verb} {word}").means), (verb, word)
            assert [matter.name for matter in matters_in(plain, UNITS).matters] == [topic.name]
            if means is Intent.STOP:
                assert [matter.name for matter in matters_to_leave(f"{verb} {word}", UNITS).matters] == [topic.name]
    assert commanded("huy xa ben loi", UNITS) is Intent.STOP
    assert commanded("huy hop dong lao dong", UNITS) is None, "a contract is no topic of ours"


PARTLY = {
    *(
        "hủy đất đai",
        "HUY GIAO THONG",
        "huy tin hoc phi",
        "dừng gửi tin về thuế, còn lại vẫn nhận",
        "bỏ đăng ký ho tich",
    ),
    *("đừng gửi tin bhyt nữa", "huy hoc phi", "bo tin ho tich", "huy tin nha o", "khong nhan tin ho tich nua"),
    *("huy theo doi xa ben loi", "bán nhà đi rồi, hủy tin đất đai"),
    *("huy tin tu van phap luat", "huy bhxh", "thôi không nhận tin thuế nữa", "đừng gửi tin về đất đai nữa"),
}
"""Of all labelled refusals those that name a matter of ours."""


def test_an_opt_out_is_of_everything_unless_it_certainly_names_a_matter() -> None:
    opt_outs = [text for file in WORDS.glob("*.tsv") for means, _, text in labelled(file.name) if means == "stop"]
    assert len(opt_outs) > 500
    named = {text: matters_to_leave(text, UNITS) for text in opt_outs}
    assert {text for text, asked in named.items() if asked.matters and not asked.rest} == PARTLY


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("hủy dùm cái thuê bao này", []),
        ("huy thue bao nay", []),
        ("HUY THUE", ["topic:thue-phi"]),
        ("đừng nhắn tin gia đình tôi nữa", []),
        ("bà cụ mất rồi, gia đình xin dừng nhận tin", []),
        ("hủy nhận tin hoà giải", ["topic:tro-giup-phap-ly-hoa-giai"]),
        ("dung gui nua toi la nguoi cao tuoi", []),
        ("HUY, DAT DAI", [LAND]),
        ("huy xa ben loi", ["unit:2"]),
        ("huy dat dsi", [LAND]),
    ],
)
def test_what_an_opt_out_names(text: str, keys: list[str]) -> None:
    assert [matter.key for matter in matters_to_leave(text, UNITS).matters] == keys


def subscriber(session: Session, sms: Sms, index: int = 1) -> Subscriber:
    digest = sms.desk().numbers.hash(number(index))
    return session.exec(select(Subscriber).where(Subscriber.number_hash == digest)).one()


def stands(sms: Sms, index: int = 1) -> tuple[set[str], set[str]]:
    """What they said yes and no to."""
    with sms.database.read() as session:
        person = subscriber(session, sms, index)
        return consented(session, person.id or 0), opted_out(session, person.unit_id, person.number_hash)


def reached(sms: Sms, *matters: str, audience: int) -> set[str]:
    """Who gets a message about these matters that goes to this list and to those who follow."""
    with sms.database.read() as session:
        known = session.exec(select(Subscriber.number_hash)).all()
    broadcast = sms.broadcast(audience, matters=matters, followers=True)
    desk = sms.desk()
    with sms.database.write() as session:
        window = mark(
            session,
            account_id=sms.account_id,
            incarnation_id=desk.incarnation.id,
            size=100,
            numbers=desk.numbers,
            now=sms.clock.now(),
        )
    assert window is not None or not known
    return {row.message.to for row in (window.rows if window else ()) if row.broadcast_id == broadcast}


def test_a_person_gets_what_they_asked_for(sms: Sms) -> None:
    listed = sms.audience(1, first=9)
    hear(sms, "DK DAT DAI", sender=1)
    hear(sms, "DK GIAO THONG", sender=2)
    hear(sms, "DK", sender=3)
    assert reached(sms, LAND, audience=listed) == {number(1), number(3), number(9)}
    assert reached(sms, TRAFFIC, audience=listed) == {number(2), number(3), number(9)}
    assert reached(sms, audience=listed) == {number(3), number(9)}, "about nothing that anybody follows"


def test_a_topic_is_left_and_the_rest_goes_on(sms: Sms) -> None:
    listed = sms.audience(1)
    hear(sms, "HUY DAT DAI")
    assert stands(sms) == ({""}, {LAND})
    assert "khong gui ban tin ve Dat dai, nha o. Con nhan: cac tin khac" in sent(sms)[0]
    assert reached(sms, LAND, audience=listed) == set()
    assert reached(sms, TRAFFIC, audience=listed) == {number(1)}
    hear(sms, "dk đất đai")
    assert stands(sms) == ({"", LAND}, set())
    hear(sms, "HUY")
    assert stands(sms) == (set(), {""})
    hear(sms, "DK GIAO THONG")
    assert stands(sms) == ({TRAFFIC}, set())


def test_a_consent_has_its_wording_its_source_and_its_time_and_once_is_enough(sms: Sms) -> None:
    hear(sms, "DK DAT DAI", "dk dat dai nhe")
    with sms.database.read() as session:
        [yes] = session.exec(select(Consent)).all()
    assert (yes.content, yes.matter) == ("Nhận tin pháp luật về: Đất đai, nhà ở", LAND)
    assert yes.proof == "Tin nhắn đến số 1"
    assert yes.method == "sms"
    assert yes.given_at < sms.clock.now()


def test_a_topic_that_nobody_knows_is_answered_with_what_there_is(sms: Sms) -> None:
    hear(sms, "DK KARAOKE")
    [said] = sent(sms)
    assert "chua co muc nay" in said
    assert "DAT DAI, HO TICH" in said
    with sms.database.read() as session:
        assert session.exec(select(Consent)).all() == []
        assert session.exec(select(OptOut)).all() == []


def test_a_topic_left_twice_over_the_network_stays_a_topic(sms: Sms) -> None:
    sms.audience(1)
    assert deliver(sms, "HUY DAT DAI", "HUY DAT DAI") == [1, 0]
    assert stands(sms) == ({""}, {LAND})


def test_after_a_restore_a_topic_that_was_left_is_left_still(sms: Sms) -> None:
    sms.audience(1)
    with sms.database.write() as session:
        person = subscriber(session, sms)
        entry = {"kind": "refusal", "unit": person.unit_id, "hash": person.number_hash, "matter": LAND}
        assert hold_opt_outs(session, [entry], sms.clock.now()) == 1
    assert stands(sms) == ({""}, {LAND})


def commune(sms: Sms, name: str = "Ủy ban nhân dân xã Bến Lội") -> int:
    with sms.database.write() as session:
        unit = Unit(level=UnitLevel.COMMUNE, parent_id=sms.seeded.unit_id, code="ben-loi")
        session.add(unit)
        session.flush()
        session.add(UnitName(unit_id=unit.id or 0, name=name, valid_from=date(2025, 7, 1)))
        return unit.id or 0


def test_what_an_item_is_about(sms: Sms) -> None:
    place = commune(sms)
    with sms.database.write() as session:
        facts = Facts(points=KeyPoints(topic="Giao thông")).to_json()
        item = Item(
            unit_id=sms.seeded.unit_id,
            title="Cấm đường qua xã Bến Lội trước ngày bầu cử",
            first_seen_at=sms.clock.now(),
            facts=facts,
        )
        keys = matters_of_item(session, item, sms.seeded.unit_id)
        account = session.get_one(Account, sms.account_id)
        assert terms_of(session, account, keys) == {}, "an account that writes to nobody"
    assert keys == sorted([TRAFFIC, f"unit:{place}", f"unit:{sms.seeded.unit_id}", "word:bau-cu"])
    hear(sms, "DK xa ben loi")
    assert stands(sms)[0] == {f"unit:{place}"}


def test_a_person_chooses_on_their_page(sms: Sms) -> None:
    place = commune(sms)
    sms.audience(1)
    desk, now = sms.desk(), sms.clock.now()
    today = now.date()
    with sms.database.write() as session:
        person = subscriber(session, sms)
        path = path_of(person.id or 0, desk.vault.first_secret, today).rpartition("/")[2]
        assert subscriber_of_path(session, path, desk.vault.first_secret, today) is person
        assert subscriber_of_path(session, path, desk.vault.first_secret, date(2027, 12, 1)) is None
        for wrong in (f"{path[:-1]}0", f"1{path}", "", "x", "a-b-c", path.upper()):
            assert wrong == path or subscriber_of_path(session, wrong, desk.vault.first_secret, today) is None
        assert preferences_of(session, person, desk.numbers).everything
        choose(session, person, desk.numbers, [LAND, f"unit:{place}", "topic:nobody"], now)
    assert stands(sms) == ({LAND, f"unit:{place}"}, set())
    with sms.database.write() as session:
        person = subscriber(session, sms)
        seen = preferences_of(session, person, desk.numbers)
        assert [one.matter.key for one in (*seen.topics, *seen.units) if one.is_chosen] == [LAND, f"unit:{place}"]
        assert number(1)[3:9] not in seen.number
        choose(session, person, desk.numbers, [], now)
    assert stands(sms) == (set(), {""})
    with sms.database.write() as session:
        choose(session, subscriber(session, sms), desk.numbers, [], now, everything=True)
    assert stands(sms) == ({""}, set())


def test_many_lists_and_those_who_follow_get_one_message_each(sms: Sms) -> None:
    first, second = sms.audience(3), sms.audience(3, "Tổ hòa giải", first=3)
    hear(sms, "DK", sender=1)
    hear(sms, "DK", sender=8)
    broadcast = sms.broadcast(first, more_lists=(second,), followers=True)
    assert len(sms.recipients(broadcast)) == 6


def test_one_person_on_the_phone(bound: Sms, network: Network) -> None:
    """Subscribes to a topic, receives, looks the law up, asks for more, stops."""
    point_at(bound, bound.audience(1, first=9))
    publish(bound, TITLE, BIRTH)

    def said() -> list[str]:
        return [each["text"] for each in network.messages() if each["phone"] == number(1)[1:] and not each["mine"]]

    def answered(text: str, count: int) -> str:
        network.say(number(1), text)
        servers.wait_until(lambda: len(said()) >= count, lambda: f"{said()}")
        return said()[-1]

    with bound.gateway():
        assert "ban nhan tin ve Dat dai, nha o" in answered("đk đất đai", 1)
        with bound.database.read() as session:
            about = Item(unit_id=bound.seeded.unit_id, title=TITLE, first_seen_at=bound.clock.now())
            about.facts = Facts(points=KeyPoints(topic="Đất đai, nhà ở")).to_json()
            matters = matters_of_item(session, about, bound.seeded.unit_id)
            terms = terms_of(session, session.get_one(Account, bound.account_id), matters)
        approved_post(bound, number=2, settings=terms)
        assert carry(bound) == 1
        servers.wait_until(lambda: len(said()) == 2, lambda: f"{said()}")
        assert "Hoi dap: Con sinh da hon ba thang" in answered("TRA khai sinh", 3)
        assert "Khong ai duoc tu choi" in answered("1", 4)
        assert "tu nay khong gui tin" in answered("HUY", 5)
    assert stands(bound) == (set(), {""})
    with bound.database.read() as session:
        assert units_to_choose(session, bound.seeded.unit_id)[0].is_own
        assert session.exec(select(OptOut).where(col(OptOut.lifted_at).is_(None))).one()
