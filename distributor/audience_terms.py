"""What an approval of an SMS binds besides its text: audience, sender, consent."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from distributor.models import Account, Audience
from distributor.models.base import JsonObject


def terms_of(session: Session, account: Account, matters: Sequence[str] = ()) -> JsonObject:
    """What a post on this account says of its audience and sender, for `Post.settings`: so the approval is bound to it.

    `matters`: what the post is about (`lookup.followed`).
    Empty where the account names no audience of its unit; such a post is refused at the claim, with words.
    """
    audience = session.get(Audience, _whole(account.settings.get("audience")))
    if audience is None or audience.unit_id != account.unit_id:
        return {}
    return {
        "audience": audience.id,
        "audience_name": audience.name,
        "sender": str(account.settings.get("sender", "")),
        "consent": True,
        **_more(session, account, matters),
    }


def _more(session: Session, account: Account, matters: Sequence[str]) -> JsonObject:
    """Further lists of the account's unit, and who asked by themselves for what it is about; not where the account says no."""
    wanted = account.settings.get("more_lists")
    ids = [each for each in wanted if _whole(each)] if isinstance(wanted, list) else []
    lists = select(Audience.id).where(col(Audience.id).in_(ids), Audience.unit_id == account.unit_id)
    more: JsonObject = {"more_lists": sorted(each for each in session.exec(lists) if each)} if ids else {}
    if account.settings.get("followers") is not False:
        more |= {"followers": True, "matters": list(matters)}
    return more


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
