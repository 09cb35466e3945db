"""Tập làm: the tasks of one's own role, done when the log says so; none in a real home."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from distributor.db import Database
from distributor.models import Role
from distributor.report.audit_log import ACTION_LABELS
from distributor.settings import Settings
from distributor.staff.permissions import MAY
from tests.web.desk_cases import LOGINS, Desk
from tests.web.forms import form_token, sign_in
from tests.web.home import Hands
from web.app import create_app
from web.routes.training import LATELY, TASKS, TrainingTask

WORDS = {"viec": "gui", "mau": "facebook/announce.j2", "khoi_headline": "Lưu ý: {{ headline }}"}


def shown(client: TestClient) -> str:
    return unescape(client.get("/tap-lam").text)


def test_a_task_is_done_when_it_was_done_lately(client: TestClient, desk: Desk, clock: Hands) -> None:
    sign_in(client, LOGINS[Role.AUTHOR])
    before = shown(client)
    mine = [task for task in TASKS if Role.AUTHOR in MAY[task.right]]
    assert f"Đã làm 0 trên {len(mine)} việc." in before
    assert "Duyệt một bài" not in before, "an author has no yes to give"
    token = form_token(client.get("/").text)
    assert client.post("/mau-bai/sua", data={**WORDS, "form_token": token}).status_code == 303
    after = shown(client)
    assert f"Đã làm 1 trên {len(mine)} việc." in after
    assert "Xong lúc 24/11/2026" in after
    clock.turn(LATELY + timedelta(minutes=1))
    sign_in(client, LOGINS[Role.AUTHOR])
    assert f"Đã làm 0 trên {len(mine)} việc." in shown(client)


def test_what_another_did_is_not_mine(client: TestClient, desk: Desk) -> None:
    sign_in(client, LOGINS[Role.AUTHOR])
    token = form_token(client.get("/").text)
    client.post("/mau-bai/sua", data={**WORDS, "form_token": token})
    client.cookies.clear()
    sign_in(client, LOGINS[Role.APPROVER])
    assert "Đã làm 0 trên 10 việc." in shown(client)


def test_whoever_only_looks_has_none(client: TestClient, desk: Desk) -> None:
    sign_in(client, LOGINS[Role.VIEWER])
    assert "không có việc nào để tập" in shown(client)


def test_a_real_home_has_no_such_page(settings: Settings, database: Database, clock: Hands, desk: Desk) -> None:
    real = replace(settings, values=settings.values.model_copy(update={"sandbox": False}))
    with TestClient(
        create_app(real, database, clock), base_url="http://127.0.0.1:8600", follow_redirects=False
    ) as client:
        sign_in(client, LOGINS[Role.APPROVER])
        assert client.get("/tap-lam").status_code == 404
        assert "/tap-lam" not in client.get("/").text


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.right)
def test_tasks_are_named_as_the_log_and_the_screens_are(task: TrainingTask, signed_in: TestClient, desk: Desk) -> None:
    assert task.right in MAY
    assert all(action in ACTION_LABELS for action in task.actions)
    assert signed_in.get(task.path).status_code == 200
