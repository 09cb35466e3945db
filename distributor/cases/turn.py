"""One turn of an account's conversation: what the dead left, then replies, looks, and what is to be hidden."""

from distributor.cases.hide import hide_comments
from distributor.cases.look import look_for_replies
from distributor.cases.send import recover_replies, send_replies
from distributor.outgoing.carrier import Carrier


def answer_citizens(carrier: Carrier, account_id: int) -> int:
    """Returns how many calls were made."""
    recover_replies(carrier, account_id)
    return (
        send_replies(carrier, account_id) + look_for_replies(carrier, account_id) + hide_comments(carrier, account_id)
    )
