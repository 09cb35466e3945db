"""The report for other programs."""

from distributor.db import Database
from tests.report.engagement.year import NOW, build_year
from tests.web.api.conftest import MakeProgram, Program
from tests.web.home import Hands
from tests.web.province import Province


def test_the_same_numbers_as_the_page(
    program: Program, database: Database, bare_province: Province, clock: Hands
) -> None:
    clock.instant = NOW
    with database.write() as session:
        build_year(session, bare_province)
    told = program.get("/reports?period=month:2026-11").json()
    assert told["totals"]["now"]["posts"] == 9
    assert told["totals"]["now"]["sums"]["reach"] == {"value": 300, "posts": 2}
    assert told["span"] == {
        "first": "2026-11-01",
        "last": "2026-11-30",
        "title": "Tháng 11 năm 2026",
        "key": "month:2026-11",
    }
    assert program.get("/reports").json()["span"] == told["span"]
    facebook = program.get("/reports?first=2026-11-01&last=2026-11-30&channel=facebook").json()
    assert (facebook["totals"]["now"]["posts"], facebook["narrowed"]) == (6, [["Kênh", "Facebook"]])
    rss = next(group for group in told["by_channel"] if group["key"] == "rss")
    assert rss["compared"]["now"]["sums"]["views"] == {"value": None, "posts": 0}


def test_what_cannot_be_is_a_problem(program: Program, program_with: MakeProgram, bare_province: Province) -> None:
    for query in ("first=2026-11-30&last=2026-11-01", "period=moon", "first=0001-01-01&last=2026-01-01", "first=x"):
        answer = program.get(f"/reports?{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json"), query
    commune = program_with(unit_id=bare_province.commune_id)
    assert commune.get(f"/reports?unit_id={bare_province.unit_id}").status_code == 404
    assert commune.get(f"/reports?account_id={bare_province.facebook}").status_code == 404
