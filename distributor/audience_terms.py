"""What an approval of an SMS binds besides its text: audience, sender, consent."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from distributor.models import Account, Audience, AudienceMember, Consent, Subscriber
from distributor.models.base import JsonObject
from distributor.policy import WARNING_KIND
from phrases import phrase

BY_SMS = phrase("broadcast.signed-up-by-sms")
"""The name of a unit's list of those who signed up by themselves."""
NOBODY_ASKED = phrase("broadcast.nobody-asked")
ONLY_FOLLOWERS = "only_followers"
WARNINGS_ONLY = "warnings_only"
"""A setting of an account: its lists get nothing but warnings, so that what is urgent never finds a person's day used up; of all
else those are told who asked for the matter themselves."""


def terms_of(session: Session, account: Account, matters: Sequence[str] = (), kind: str = "") -> JsonObject:
    """Return what a post on this account says of its audience and sender, for `Post.settings`: so the approval is bound to it.

    `matters`: what the post is about (`lookup.followed`). `kind`: of its item, empty where a person writes to the list.
    Without an audience where the account names none of its unit; such a post is refused at the claim, with words.
    """
    only = is_for_followers_only(account.settings, kind)
    audience = _signed_up(session, account) if only else _listed(session, account)
    if audience is None:
        return {ONLY_FOLLOWERS: True} if only else {}
    sent = {"audience": audience.id, "audience_name": audience.name, "sender": str(account.settings.get("sender", ""))}
    if only:
        return {**sent, "consent": True, "followers": True, "matters": list(matters), ONLY_FOLLOWERS: True}
    return {
        **sent,
        "consent": True,
        **_more(session, account, matters),
    }


def is_for_followers_only(settings: Mapping[str, object], kind: str) -> bool:
    return bool(kind) and settings.get(WARNINGS_ONLY) is True and kind != WARNING_KIND


def is_followed(session: Session, unit_id: int, matters: Sequence[str]) -> bool:
    """Return True if anybody who signed up by themselves asked for one of these matters, or for everything."""
    asked = (
        select(Consent.id)
        .join(Subscriber, col(Subscriber.id) == col(Consent.subscriber_id))
        .join(AudienceMember, col(AudienceMember.subscriber_id) == col(Subscriber.id))
        .join(Audience, col(Audience.id) == col(AudienceMember.audience_id))
        .where(
            Audience.unit_id == unit_id,
            Audience.name == BY_SMS,
            col(Subscriber.erased_at).is_(None),
            col(Consent.withdrawn_at).is_(None),
            col(Consent.matter).in_(["", *matters]),
        )
    )
    return session.exec(asked.limit(1)).first() is not None


def _listed(session: Session, account: Account) -> Audience | None:
    audience = session.get(Audience, _whole(account.settings.get("audience")))
    return audience if audience is not None and audience.unit_id == account.unit_id else None


def _signed_up(session: Session, account: Account) -> Audience | None:
    return session.exec(select(Audience).where(Audience.unit_id == account.unit_id, Audience.name == BY_SMS)).first()


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
