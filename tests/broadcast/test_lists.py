"""A list tells how many stand on it, whoever put them there and however often."""

from collections.abc import Callable, Iterable
from threading import Barrier, Thread

from sqlmodel import func, select

from channels.messenger import Heard
from distributor.audience_terms import BY_SMS
from distributor.broadcast.audience import Imported, add_numbers
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.receive import receive
from distributor.models import Audience, AudienceMember
from distributor.phone_numbers import Numbers
from distributor.vault import open_vault
from tests.broadcast.conftest import Sms, number
from tests.support.servers import PATIENCE_S


def sizes(sms: Sms) -> dict[str, int]:
    """By name, as the lists tell it; each is what a count of its rows finds."""
    with sms.database.read() as session:
        told = {one.name: (one.id, one.members) for one in session.exec(select(Audience))}
        for name, (audience_id, members) in told.items():
            counted = session.exec(select(func.count()).where(AudienceMember.audience_id == audience_id)).one()
            assert counted == members, name
    return {name: members for name, (_id, members) in told.items()}


def put(sms: Sms, audience_id: int, texts: list[str]) -> Imported:
    with sms.database.write() as session:
        numbers = Numbers(open_vault(sms.home))
        return add_numbers(session, session.get_one(Audience, audience_id), texts, numbers, now=sms.clock.now())


def test_a_list_grows_by_those_who_are_new_on_it(sms: Sms) -> None:
    audience_id = sms.audience(3)
    assert sizes(sms) == {"Hộ dân": 3}
    taken = put(sms, audience_id, [number(2), number(3), number(4), number(4), "0900000005", "nhầm"])
    assert (taken.added, taken.known, taken.wrong) == (2, 2, (6,))
    assert sizes(sms) == {"Hộ dân": 5}
    assert put(sms, audience_id, []) == Imported(0, 0, ())
    assert put(sms, audience_id, [number(1)]) == Imported(0, 1, ())
    assert sizes(sms) == {"Hộ dân": 5}


def test_who_subscribes_by_a_message_is_counted_once(sms: Sms) -> None:
    desk = sms.desk()
    for at in (1, 2):
        with sms.database.write() as session:
            receive(session, sms.account_id, [Heard(number(7), "8079", "DK", str(at))], desk.numbers, sms.clock.now())
    assert sizes(sms) == {BY_SMS: 1}


def test_two_files_at_once_add_up(sms: Sms) -> None:
    audience_id, together = sms.audience(1), Barrier(2)
    taken: list[Imported] = []

    def take_in(first: int) -> None:
        for start in range(first, first + 200, 20):
            together.wait(PATIENCE_S)
            taken.append(put(sms, audience_id, [number(index) for index in range(start, start + 20)]))

    files = [Thread(target=take_in, args=(first,)) for first in (100, 200)]
    for one in files:
        one.start()
    for one in files:
        one.join(PATIENCE_S)
    assert len(taken) == 20
    assert sum(one.added for one in taken) == 300, "a hundred stood in both files"
    assert sizes(sms) == {"Hộ dân": 301}


def test_a_file_and_messages_of_the_same_people_wait_for_each_other_and_never_for_ever(sms: Sms) -> None:
    """People write in whatever order, a file goes by number: on PostgreSQL each held what the other wanted next."""
    desk = sms.desk()
    hear(sms, desk, ["DK"], [30])
    with sms.database.read() as session:
        audience_id = session.exec(select(Audience.id).where(Audience.name == BY_SMS)).one()
    assert audience_id is not None
    together, failed = Barrier(2), list[BaseException]()

    def one_side(work: Callable[[int], object]) -> None:
        try:
            for first in range(100, 200, 10):
                together.wait(PATIENCE_S)
                work(first)
        except BaseException as error:
            failed.append(error)
            together.abort()

    sides = (
        lambda first: put(sms, audience_id, [number(index) for index in range(first, first + 10)]),
        lambda first: hear(sms, desk, ["DK", "TC", "DK"], range(first + 9, first - 1, -1)),
    )
    threads = [Thread(target=one_side, args=(side,)) for side in sides]
    for one in threads:
        one.start()
    for one in threads:
        one.join(PATIENCE_S)
    assert failed == []
    assert sizes(sms) == {BY_SMS: 101}


def hear(sms: Sms, desk: BroadcastDesk, words: list[str], people: Iterable[int]) -> None:
    """Each of these people sends all of these words, one after the other, in one delivery of the network."""
    heard = [Heard(number(index), "8079", word, f"{index}-{at}") for index in people for at, word in enumerate(words)]
    with sms.database.write() as session:
        receive(session, sms.account_id, heard, desk.numbers, sms.clock.now())
