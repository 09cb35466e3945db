"""What a failure means for the post: the one rule that the channels share.

A failure of a reversible step is always certain: nothing was published. After the publishing request began, only a failure
that proves the opposite is certain; everything else is an unknown outcome, and the engine looks before it does anything.
"""

from enum import Enum

from channels.errors import ChannelError, OutcomeUnknown, Retryable
from channels.http import AddressRefused, certainly_not_sent, why_unconnected
from phrases import phrase


class Stage(Enum):
    """`PUBLISHING`: the request may make the post public. `REVERSIBLE`: a read, a preparation, or safe to repeat."""

    PUBLISHING = "publishing"
    REVERSIBLE = "reversible"


def unclear(
    stage: Stage, label: str, *, after: float | None = None, code: str = "", evidence: str = ""
) -> ChannelError:
    """The platform did not say plainly what it did."""
    if stage is Stage.PUBLISHING:
        return OutcomeUnknown(phrase("channels.outcome-unknown", label=label), code=code, evidence=evidence)
    return Retryable(phrase("channels.no-answer-yet", label=label), after=after, code=code, evidence=evidence)


def not_answered(error: BaseException, stage: Stage, label: str, evidence: str) -> ChannelError:
    """The request failed with `error` and there is no answer to read."""
    if certainly_not_sent(error):
        return Retryable(
            phrase("channels.not-connected", label=label),
            unconnected=not isinstance(why_unconnected(error), AddressRefused),
            evidence=evidence,
        )
    return unclear(stage, label, evidence=evidence)
