"""A right that is taken later turns off what it is for, and that alone; given back, it is on. Every ability, every channel."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels import connectors
from channels.connect import Ability, Permission, turned_off
from channels.connectors import connectable, granted_with, lost_with, turned_off_on
from channels.errors import ChannelError, NotGranted, Rejected
from channels.facebook.adapter import FacebookAdapter
from channels.facebook.connect import SPEC as FACEBOOK
from channels.http import Answer
from channels.outcome import Stage
from channels.x.failures import failure_of as failure_of_x
from channels.youtube.configuration import youtube_configuration
from channels.youtube.failures import failure_of as failure_of_youtube
from channels.zalo.configuration import zalo_configuration
from channels.zalo.failures import failure_of as failure_of_zalo
from distributor.connect.check import check_account
from distributor.deliver.carry import carry_next
from distributor.measure.account_followers import read_followers
from distributor.models import AccountState, PostState
from distributor.outgoing.carrier import Carrier
from tests.cases.conftest import make_carrier
from tests.channels.platforms import NOW
from tests.connect.conftest import Office
from tests.connect.test_connecting import page_at
from tests.deliver.conftest import World, world  # noqa: F401 - the fixture

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
OPTIONAL = {Ability.VIDEO, Ability.COMMENTS, Ability.ANSWERS, Ability.INSIGHTS, Ability.NOTICES}
"""What a Page can do without."""
RIGHTS = [(way.channel, one) for way in connectable() for one in way.permissions if one.serves]


@pytest.mark.parametrize(("channel", "right"), RIGHTS, ids=lambda each: getattr(each, "name", each))
def test_one_right_taken_turns_off_what_it_is_for(channel: str, right: Permission, database_url: str) -> None:
    named = {one.name for way in connectable() if way.channel == channel for one in way.permissions}
    before: dict[str, object] = {"video": "9x16", "withheld": [], "lost": []}
    after = granted_with(channel, before, named - {right.name})
    assert (after["withheld"], after["lost"], after["video"]) == ([], [right.name], "9x16")
    assert turned_off_on(channel, after) == {*right.serves}
    assert granted_with(channel, after, named) == before
    for ability in right.serves:
        assert ability in turned_off_on(channel, lost_with(channel, before, [ability]))


def test_what_was_never_given_is_not_called_lost(database_url: str) -> None:
    named = {one.name for one in FACEBOOK.permissions}
    after = granted_with("facebook", {"withheld": "read_insights publish_video"}, named - {"read_insights"})
    assert (after["withheld"], after["lost"]) == (["read_insights"], [])


@pytest.mark.parametrize(
    ("channel", "status", "body"),
    [
        ("youtube", 403, b'{"error": {"code": 403, "errors": [{"reason": "insufficientPermissions"}]}}'),
        ("youtube", 403, b'{"error": {"code": 403, "details": [{"reason": "ACCESS_TOKEN_SCOPE_INSUFFICIENT"}]}}'),
        ("x", 403, b'{"type": "https://api.x.com/2/problems/oauth1-permissions", "title": "Forbidden"}'),
        ("zalo", 200, b'{"error": -209, "message": "App has no permission"}'),
    ],
)
def test_each_platforms_word_for_a_missing_right_is_known(
    channel: str, status: int, body: bytes, database_url: str
) -> None:  # fmt: skip
    answer = Answer(status, {}, body)
    told: Mapping[str, ChannelError] = {
        "youtube": failure_of_youtube(None, answer, Stage.REVERSIBLE, NOW, youtube_configuration(), ""),
        "x": failure_of_x(None, answer, Stage.REVERSIBLE, NOW, "X", "", signed=False),
        "zalo": failure_of_zalo(None, answer, Stage.REVERSIBLE, NOW, zalo_configuration(), ""),
    }
    assert isinstance(told[channel], NotGranted)


@pytest.fixture
def desk(office: Office, tmp_path: Path) -> Iterator[Carrier]:
    carrier = make_carrier(office.database, tmp_path, office.clock)  # type: ignore[arg-type]
    yield carrier
    carrier.incarnation.close()


def off(office: Office, account_id: int) -> set[Ability]:
    return set(turned_off_on("facebook", office.account(account_id).settings))


def deny(office: Office, *, denied: bool) -> None:
    office.sandbox.control("PUT", "/weather", {"facebook": {"differs": ["optional_denied"] if denied else []}})


@pytest.mark.parametrize("who", ["the day", "a person"])
def test_rights_that_are_lost_later_are_noticed_and_come_back(
    office: Office, desk: Carrier, who: str, record_property: Callable[[str, object], None]
) -> None:
    """Nobody has to post, to ask, or to miss an announcement first."""
    account_id = office.connected("facebook", page_at(office))

    def look() -> None:
        if who == "the day":
            read_followers(desk, account_id)
            office.clock.ahead += timedelta(days=2)
        else:
            assert check_account(desk, office.account(account_id)).ok

    look()
    assert off(office, account_id) == set()
    deny(office, denied=True)
    look()
    record_property("abilities lost", ", ".join(sorted(off(office, account_id))))
    assert off(office, account_id) == OPTIONAL
    account = office.account(account_id)
    assert (account.state, "pages_manage_metadata" in account.settings["lost"]) == (AccountState.ACTIVE, True)
    deny(office, denied=False)
    look()
    assert off(office, account_id) == set()


@pytest.mark.parametrize("told", [None, Rejected("(#100) The token is another application's.", code="100")])
def test_a_page_that_says_nothing_of_its_rights_loses_notices_by_the_refusal(
    office: Office, desk: Carrier, monkeypatch: pytest.MonkeyPatch, told: Rejected | None
) -> None:
    def granted(_self: FacebookAdapter) -> None:
        if told is not None:
            raise told

    account_id = office.connected("facebook", page_at(office))
    monkeypatch.setattr(FacebookAdapter, "granted", granted)
    deny(office, denied=True)
    assert check_account(desk, office.account(account_id)).ok
    assert off(office, account_id) == {Ability.NOTICES}


def test_a_page_that_threw_the_application_out_is_asked_again(office: Office, desk: Carrier) -> None:
    """Nothing is told of a Page that did not install it; that is asked for once a day, not once a connection."""
    page = page_at(office)
    account_id = office.connected("facebook", page)
    seen = office.sandbox.get("/_sandbox/requests.json?since=0")["requests"]
    read_followers(desk, account_id)
    asked = office.sandbox.get("/_sandbox/requests.json?since=0")["requests"][len(seen) :]
    assert [one["status"] for one in asked if one["path"].endswith(f"/{page}/subscribed_apps")] == [200]


@pytest.mark.parametrize(("error", "lost"), [(NotGranted("Thiếu quyền."), True), (Rejected("Sai."), False)])
def test_a_post_that_is_refused_for_want_of_a_right_says_so_of_the_account(
    world: World, error: Exception, lost: bool, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:  # fmt: skip
    monkeypatch.setattr(connectors, "CONNECTABLE", (replace(FACEBOOK, channel="station"),))
    world.station.answers += [error]
    (post_id,) = world.plan()
    assert carry_next(world.carrier, world.account_id, world.spec)
    assert world.post(post_id).state is PostState.FAILED
    settings = world.account().settings
    assert turned_off(FACEBOOK.permissions, settings) == ({Ability.PUBLISH} if lost else set())
