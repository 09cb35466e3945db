"""Connecting and connecting anew: a good token is never lost, and whoever hurries gains nothing."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from channels.connect import Ability
from channels.connectors import turned_off_on
from channels.errors import ChannelError, Rejected
from channels.facebook.adapter import FacebookAdapter
from distributor.connect.connecting import ConnectionResult
from distributor.connect.sign_in import SignInProblem
from distributor.connect.store import NewerCredentials, ProvedAccount, renew_account, standing_account
from distributor.connect.tokens import token_facts
from distributor.errors import LoaError
from distributor.models import AccountState, Notice, Role, Staff, Unit, UnitLevel
from distributor.notices import open_notice
from tests.connect.conftest import Office
from tests.sandbox.consenting import decide


def page_at(office: Office) -> str:
    """A new Page at the platform."""
    made: str = office.sandbox.new_account("facebook", name="Trang Hương Giang")["id"]
    return made


def test_a_new_account_never_expires_and_says_so(office: Office) -> None:
    page = page_at(office)
    account = office.account(office.connected("facebook", page))
    assert (account.unit_id, account.state, account.credentials_version) == (office.unit_id, AccountState.ACTIVE, 1)
    assert (account.settings["page_id"], account.settings["token_expires_at"]) == (page, "never")
    assert token_facts(account).words(office.clock.now()) == "mã cấp hôm nay, không hết hạn"
    assert b"EAAH" not in account.credentials


def test_a_new_page_is_asked_to_tell_of_itself(office: Office) -> None:
    """Without, no comment is ever announced; that it says no stops no connection."""
    page = page_at(office)
    account = office.account(office.connected("facebook", page))
    asked = office.sandbox.get("/_sandbox/requests.json?since=0")["requests"]
    assert [one["status"] for one in asked if one["path"].endswith(f"/{page}/subscribed_apps")] == [200]
    assert account.settings["withheld"] == ""


def test_a_page_that_says_nothing_of_itself_is_connected_all_the_same(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: FacebookAdapter) -> None:
        raise Rejected("Facebook từ chối.", code="200")

    monkeypatch.setattr(FacebookAdapter, "subscribe", refuse)
    assert office.account(office.connected("facebook", page_at(office))).state == AccountState.ACTIVE


def test_zalo_lives_three_months_from_the_latest_refresh(office: Office) -> None:
    oa_id = office.sandbox.new_account("zalo")["id"]
    account_id = office.connected("zalo", oa_id)
    account = office.account(account_id)
    assert account.settings["author"] == "Sở Tư pháp tỉnh Hương Giang"
    assert "(còn 89 ngày)" in token_facts(account).words(office.clock.now())
    office.clock.ahead = timedelta(days=30)
    assert "(còn 59 ngày)" in token_facts(office.account(account_id)).words(office.clock.now())
    office.change(account_id, refreshed_at=office.clock.now())
    assert "mã cấp hôm nay" in token_facts(office.account(account_id)).words(office.clock.now())
    assert "(còn 89 ngày)" in token_facts(office.account(account_id)).words(office.clock.now())


def test_what_is_stored_on_the_way_is_hashed_or_sealed(office: Office) -> None:
    begun = office.connecting.begin(office.staff, "zalo", redirect=office.redirect("zalo"))
    returned = decide(begun.address).returned
    row = office.sign_in(begun.sign_in_id)
    assert row.state_hash == hashlib.sha256(returned["state"].encode()).hexdigest()
    verifier = office.connecting.vault.open(row.sealed)["verifier"]
    assert verifier.encode() not in row.sealed
    offer = office.connecting.come_back(office.staff, "zalo", returned)
    token = offer.candidates[0].credentials["refresh_token"]
    assert token not in repr(offer)
    assert token.encode() not in office.sign_in(begun.sign_in_id).sealed
    office.connecting.choose(office.staff, offer.sign_in_id, [offer.candidates[0].external_id])
    assert office.sign_in(begun.sign_in_id).sealed == b""


def test_the_same_page_again_renews_its_account(office: Office) -> None:
    page = page_at(office)
    first = office.connected("facebook", page)
    office.change(first, name="Tên do cán bộ đặt")
    before = office.secrets(first)
    assert office.connected("facebook", page) == first
    account = office.account(first)
    assert (account.credentials_version, account.name) == (2, "Tên do cán bộ đặt")
    assert office.secrets(first) != before
    assert len(office.accounts()) == 1


def test_connected_anew_with_a_right_it_is_on_again_and_what_staff_set_stays(office: Office) -> None:
    """The account's page says: connect again and keep that right."""
    page = page_at(office)
    account_id = office.connected("facebook", page)
    before = {"withheld": "read_insights", "lost": "pages_read_user_content", "video": "9x16"}
    office.change(account_id, settings={**office.account(account_id).settings, **before})
    assert turned_off_on("facebook", office.account(account_id).settings) == {Ability.INSIGHTS, Ability.COMMENTS}
    office.connected("facebook", page)
    settings = office.account(account_id).settings
    assert turned_off_on("facebook", settings) == frozenset()
    assert settings["video"] == "9x16"


def test_a_lost_account_works_again_and_staff_are_no_longer_asked(office: Office) -> None:
    page = page_at(office)
    account_id = office.connected("facebook", page)
    office.change(account_id, state=AccountState.NEEDS_SIGNIN, state_reason="Mã đã bị thu hồi", wait_reason="chờ")
    with office.database.write() as session:
        open_notice(session, kind="signin", subject=f"account:{account_id}", text="Cần kết nối", now=office.clock.now())
    offer = office.offer("facebook", account_id=account_id, accounts=[page])
    assert offer.account_name == "Trang Hương Giang"
    (outcome,) = office.connecting.choose(office.staff, offer.sign_in_id, [page])
    assert (outcome.account_id, outcome.renewed, outcome.problem) == (account_id, True, "")
    account = office.account(account_id)
    assert (account.state, account.state_reason, account.wait_reason) == (AccountState.ACTIVE, "", "")
    with office.database.read() as session:
        assert session.exec(select(Notice)).one().closed_at is not None


def test_a_pause_by_staff_stays(office: Office) -> None:
    page = page_at(office)
    account_id = office.connected("facebook", page)
    office.change(account_id, state=AccountState.PAUSED)
    office.connected("facebook", page)
    assert office.account(account_id).state == AccountState.PAUSED


def test_another_page_is_refused_and_the_good_token_stays(office: Office) -> None:
    mine, other = page_at(office), page_at(office)
    account_id = office.connected("facebook", mine)
    before = office.account(account_id)
    offer = office.offer("facebook", account_id=account_id, accounts=[other])
    (outcome,) = office.connecting.choose(office.staff, offer.sign_in_id, [other])
    assert "không phải Trang của tài khoản" in outcome.problem
    assert "Kết nối cũ được giữ nguyên" in outcome.problem
    after = office.account(account_id)
    assert (after.credentials, after.credentials_version) == (before.credentials, before.credentials_version)


@pytest.mark.parametrize("how", ["revoked", "down"])
def test_a_token_that_does_not_prove_itself_replaces_nothing(how: str, office: Office) -> None:
    page = page_at(office)
    account_id = office.connected("facebook", page)
    before = office.account(account_id)
    offer = office.offer("facebook", account_id=account_id, accounts=[page])
    if how == "revoked":
        office.sandbox.control("PATCH", f"/accounts/{page}", {"revoked": True})
    else:
        office.sandbox.control("PUT", "/weather", {"facebook": {"error_500": 1.0}})
    (outcome,) = office.connecting.choose(office.staff, offer.sign_in_id, [page])
    assert outcome.problem
    after = office.account(account_id)
    assert (after.credentials, after.credentials_version, after.state) == (before.credentials, 1, AccountState.ACTIVE)
    office.sandbox.control("DELETE", "/weather")
    office.sandbox.control("PATCH", f"/accounts/{page}", {"revoked": False})
    (again,) = office.connecting.choose(office.staff, offer.sign_in_id, [page])
    assert again.problem == "", "the choice stays open until something is connected"


def test_what_was_refreshed_meanwhile_is_not_overwritten(office: Office) -> None:
    page = page_at(office)
    account_id = office.connected("facebook", page)
    offer = office.offer("facebook", account_id=account_id, accounts=[page])
    candidate = offer.candidates[0]
    with office.database.read() as session:
        standing = standing_account(session, offer.spec, candidate, office.unit_id, account_id)
    assert standing is not None
    office.change(account_id, credentials=b"newer", credentials_version=2)
    found = ProvedAccount(candidate, b"mine", office.unit_id, "lanhdao", {})
    with office.database.write() as session, pytest.raises(NewerCredentials, match="chưa được ghi đè"):
        renew_account(session, standing, found, {}, office.clock.now())
    assert office.account(account_id).credentials == b"newer"


def test_a_page_of_another_unit_is_refused(office: Office) -> None:
    page = page_at(office)
    office.connected("facebook", page)
    with office.database.write() as session:
        unit = Unit(level=UnitLevel.COMMUNE, code="an-loc")
        session.add(unit)
        session.flush()
        assert unit.id is not None
        stranger = Staff(unit_id=unit.id, login="an.loc", full_name="An Lộc", role=Role.APPROVER, password_hash="-")
        session.add(stranger)
    office.staff = stranger
    offer = office.offer("facebook", accounts=[page])
    (outcome,) = office.connecting.choose(office.staff, offer.sign_in_id, [page])
    assert "đã được kết nối cho một đơn vị khác" in outcome.problem
    with pytest.raises(LoaError, match="Không có tài khoản số"):
        office.connecting.begin(office.staff, "facebook", account_id=office.accounts()[0].id)


def test_who_may_not_approve_may_not_connect(office: Office) -> None:
    office.staff.role = Role.AUTHOR
    with pytest.raises(LoaError, match="không có quyền này"):
        office.connecting.begin(office.staff, "facebook")


def test_of_two_browsers_with_one_state_one_is_let_in(office: Office) -> None:
    begun = office.connecting.begin(office.staff, "facebook", redirect=office.redirect("facebook"))
    returned = decide(begun.address).returned
    barrier = Barrier(4)

    def come_back(_number: int) -> str:
        barrier.wait()
        try:
            office.connecting.come_back(office.staff, "facebook", returned)
        except SignInProblem as problem:
            return problem.kind
        return "in"

    with ThreadPoolExecutor(4) as threads:
        told = sorted(threads.map(come_back, range(4)))
    assert told == ["in", "replayed", "replayed", "replayed"]


def test_a_choice_sent_twice_makes_one_account(office: Office) -> None:
    page = page_at(office)
    offer = office.offer("facebook", accounts=[page])
    barrier = Barrier(4)

    def choose(_number: int) -> list[ConnectionResult] | str:
        barrier.wait()
        try:
            return office.connecting.choose(office.staff, offer.sign_in_id, [page])
        except SignInProblem as problem:
            return problem.kind

    with ThreadPoolExecutor(4) as threads:
        told = list(threads.map(choose, range(4)))
    assert [account.settings["page_id"] for account in office.accounts()] == [page]
    assert any(isinstance(one, list) and not one[0].problem for one in told)


def test_why_it_failed_is_kept_without_secrets(office: Office) -> None:
    begun = office.connecting.begin(office.staff, "facebook", redirect=office.redirect("facebook"))
    returned = decide(begun.address, without=("pages_manage_posts",)).returned
    with pytest.raises(ChannelError):
        office.connecting.come_back(office.staff, "facebook", returned)
    row = office.sign_in(begun.sign_in_id)
    assert "pages_manage_posts" in row.reason
    assert returned["code"] not in row.reason
    assert (row.sealed, row.finished_at is not None) == (b"", True)
