"""Short-link codes of posts: derived, so that a home restored from a backup makes the same code for the same post again.

A code is keyed (`LinkKey`, a row that goes with every backup and outlives each change of the vault's key) and comes from what the
post is outside the database: its account by the platform's own id, its item by what its source calls it, its purpose. Ids of rows
would not do: what was read after the backup is read in another order after the restore. A correction's purpose is a row's id; for
it stand the purpose of the post that it puts right and the item's revision.
"""

import hashlib
import hmac

from sqlmodel import Session, col, select

from channels.registry import specs
from distributor.models import Account, CorrectionStep, Item, ItemKey, LinkKey, ShortLink, StepState

CODE_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"
"""No 0 o 1 l: a code may be read aloud."""
CODE_LENGTH = 7
NAMING = ("address", "guid", "title", "digest")
"""Kinds of keys that name an item from the first reading on, the one that most sources share first."""
OPEN = (StepState.PROPOSED, StepState.WAITING, StepState.DOING)


class ShortLinks:
    """The short links of one item's posts. Ask within the session that it was made with."""

    def __init__(self, session: Session, item: Item, public_url: str) -> None:
        self._session, self._item, self._base = session, item, f"{public_url}/l/"
        self._named: tuple[bytes, str] | None = None

    def new(self, account: Account, purpose: str) -> str:
        """Make the code of a post that is not there yet. Two posts whose codes are alike get one after the other."""
        number = 0
        while self._is_taken(code := self._code(account, purpose, number)):
            number += 1
        return self._base + code

    def of_correction(self, account: Account, purpose: str, act: str) -> str:
        """Return the code of the post that puts right the one of this purpose by this act, as the item says it now."""
        return self.new(account, f"{act} of {purpose} {self._item.revision}")

    def _code(self, account: Account, purpose: str, number: int) -> str:
        if self._named is None:
            key = self._session.exec(select(LinkKey.key)).one()
            self._named = bytes.fromhex(key), item_name(self._session, self._item)
        key_bytes, item = self._named
        return code_of(key_bytes, account_name(account), item, purpose, str(number))

    def _is_taken(self, code: str) -> bool:
        proposed = select(CorrectionStep.id).where(
            CorrectionStep.link == self._base + code, col(CorrectionStep.state).in_(OPEN)
        )
        there = self._session.exec(select(ShortLink.code).where(ShortLink.code == code)).first()
        return there is not None or self._session.exec(proposed.limit(1)).first() is not None


def code_of(key: bytes, *parts: str) -> str:
    """Pure: the same parts, the same code."""
    digest = hmac.digest(key, b"".join(hashlib.sha256(part.encode()).digest() for part in parts), "sha256")
    number = int.from_bytes(digest)
    letters = []
    for _ in range(CODE_LENGTH):
        number, letter = divmod(number, len(CODE_ALPHABET))
        letters.append(CODE_ALPHABET[letter])
    return "".join(letters)


def account_name(account: Account) -> str:
    """Return what the account is on its platform; its row where it has no such name."""
    spec = specs().get(account.channel)
    identity = spec.identity if spec else ""
    known = account.settings.get(identity, "")
    return f"{account.channel} {known or f'row {account.id}'}"


def item_name(session: Session, item: Item) -> str:
    """Return what names the item at its source, within its unit; of one that people wrote the form, else its row."""
    keys = session.exec(
        select(ItemKey.kind, ItemKey.key)
        .where(ItemKey.item_id == item.id, col(ItemKey.kind).in_(NAMING))
        .order_by(col(ItemKey.id))
    ).all()
    if keys:
        return f"{item.unit_id} {min(keys, key=lambda each: NAMING.index(each[0]))[1]}"
    return f"{item.unit_id} {item.form_key or f'row {item.id}'}"
