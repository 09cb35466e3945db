"""Files made to exhaust who reads them, uploaded by the routes: they cost a bounded child, and the web answers others."""

import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response

from distributor.children import CHILDREN
from distributor.db import Database
from distributor.importing import bounded as tables
from distributor.ingest import bounded
from distributor.media.store import MediaStore
from distributor.models import Notice, Role
from distributor.settings import Settings
from tests.support.bombs import deep, large_picture, many_scans, many_strings, unpacks_to
from tests.support.servers import PATIENCE_S, wait_until
from tests.web.desk_cases import LOGINS, fill_desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from tests.web.province import Province
from tests.web.sms_cases import Sms, fill_sms

SHORT_S = 2.0


@pytest.fixture
def sms(database: Database, settings: Settings, province: Province, clock: Hands) -> Sms:
    with database.write() as session:
        fill_desk(session, province, MediaStore(settings.media_folder))
        return fill_sms(session, province, settings.home, clock.now())


@pytest.fixture
def administrator(client: TestClient, sms: Sms) -> TestClient:
    sign_in(client, LOGINS[Role.ADMINISTRATOR])
    return client


@pytest.fixture(autouse=True)
def _new_children() -> Iterator[None]:
    CHILDREN.close()
    yield
    CHILDREN.close()


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds of the processor, that the tests need not wait for sixty; a busy machine gives them to a child late."""
    for module in (tables, bounded):
        monkeypatch.setattr(module, "BOUNDS", replace(module.BOUNDS, processor_s=SHORT_S, wall_s=PATIENCE_S))


def upload(client: TestClient, place: str, octets: bytes, name: str, **fields: str) -> Response:
    token = form_token(client.get(place).text)
    files = {"tep": (name, octets, "application/octet-stream")}
    return client.post(place, data={**fields, "form_token": token}, files=files)


def items(client: TestClient, octets: bytes, name: str) -> Response:
    return upload(client, "/nhap", octets, name, loai="tin")


def results(client: TestClient, octets: bytes, name: str) -> Response:
    return upload(client, "/bao-cao-nam", octets, name, nam="2026")


def emblem(client: TestClient, octets: bytes, name: str) -> Response:
    return upload(client, "/cai-dat/anh-the", octets, name, viec="xem")


def processor_s(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def costs(act: Callable[[], Response]) -> tuple[Response, float, float]:
    """What is answered, and the seconds of a processor of this process, which is the web, and of its children."""
    before, own = processor_s(resource.RUSAGE_CHILDREN), time.process_time()
    answer = act()
    own = time.process_time() - own
    CHILDREN.close()  # those that ended are counted
    return answer, own, processor_s(resource.RUSAGE_CHILDREN) - before


def told_by(answer: Response, said: str) -> None:
    assert answer.status_code == 400, answer.text
    assert said in unescape(answer.text)


@pytest.mark.usefixtures("short")
@pytest.mark.parametrize(
    ("send", "make", "name", "said"),
    [
        (items, many_strings, "chuỗi.xlsx", "Tệp «chuỗi.xlsx» quá phức tạp để đọc."),
        (items, deep, "sâu.xlsx", "Tệp «sâu.xlsx» quá phức tạp để đọc."),
        (results, many_strings, "năm.xlsx", "Tệp «năm.xlsx» quá phức tạp để đọc."),
        (emblem, partial(many_scans, 1_000), "dấu.jpg", "Tệp «dấu.jpg» quá phức tạp để đọc."),
        (emblem, large_picture, "dấu.png", "Không đọc được biểu trưng."),
        (emblem, lambda: large_picture(4_000)[:-40], "dấu.png", "Không đọc được biểu trưng."),
    ],
    ids=["strings", "deep", "a year", "scans", "pixels", "cut off"],
)
def test_it_costs_a_child_and_says_what_to_do(
    administrator: TestClient,
    send: Callable[[TestClient, bytes, str], Response],
    make: Callable[[], bytes],
    name: str,
    said: str,
) -> None:
    octets = make()
    answer, own, childs = costs(lambda: send(administrator, octets, name))
    told_by(answer, said)
    assert own < childs, "somebody else did it"


def test_numbers_of_people_are_read_there_too(administrator: TestClient, sms: Sms, short: None) -> None:
    octets = many_strings()
    fields = {"loai": "thue-bao", "danh_sach": str(sms.audience)}
    answer, own, childs = costs(lambda: upload(administrator, "/nhap", octets, "số.xlsx", **fields))
    told_by(answer, "Tệp «số.xlsx» quá phức tạp để đọc.")
    assert own < childs


def test_what_unpacks_to_a_flood_is_unpacked_there(administrator: TestClient) -> None:
    """Under what is refused by its size alone."""
    octets = unpacks_to(140_000_000)
    answer, own, childs = costs(lambda: items(administrator, octets, "phẳng.xlsx"))
    told_by(answer, "Tệp trống")
    assert own < childs


def children() -> set[int]:
    """Ids of the processes that this one has begun, from whatever thread."""
    told = [each.read_text(encoding="ascii") for each in Path("/proc/self/task").glob("*/children")]
    return {int(pid) for each in told for pid in each.split()}


@contextmanager
def held_half_way(send: Callable[[], Response]) -> Iterator[Future[Response]]:
    """What is sent is read by a child, which stands still within the `with`."""
    before = children()
    with ThreadPoolExecutor(1) as pool:
        reading = pool.submit(send)
        wait_until(lambda: bool(children() - before) or reading.done(), "a child reads it")
        (child,) = children() - before
        os.kill(child, signal.SIGSTOP)
        try:
            yield reading
        finally:
            os.kill(child, signal.SIGCONT)


@pytest.mark.parametrize(
    ("send", "make", "name"),
    [(items, many_strings, "chuỗi.xlsx"), (emblem, partial(many_scans, 1_000), "dấu.jpg")],
    ids=["table", "emblem"],
)
def test_while_it_is_read_the_web_answers_others(
    administrator: TestClient,
    send: Callable[[TestClient, bytes, str], Response],
    make: Callable[[], bytes],
    name: str,
    short: None,
) -> None:
    with held_half_way(partial(send, administrator, make(), name)) as reading:
        assert administrator.get("/nhap").status_code == 200
        assert administrator.get("/health/live").status_code == 200
        assert not reading.done()
    told_by(reading.result(PATIENCE_S), f"Tệp «{name}» quá phức tạp để đọc.")


def photo(client: TestClient, octets: bytes, name: str) -> Response:
    token = form_token(client.get("/thu-vien?kho=rieng").text)
    return client.post("/thu-vien/tep", data={"form_token": token}, files={"tep": (name, octets, "image/jpeg")})


def test_while_a_photo_is_read_others_write(administrator: TestClient, database: Database, short: None) -> None:
    """No transaction is open meanwhile: else every post would wait with it."""
    with held_half_way(partial(photo, administrator, many_scans(1_000), "dấu.jpg")) as reading:
        with database.write() as session:
            session.add(
                Notice(unit_id=1, kind="held", subject="item:1", text="Tin được giữ.", opened_at=datetime.now(UTC))
            )
        assert not reading.done()
    told = unescape(reading.result(PATIENCE_S).text)
    assert "tệp không phải ảnh đọc được" in told, told
