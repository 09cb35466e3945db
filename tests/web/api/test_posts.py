"""Posts, the plan, holds and numbers by another program: the same rules as in the console."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from distributor.db import Database
from distributor.models import Campaign, Hold, Post, PostState, PostTransition, Sample, ShortLink, Staff
from distributor.review.returned import return_post
from distributor.staff.deeds import Actor
from tests.measure.clicking import open_link
from tests.web.api.conftest import MakeProgram, Program
from tests.web.desk_cases import Desk
from tests.web.province import NOON, Province


def test_one_post_with_all_that_is_known_of_it(program: Program, desk: Desk) -> None:
    post = program.get(f"/posts/{desk.facebook}").json()
    assert (post["state"], post["state_label"], post["approvable"]) == ("awaiting_review", "Chờ duyệt", True)
    assert len(post["manifest_hash"]) == 64
    assert post["media"][0]["alt_text"] == "Thẻ chữ về tách thửa đất."
    assert [move["to_state"] for move in post["transitions"]] == ["awaiting_review"]
    assert (post["receipt"], post["url"]) == (None, "")


@pytest.mark.parametrize("why", ["renewing", "returned"])
def test_what_no_person_may_approve_now_is_not_called_approvable(
    program: Program, desk: Desk, database: Database, why: str
) -> None:
    with database.write() as session:
        if why == "renewing":
            session.get_one(Post, desk.facebook).revision = 0
        else:
            giver = session.exec(select(Staff).where(Staff.login == "duyet")).one()
            return_post(session, Actor(giver, NOON), desk.facebook, "Thiếu căn cứ")
    post = program.get(f"/posts/{desk.facebook}").json()
    assert (post["state"], post["approvable"]) == ("awaiting_review", False)


def test_no_key_approves(program: Program, desk: Desk) -> None:
    """A yes is a person's, who has read the very words."""
    seen = program.get(f"/posts/{desk.facebook}").json()["manifest_hash"]
    assert program.post(f"/posts/{desk.facebook}/approve", json={"manifest_hash": seen}).status_code == 404
    assert program.get(f"/posts/{desk.facebook}").json()["state"] == "awaiting_review"


def test_skipped_restored_and_composed_anew(program: Program, desk: Desk) -> None:
    path = f"/posts/{desk.facebook}"
    assert program.post(f"{path}/skip", json={"reason": ""}).json()["errors"][0]["field"] == "body.reason"
    assert program.post(f"{path}/restore").status_code == 409
    skipped = program.post(f"{path}/skip", json={"reason": "Trùng với bài của Bộ"}).json()
    assert (skipped["state"], skipped["reason"]) == ("skipped", "Trùng với bài của Bộ")
    assert program.post(f"{path}/restore").json()["state"] == "draft"
    assert program.post(f"{path}/redo").status_code == 200


def test_sent_again_what_failed(program: Program, province: Province, desk: Desk) -> None:
    path = f"/posts/{province.posts[PostState.FAILED]}"
    assert program.post(f"{path}/retry").json()["state"] == "planned"
    assert program.post(f"{path}/retry").status_code == 409
    assert program.post(f"/posts/{desk.facebook}/retry").status_code == 409, "nobody has approved it"


def test_lists_narrow(program: Program, province: Province, desk: Desk) -> None:
    def ids(query: str) -> list[Any]:
        rows: list[Any] = program.get(f"/posts?{query}").json()["results"]
        return rows

    assert {row["state"] for row in ids("state=published")} == {"published"}
    assert {row["channel"] for row in ids("channel=rss")} == {"rss"}
    assert {row["account_id"] for row in ids(f"account_id={province.x}")} == {province.x}
    assert {row["item_id"] for row in ids(f"item_id={desk.item}")} == {desk.item}
    assert ids("campaign_id=999") == []


def test_the_plan_of_a_span_and_another_time(program: Program, province: Province, database: Database) -> None:
    span = "begins_at=2026-11-23T00:00:00%2B07:00&ends_at=2026-12-01T00:00:00%2B07:00"
    times: list[str] = []
    cursor, ids = "", set()
    while True:
        page = program.get(f"/plans?{span}&limit=5&cursor={cursor}").json()
        for row in page["results"]:
            times.append(row["published_at"] or row["slot_at"])
            ids.add(row["id"])
        if not (cursor := page["next_cursor"] or ""):
            break
    assert times == sorted(times)
    assert len(ids) == len(times) == 19, "all but the skipped and the cancelled one"
    post = province.posts[PostState.PLANNED]
    moved = program("PATCH", f"/plans/{post}", json={"slot_at": "2026-11-25T14:30:00+07:00", "why": "sau họp báo"})
    assert moved.status_code == 200
    assert moved.json()["after"] == "2026-11-25T07:30:00Z"
    assert program.get(f"/posts/{post}").json()["slot_at"] == "2026-11-25T07:30:00Z"
    stale = {"slot_at": "2026-11-26T14:30:00+07:00", "seen_slot_at": "2026-11-20T14:30:00+07:00"}
    assert program("PATCH", f"/plans/{post}", json=stale).status_code == 409
    with database.read() as session:
        last = session.exec(select(PostTransition).order_by(col(PostTransition.id).desc())).first()
    assert last is not None
    assert last.by.startswith("khoa:"), "a program moved it, not the person who made its key"
    past = program("PATCH", f"/plans/{post}", json={"slot_at": "2026-11-20T14:30:00+07:00"})
    assert (past.status_code, past.json()["errors"][0]["field"]) == (422, "body.slot_at")
    assert "đã qua" in past.json()["errors"][0]["detail"]
    assert program.get("/plans").status_code == 422
    too_long = "begins_at=2026-01-01T00:00:00Z&ends_at=2026-12-01T00:00:00Z"
    assert program.get(f"/plans?{too_long}").json()["errors"][0]["field"] == "query.ends_at"


def test_a_hold_of_the_province_and_of_a_unit(
    program: Program, program_with: MakeProgram, province: Province, database: Database
) -> None:
    order = {"reason": "Quốc tang", "ordered_by": "Chủ tịch UBND tỉnh", "until": "2026-11-26T00:00:00+07:00"}
    placed = program.post("/holds", json=order)
    assert (placed.status_code, placed.json()["unit_id"]) == (201, None)
    commune = program_with(unit_id=province.commune_id)
    own = commune.post("/holds", json={**order, "channel": "facebook"}).json()
    assert own["unit_id"] == province.commune_id
    assert [hold["id"] for hold in commune.get("/holds").json()] == [own["id"], placed.json()["id"]]
    assert commune("DELETE", f"/holds/{placed.json()['id']}").status_code == 409, "the province's is not theirs to lift"
    assert program("DELETE", f"/holds/{own['id']}").status_code == 204
    assert program("DELETE", f"/holds/{own['id']}").status_code == 404
    wrong = {"channel": "tiktok", "until": "2026-11-01T00:00:00+07:00", "allowed_kinds": ["khong.co"], "reason": " "}
    for field, value in wrong.items():
        refused = program.post("/holds", json={**order, field: value})
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, f"body.{field}")
    with database.read() as session:
        assert len(session.exec(select(Hold)).all()) == 2


def test_numbers_under_the_platforms_own_names_and_none_is_not_0(
    program: Program, province: Province, database: Database
) -> None:
    post_id = province.posts[PostState.PUBLISHED]
    with database.write() as session:
        code = session.exec(select(ShortLink.code).where(ShortLink.post_id == post_id)).one()
        session.add_all(
            [
                Sample(post_id=post_id, metric="post_impressions", api_version="v25.0", at=NOON, value=10),
                Sample(
                    post_id=post_id,
                    metric="post_impressions",
                    api_version="v25.0",
                    at=NOON + timedelta(hours=1),
                    value=25,
                ),
                Sample(post_id=post_id, metric="post_clicks", api_version="v25.0", at=NOON, value=None),
            ]
        )
        open_link(session, code, NOON, people=1, robots=1)
    (told,) = program.get(f"/metrics?post_id={post_id}").json()["results"]
    assert told["clicks"] == {"people": 1, "machines": 1}
    assert {each["name"]: each["value"] for each in told["metrics"]} == {"post_impressions": 25, "post_clicks": None}
    assert len(program.get(f"/posts/{post_id}/metrics").json()) == 3
    silent = [row for row in program.get("/metrics").json()["results"] if row["post_id"] != post_id]
    assert silent
    assert all(row["metrics"] == [] for row in silent), "nobody asked: no numbers, and no 0"


def test_the_ledger_has_a_cell_for_every_item_and_account(program: Program) -> None:
    first = program.get("/coverage?limit=5").json()
    assert len(first["results"]) == 5
    assert first["accounts"]
    assert all(len(row["cells"]) == len(first["accounts"]) for row in first["results"])
    nothing = [cell for row in first["results"] for cell in row["cells"] if cell["state"] == "none"]
    assert nothing
    assert all(cell["reason"] for cell in nothing)
    second = program.get(f"/coverage?limit=5&cursor={first['next_cursor']}").json()
    assert second["results"]
    assert {row["item_id"] for row in first["results"]}.isdisjoint(row["item_id"] for row in second["results"])
    failed = program.get("/coverage?state=failed").json()["results"]
    assert failed
    assert all(any(cell["state"] == "failed" for cell in row["cells"]) for row in failed)
    assert program.get("/coverage?state=khong").status_code == 422


def test_accounts_show_no_secret(program: Program, database: Database, province: Province) -> None:
    accounts = program.get("/accounts").json()
    assert len(accounts) == 4
    assert not {"credentials", "settings", "limits"} & set(accounts[0])
    assert [row["channel"] for row in program.get("/accounts?channel=x").json()] == ["x"]


def test_a_campaign_with_its_progress(program: Program, database: Database, province: Province) -> None:
    with database.write() as session:
        for post in session.exec(select(Post).where(Post.state == PostState.PUBLISHED)):
            post.campaign_id = province.campaign_id
            session.add(post)
        count = len(session.exec(select(Post).where(Post.state == PostState.PUBLISHED)).all())
        assert session.exec(select(Campaign)).one().automatic
    (listed,) = program.get("/campaigns").json()["results"]
    assert listed["account_ids"] == [province.facebook, province.x, province.rss]
    told = program.get(f"/campaigns/{province.campaign_id}").json()
    assert (told["posts"]["published"], told["posts"]["failed"]) == (count, 0)
    assert program.get("/campaigns?active=false").json()["results"] == []
    assert program.get("/campaigns/999").status_code == 404


@pytest.mark.parametrize("path", ["/posts/0", "/posts/99999999999", "/posts/abc"])
def test_a_number_that_is_none(program: Program, path: str) -> None:
    assert program.get(path).json()["errors"][0]["field"] == "path.post_id"
