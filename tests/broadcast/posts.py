"""Approved posts on an SMS account, as review leaves them, and the worker that carries them."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, select

from distributor.audience_terms import terms_of
from distributor.broadcast.posting import begin_broadcast
from distributor.deliver.lane import deliver_account
from distributor.models import Account, Approval, Broadcast, Delivery, Post, PostState
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.manifest import manifest_of
from distributor.settings import Settings, Values
from tests.broadcast.conftest import NoPacer, Sms
from tests.channels.sms_support import TEXT
from tests.support import province


def point_at(sms: Sms, audience_id: int, **settings: object) -> None:
    """The account writes to this audience."""

    def act(session: Session) -> None:
        account = session.get_one(Account, sms.account_id)
        account.settings = {**account.settings, "audience": audience_id, **settings}
        session.add(account)

    sms.change(act)


def approved_post(sms: Sms, number: int = 1, text: str = TEXT, **values: Any) -> int:
    """Planned, due now, its settings as compose writes them."""
    now = sms.clock.now()
    with sms.database.write() as session:
        item_id = province.seed_item(session, sms.seeded, number, now)
        post = Post(
            unit_id=sms.seeded.unit_id,
            account_id=sms.account_id,
            item_id=item_id,
            purpose="announce",
            state=PostState.PLANNED,
            title=f"Quyết định số {number}",
            text=text,
            settings=terms_of(session, session.get_one(Account, sms.account_id)),
            slot_at=now,
            due_at=now,
            expires_at=now + timedelta(hours=48),
            rendered=True,
            created_at=now,
        )
        for name, value in values.items():
            setattr(post, name, value)
        session.add(post)
        session.flush()
        assert post.id is not None
        post.manifest_hash = manifest_of(post, ()).hash()
        approval = Approval(
            post_id=post.id, manifest_hash=post.manifest_hash, staff_id=sms.seeded.staff_id, given_at=now
        )
        session.add_all([approval, Delivery(post_id=post.id)])
        session.flush()
        post.approval_id = approval.id
        return post.id


def carrier_of(sms: Sms, public_url: str = "") -> Carrier:
    desk = sms.desk()
    return Carrier(
        settings=Settings(sms.home, Values(public_url=public_url)),
        database=sms.database,
        clock=sms.clock,
        vault=desk.vault,
        incarnation=desk.incarnation,
        pacer=NoPacer(),
        media_path=lambda digest: sms.home / digest,
    )


def carry(sms: Sms) -> int:
    """What the worker's lane does with the account's due posts."""
    return deliver_account(carrier_of(sms), sms.account_id, begin_broadcast)


def post_of(sms: Sms, post_id: int) -> Post:
    found = sms.row(Post, post_id)
    assert isinstance(found, Post)
    return found


def broadcasts_of(sms: Sms, post_id: int) -> list[Broadcast]:
    with sms.database.read() as session:
        return list(session.exec(select(Broadcast).where(Broadcast.post_id == post_id)).all())
