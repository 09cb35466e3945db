"""Which automatic campaign an account speaks for, where several take the item."""

from datetime import UTC, datetime

import pytest

from distributor.db import Database
from distributor.draft.targets import campaign_accounts
from distributor.models import Account, Campaign, CampaignAccount, CampaignSource, Item, Sighting, Source, SourceKind
from tests.support import province

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
AT_ONCE = {"*": {"*": "auto"}, "new_law": {"*": "auto", "facebook": "never"}}
NEVER = {"*": {"*": "never"}}


@pytest.mark.parametrize(
    ("first", "second", "speaks"),
    [
        ({"*": {"*": "auto"}}, {"*": {"*": "auto"}}, 0),
        (AT_ONCE, {"*": {"*": "never"}, "new_law": {"*": "auto"}}, 1),
        (AT_ONCE, {"*": {"*": "review"}}, 1),
        (NEVER, NEVER, 0),
    ],
)
def test_the_first_that_says_the_kind_there_at_all(
    database: Database, first: dict[str, dict[str, str]], second: dict[str, dict[str, str]], speaks: int
) -> None:
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(unit_id=seeded.unit_id, channel="facebook", name="Trang")
        source = Source(
            unit_id=seeded.unit_id, kind=SourceKind.FEED, address="https://thu.example/rss.xml", next_read_at=NOW
        )
        campaigns = [
            Campaign(unit_id=seeded.unit_id, name=f"Chiến dịch {number}", automatic=True, policy=policy)
            for number, policy in enumerate((first, second))
        ]
        session.add_all([account, source, *campaigns])
        session.flush()
        item = session.get_one(Item, province.seed_item(session, seeded, 1, NOW))
        seen = Sighting(
            item_id=item.id or 0, source_id=source.id or 0, entry_key="1", fingerprint="1", first_seen_at=NOW
        )
        session.add(seen)
        for campaign in campaigns:
            session.add(CampaignAccount(campaign_id=campaign.id or 0, account_id=account.id or 0))
            session.add(CampaignSource(campaign_id=campaign.id or 0, source_id=source.id or 0))
        session.flush()
        assert [found.name for _, found in campaign_accounts(session, item, NOW)] == [campaigns[speaks].name]
