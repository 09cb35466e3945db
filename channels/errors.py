"""What can go wrong between Loa and a platform, as six classes that the engine acts on.

- `ChannelError`
  - `Retryable`: certain that nothing was published; try again after `after` seconds
  - `RateLimited`: throttled or out of quota; the account waits until `until`
  - `Rejected`: the platform said no, for good; `OnlyByHand`: to a program, while a person may;
    `NotGranted`: for want of a right
  - `AuthExpired`: the token is revoked or old
  - `OutcomeUnknown`: nobody knows whether the post went out; look, never send again blindly
  - `Misconfigured`: a credential or setting is missing; raised before any call

Each carries words for staff (`phrases`; as `str(error)` they are Vietnamese), the platform's own code, and evidence for
engineers from which every secret has been removed (`channels.redaction`).
"""

import re
from datetime import datetime
from typing import Self

from phrases import phrase

LONGEST_QUOTE = 200
"""Letters of a platform's own words that staff are shown: it may repeat our whole post."""


class ChannelError(Exception):
    """Base of all. `message`: a phrase, for staff; of a third party perhaps plain words. `code`: the platform's own.

    `evidence`: redacted, for logs. `said`: what the platform itself said, which `message` then ends with.
    """

    said = ""

    def __init__(self, message: str, *, code: str = "", evidence: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.evidence = evidence

    def quoting(self, said: str) -> Self:
        """The same, with the platform's own words behind ours. `said`: redacted; empty if it said nothing."""
        words = " ".join(re.sub(r"</?[a-zA-Z][^<>]*>", "", said).split())
        if words:
            self.said = words if len(words) <= LONGEST_QUOTE else f"{words[:LONGEST_QUOTE].rstrip()}…"
            self.message = phrase("channels.quoted", why=self.message, said=self.said)
            self.args = (self.message,)
        return self


class Retryable(ChannelError):
    """Certain that nothing was published: not connected, or a read or a reversible step failed.

    `after` is the platform's own wish in seconds, if it gave one; the engine's backoff applies otherwise. `unconnected`: there
    was no way to the platform, which says nothing of the post: however often, it is tried until its own time is up.
    """

    def __init__(
        self,
        message: str,
        *,
        after: float | None = None,
        unconnected: bool = False,
        code: str = "",
        evidence: str = "",
    ) -> None:
        super().__init__(message, code=code, evidence=evidence)
        self.after = after
        self.unconnected = unconnected


class RateLimited(ChannelError):
    """Throttled (429) or out of quota. `until`: aware time at which the platform serves again, None if it did not say.

    Certain that nothing was published; it does not count as an attempt.
    """

    def __init__(self, message: str, *, until: datetime | None = None, code: str = "", evidence: str = "") -> None:
        super().__init__(message, code=code, evidence=evidence)
        self.until = until


class Rejected(ChannelError):
    """The platform refused this post and would refuse it again. Certain that nothing was published."""


class NotGranted(Rejected):
    """The connection was not given the right to do this, or has it no more."""


class OnlyByHand(Rejected):
    """The platform lets no program do this; a person who opens it there may."""


class AuthExpired(ChannelError):
    """The platform refused the token. Certain that nothing was published."""


class OutcomeUnknown(ChannelError):
    """Anything unlisted after an irreversible step began: timeout, dropped connection, 5xx, unreadable answer.

    `duplicate`: the platform refused because it already has this content, so the post may well be there.
    """

    def __init__(self, message: str, *, duplicate: bool = False, code: str = "", evidence: str = "") -> None:
        super().__init__(message, code=code, evidence=evidence)
        self.duplicate = duplicate


class Misconfigured(ChannelError):
    """A credential or setting is missing or of the wrong form. Raised before any call is made."""


class Unseen(Misconfigured):
    """The account is ours and works, but what it posts is not shown to everybody, until somebody changes that on the platform."""
