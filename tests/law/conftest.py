"""A unit with items of acts, their posts, and what acts say of each other."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session, select

from distributor.facts import DocumentFacts, Facts, Relation
from distributor.models import Account, Document, Item, Post, PostState
from distributor.understand.documents import keep_document
from tests.support import province

PROVINCE = "Ủy ban nhân dân tỉnh Hương Giang"
NOW = datetime(2026, 10, 21, 2, 0, tzinfo=UTC)
"""The morning of 21/10/2026 in Vietnam."""


def facts(
    number: str,
    issued: str,
    effective: str = "",
    *relations: Relation,
    issuer: str = PROVINCE,
    ended: str = "",
) -> DocumentFacts:
    return DocumentFacts(
        kind="quyết định",
        number=number,
        issuers=(issuer,),
        issued_on=date.fromisoformat(issued),
        effective_on=date.fromisoformat(effective) if effective else None,
        relations=relations,
        ended_on=date.fromisoformat(ended) if ended else None,
    )


class Desk:
    """Acts come in, posts of them wait or are out."""

    def __init__(self, session: Session) -> None:
        self.session, self.seeded = session, province.seed_unit(session)
        account = Account(unit_id=self.seeded.unit_id, channel="facebook", name="Trang")
        session.add(account)
        session.flush()
        self.account_id = account.id or 0
        self.items = 0

    def keep(self, act: DocumentFacts, now: datetime = NOW) -> int:
        found = keep_document(self.session, act, now.date(), now=now)
        assert found is not None
        return found

    def item(self, act: DocumentFacts, now: datetime = NOW, role: str = "announcement") -> Item:
        self.items += 1
        item = self.session.get_one(Item, province.seed_item(self.session, self.seeded, self.items, now))
        item.title, item.document_id, item.document_role = f"Tin về {act.number}", self.keep(act, now), role
        item.facts = Facts(act, role, "new_law").to_json()
        self.session.add(item)
        self.session.flush()
        return item

    def post(self, item: Item, state: PostState, purpose: str = "announce", **values: Any) -> Post:
        post = Post(
            unit_id=self.seeded.unit_id,
            account_id=self.account_id,
            item_id=item.id or 0,
            purpose=purpose,
            state=state,
            created_at=NOW,
            **values,
        )
        self.session.add(post)
        self.session.flush()
        return post

    def document(self, number: str) -> Document:
        return self.session.exec(select(Document).where(Document.number == number)).one()
