"""Every page in English, and what each form answers: nothing of the engine's or the console's own is said in Vietnamese there."""

import html
import re
from collections.abc import Iterator
from string import Formatter

import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from distributor.db import Database
from distributor.models import Role
from distributor.settings import Settings
from phrases import Phrase, catalogue_of
from tests.web.asks import KEY
from tests.web.desk_cases import LOGINS
from tests.web.home import Hands
from tests.web.province import Province
from tests.web.route_table import ROUTES
from tests.web.test_every_route import ask
from tests.web.walk_rows import WalkRows, fill_walk
from web.app import create_app
from web.messages import everything_said

VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
SHOWN = re.compile(r'>([^<]+)<|\b(?:title|aria-label|placeholder|alt)="([^"]+)"')
NOT_OURS = re.compile(r'<(script|style)\b.*?</\1>|<((?!html)\w+)[^>]* lang="vi"[^>]*>.*?</\2>', re.DOTALL)
"""What a page marks as Vietnamese is a post's own words."""
SENTENCE, LONG = 4, 8
"""Words of a sentence, and of what is none: fewer may be a name, or what a person would write."""
NOT_WALKED = (
    "/ngon-ngu",
    "/dang-",
    "/api",  # programs are answered in one language, and so the page about them
    "/tin/",  # citizens' pages hold what offices wrote
)


@pytest.fixture
def client(settings: Settings, database: Database, clock: Hands) -> Iterator[TestClient]:
    app = create_app(settings, database, clock)
    app.state.surroundings.pulse.stop()
    with TestClient(app, base_url="http://127.0.0.1:8600", follow_redirects=False) as client:
        yield client


@pytest.fixture
def rows(database: Database, settings: Settings, province: Province) -> WalkRows:
    with database.write() as session:
        return fill_walk(session, province, settings.home, settings.media_folder)


def own_wordings() -> list[re.Pattern[str]]:
    """What each Vietnamese wording of ours looks like with its places filled."""
    engine = [said for code, said in catalogue_of("vi")._catalog.items() if code]  # type: ignore[attr-defined]
    filled = {said: [literal for literal, *_ in Formatter().parse(said)] for said in engine}
    console = [str(message.id if isinstance(message.id, str) else message.id[0]) for message in everything_said()]
    filled |= {said: re.split(r"%\(\w+\)[sd]", said) for said in console if said}
    telling = (parts for said, parts in filled.items() if is_telling(said, "".join(parts)))
    return [re.compile(".+?".join(map(re.escape, parts))) for parts in telling]


def is_telling(said: str, literal: str) -> bool:
    count = len(re.findall(r"\w+", literal))
    return bool(VIETNAMESE.search(literal)) and count >= (SENTENCE if said.endswith(".") else LONG)


def words_kept(database: Database) -> set[str]:
    """What people, offices and platforms wrote, and what rows of older versions have."""
    with database.read() as session:
        rows = [
            row for table in SQLModel.metadata.sorted_tables for row in session.connection().execute(table.select())
        ]
    cells = {cell for row in rows for cell in row if isinstance(cell, str) and not isinstance(cell, Phrase)}
    return {cell for cell in cells if VIETNAMESE.search(cell)}


@pytest.mark.slow
def test_no_page_in_english_says_something_of_ours_in_vietnamese(
    client: TestClient, database: Database, rows: WalkRows
) -> None:
    before, said, pages = words_kept(database), dict[str, str](), 0
    for one in ROUTES:
        if one.who == KEY or one.route.partition(" ")[2].startswith(NOT_WALKED):
            continue
        answer = ask(client, database, one, rows, LOGINS[Role.ADMINISTRATOR], language="en")
        if answer.status_code == 303:
            answer = client.get(answer.headers["location"].partition("#")[0])
        if "html" not in answer.headers.get("content-type", ""):
            continue
        pages += 1
        for pieces in SHOWN.findall(NOT_OURS.sub("", answer.text)):
            words = " ".join(html.unescape("".join(pieces)).split())
            if VIETNAMESE.search(words):
                said.setdefault(words, one.route)
    assert pages > 100
    kept, ours = sorted(before | words_kept(database), key=len, reverse=True), own_wordings()
    wrong = set()
    for words, route in said.items():
        rest = words
        for cell in kept:
            rest = rest.replace(cell, "")
        if any(pattern.search(rest) for pattern in ours):
            wrong.add((route, words))
    assert wrong == set()
