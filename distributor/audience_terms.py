"""What an approval of an SMS binds besides its text: audience, sender, consent."""

from sqlmodel import Session

from distributor.models import Account, Audience
from distributor.models.base import JsonObject


def terms_of(session: Session, account: Account) -> JsonObject:
    """What a post on this account says of its audience and sender, for `Post.settings`: so the approval is bound to it.

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
    }


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
