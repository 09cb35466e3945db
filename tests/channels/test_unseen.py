"""Accounts that changed on their platform: private, hidden, a person's instead of an office's. Each says what to do there."""

from collections.abc import Mapping

import pytest

from channels.base import Probes
from channels.errors import Misconfigured, Unseen
from tests.channels import contract
from tests.channels.platforms import FACEBOOK, PLATFORMS, YOUTUBE, X, graph_error, opened
from tests.channels.server import Server, answer

PAGE, USER, CHANNEL = (
    str(FACEBOOK.settings["page_id"]),
    str(X.settings["user_id"]),
    str(YOUTUBE.settings["channel_id"]),
)


def told(channel: str, hidden: object) -> Mapping[str, object]:
    match channel:
        case "facebook":
            return {"id": PAGE, "name": "Sở Tư pháp", "is_published": not hidden}
        case "x":
            return {"data": {"id": USER, "username": "huonggiang", "name": "Sở Tư pháp", "protected": hidden}}
    shown = {"privacyStatus": "private" if hidden else "public"}
    return {"items": [{"id": CHANNEL, "snippet": {"title": "Sở Tư pháp"}, "status": shown}]}


@pytest.mark.parametrize(
    ("channel", "advice"), [("facebook", "hiển thị lại"), ("x", "Bảo vệ bài đăng"), ("youtube", "YouTube Studio")]
)
def test_an_account_that_nobody_sees_says_so(channel: str, advice: str, server: Server) -> None:
    server.script(answer(200, told(channel, True)), answer(200, told(channel, False)))
    with opened(channel, server.address) as account:
        assert isinstance(account.adapter, Probes)
        with pytest.raises(Unseen, match=advice):
            account.adapter.probe()
        assert account.adapter.probe() in ("Sở Tư pháp", "@huonggiang")
    for request in server.requests:
        contract.check(channel, request, PLATFORMS[channel].prefix)


def test_a_token_that_is_a_person_s_says_whose(server: Server) -> None:
    unknown = graph_error(100, "(#100) Tried accessing nonexisting field (is_published) on node type (User)")
    server.script(answer(400, unknown), answer(200, {"id": "5", "name": "Trần Văn Mẫu"}))
    with opened("facebook", server.address) as account:
        assert isinstance(account.adapter, Probes)
        with pytest.raises(Misconfigured, match=r"Trần Văn Mẫu.*kết nối lại đúng Trang"):
            account.adapter.probe()
    assert server.requests[1].query["fields"] == "id,name"
