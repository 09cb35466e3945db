"""Second looks: a listing that stands still hides corrections; counters and pages that are gone."""

from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest
from sqlmodel import select

from distributor.ingest.profiles import ReadingBounds
from distributor.ingest.recheck import turns
from distributor.models import Revision, RevisionKind
from tests.ingest.site import says
from tests.ingest.support import NOW
from tests.ingest.web import PROSE, Web, article


def test_a_corrected_article_becomes_a_revision_though_its_listing_stands_still(web: Web) -> None:
    web.publish(2, 1)
    source = web.source()
    web.read(source)
    web.site.answers["/tin/1.html"] = says(article(web.title(1), f"1. {PROSE}".replace("trong ngày", "trong 03 ngày")))
    web.fetched()
    assert web.read(source).revised == 0
    web.room.clock.pass_by(hours=2)
    outcome = web.read(source)
    assert (outcome.unchanged, outcome.revised, outcome.warnings) == (True, 1, ())
    with web.room.database.read() as session:
        (revision,) = session.exec(select(Revision))
    assert revision.kind is RevisionKind.SUBSTANTIVE
    assert "03" in web.room.items()[1].text
    web.room.clock.pass_by(hours=2)
    assert web.read(source).revised == 0


def test_second_looks_are_slow(web: Web) -> None:
    web.publish(*range(1, 13))
    source = web.source()
    web.read(source)
    web.fetched()
    for _ in range(60):
        web.room.clock.pass_by(minutes=1)
        web.read(source)
    looks = [path for path in web.fetched() if path != "/tin/"]
    assert len(looks) == len(set(looks)) == 10


@pytest.mark.parametrize("minutes", [1, 7, 60, 600])
def test_everybody_has_a_turn_in_an_hour(minutes: int) -> None:
    reading = ReadingBounds(recheck_newest=10, recheck_minutes=60)
    had = [
        place
        for step in range(0, 600, minutes)
        for place in turns(NOW + timedelta(minutes=step), NOW + timedelta(minutes=step + minutes), reading)
    ]
    assert set(had) == set(range(10))
    assert turns(None, NOW, reading) == turns(NOW, NOW, reading) == []


def test_a_counter_among_the_words_is_no_correction(web: Web) -> None:
    web.publish(2, 1)
    count = iter(range(100))

    def counting(handler: BaseHTTPRequestHandler) -> None:
        says(article(web.title(1), f"{PROSE} Bài này có {next(count)} người quan tâm."))(handler)

    web.site.answers["/tin/1.html"] = counting
    source = web.source()
    web.read(source)
    web.room.clock.pass_by(hours=2)
    outcome = web.read(source)
    assert outcome.revised == 0
    assert "mỗi lần đọc một khác" in outcome.warnings[0]


def test_an_article_that_is_gone_for_good_is_withdrawn_once(web: Web) -> None:
    web.publish(2, 1)
    source = web.source()
    web.read(source)
    web.site.answers |= {"/tin/1.html": says(b"", 410), "/tin/2.html": says(b"", 404)}
    for _ in range(2):
        web.room.clock.pass_by(hours=2)
        web.read(source)
    with web.room.database.read() as session:
        assert [each.kind for each in session.exec(select(Revision))] == [RevisionKind.WITHDRAWN]
