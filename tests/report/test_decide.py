"""Why there is no post: a table of cases, and every combination of facts answered."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from distributor.models import AccountState, Intake, PostState
from distributor.report.decide import AccountFacts, CampaignFacts, ItemFacts, reason_of_post, why_none
from tests.web.province import NOON

ITEM = ItemFacts(
    unit_id=1,
    kind="new_law",
    kind_label="Văn bản mới",
    kind_is_never_posted=False,
    intake=Intake.TAKEN,
    intake_reason="",
    composed=False,
    seen_at=NOON,
    source_ids=frozenset({1}),
    source_unit_ids=frozenset({1}),
)
ACCOUNT = AccountFacts(id=1, channel="facebook", state=AccountState.ACTIVE, state_reason="", serves=frozenset({1}))
CAMPAIGN = CampaignFacts(
    unit_id=1,
    name="Đăng tự động",
    account_ids=frozenset({1}),
    source_ids=None,
    starts_at=None,
    ends_at=None,
    policy={"*": {"*": "auto"}},
)

CASES = [
    ("not composed yet", ITEM, ACCOUNT, CAMPAIGN, "Đang chuẩn bị"),
    ("another unit's account", ITEM, replace(ACCOUNT, serves=frozenset({2})), CAMPAIGN, "đơn vị khác"),
    (
        "closed",
        ITEM,
        replace(ACCOUNT, state=AccountState.CLOSED, state_reason="sáp nhập"),
        CAMPAIGN,
        "đã đóng: sáp nhập",
    ),
    ("held", replace(ITEM, intake=Intake.HELD, intake_reason="dấu Mật"), ACCOUNT, CAMPAIGN, "dấu Mật"),
    ("flood", replace(ITEM, intake=Intake.FLOOD), ACCOUNT, CAMPAIGN, "quá nhiều tin"),
    ("backlog", replace(ITEM, intake=Intake.BACKLOG), ACCOUNT, CAMPAIGN, "Cũ hơn lần đọc đầu của nguồn"),
    (
        "kind never posted",
        replace(ITEM, kind_is_never_posted=True),
        ACCOUNT,
        CAMPAIGN,
        "«Văn bản mới» không bao giờ đăng",
    ),
    ("no campaign", ITEM, ACCOUNT, replace(CAMPAIGN, account_ids=frozenset({9})), "không thuộc chiến dịch tự động nào"),
    ("other source", ITEM, ACCOUNT, replace(CAMPAIGN, source_ids=frozenset({9})), "không lấy nguồn này"),
    ("another unit's campaign", ITEM, ACCOUNT, replace(CAMPAIGN, unit_id=2), "không lấy nguồn này"),
    ("policy", ITEM, ACCOUNT, replace(CAMPAIGN, policy={"new_law": {"*": "never"}}), "không đăng loại «Văn bản mới»"),
    ("campaign over", replace(ITEM, composed=True), ACCOUNT, replace(CAMPAIGN, ends_at=NOON), "Ngoài thời gian"),
    (
        "paused",
        ITEM,
        replace(ACCOUNT, state=AccountState.PAUSED, state_reason="nghỉ lễ"),
        CAMPAIGN,
        "tạm dừng: nghỉ lễ",
    ),
    ("token gone", ITEM, replace(ACCOUNT, state=AccountState.NEEDS_SIGNIN), CAMPAIGN, "đăng nhập lại"),
    ("account came later", replace(ITEM, composed=True), ACCOUNT, CAMPAIGN, "sau khi tin đã soạn"),
]


@pytest.mark.parametrize(
    ("item", "account", "campaign", "words"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_reason_names_what_stopped_it(
    item: ItemFacts, account: AccountFacts, campaign: CampaignFacts, words: str
) -> None:
    assert words in why_none(item, account, (campaign,))


def test_every_combination_has_a_reason() -> None:
    campaigns = (
        (),
        (CAMPAIGN,),
        (replace(CAMPAIGN, policy={}),),
        (replace(CAMPAIGN, policy={"*": {"facebook": "never"}}), CAMPAIGN),
        (replace(CAMPAIGN, starts_at=NOON + timedelta(days=1)),),
    )
    combinations = product(
        Intake, (True, False), (True, False), AccountState, (frozenset({1}), frozenset({2})), campaigns
    )
    seen = set()
    for intake, never, composed, state, serves, running in combinations:
        item = replace(ITEM, intake=intake, kind_is_never_posted=never, composed=composed)
        reason = why_none(item, replace(ACCOUNT, state=state, serves=serves), running)
        assert reason
        seen.add(reason)
    assert len(seen) >= 10


@pytest.mark.parametrize("state", PostState)
@pytest.mark.parametrize("account_state", AccountState)
def test_every_state_of_a_post_has_a_reason(state: PostState, account_state: AccountState) -> None:
    account = replace(ACCOUNT, state=account_state)
    assert reason_of_post(state, "", account)
    assert reason_of_post(state, "kênh từ chối", account) == "kênh từ chối"


def test_a_planned_post_says_what_its_account_waits_for() -> None:
    account = replace(ACCOUNT, state=AccountState.NEEDS_SIGNIN)
    assert "đăng nhập lại" in reason_of_post(PostState.PLANNED, "", account)
