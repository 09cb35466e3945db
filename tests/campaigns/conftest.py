"""A house with two accounts, and campaigns of chosen items in it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from distributor.campaigns.draft import Draft, keep_draft
from distributor.campaigns.running import start
from distributor.campaigns.standing_approval import give_standing
from distributor.db import Database
from distributor.draft.chosen_store import compose_chosen
from distributor.models import Account, Campaign, Item, Post, Staff
from tests.deliver.conftest import START
from tests.review.test_pipeline import PUBLIC, House

AUTO = {"*": {"*": "auto"}}


class Office(House):
    """The house's own automatic campaign takes no part: `plan` makes campaigns of its items."""

    def person(self) -> Staff:
        with self.database.read() as session:
            return session.exec(select(Staff).where(Staff.id == self.seeded.staff_id)).one()

    def accounts(self) -> dict[str, int]:
        with self.database.read() as session:
            return {account.channel: account.id or 0 for account in session.exec(select(Account))}

    def plan(self, draft: Draft, *, approved: bool = True) -> int:
        """Kept on both accounts, with a standing approval, and started."""
        draft = replace(draft, account_ids=draft.account_ids or tuple(self.accounts().values()))
        now = self.clock.now()
        with self.database.write() as session:
            campaign_id = keep_draft(session, draft, self.person(), now).campaign_id
            if approved:
                until = now + timedelta(days=30)
                give_standing(session, campaign_id, self.person(), templates=self.templates, ends_at=until, now=now)
            start(session, campaign_id, self.person(), now)
        return campaign_id

    def choose(self) -> list[int]:
        """Compose what campaigns chose, draw it, review it; the new posts."""
        made = compose_chosen(self.database, templates=self.templates, public_url=PUBLIC, now=self.clock.now())
        for post_id in made:
            assert self.render(post_id)
            self.review(post_id)
        return made

    def of(self, campaign_id: int) -> list[Post]:
        with self.database.read() as session:
            return list(session.exec(select(Post).where(Post.campaign_id == campaign_id).order_by(col(Post.id))))

    def campaign(self, campaign_id: int) -> Campaign:
        with self.database.read() as session:
            return session.get_one(Campaign, campaign_id)

    def chosen_item(self) -> int:
        """With words of its own: two posts with equal text and no link do not wait on one account."""
        with self.database.read() as session:
            number = session.exec(select(func.count(col(Item.id)))).one()
        return self.item(composed_revision=1, text=f"Mức hỗ trợ thứ {number}.")


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Office:
    office = Office(database, tmp_path)
    assert office.clock.now() == START
    return office
