"""Steps that a post can do without, such as its cover: one that is refused stops no post, and staff are told what is missing.

An adapter's walk performs such a step through `attempted` and goes on with the progress that it answers; `Published.missing` is
then `told_missing` of the last progress.
"""

from collections.abc import Callable

from channels.base import Next, Progress
from channels.errors import AuthExpired, ChannelError, RateLimited, Rejected, Retryable
from phrases import listed, phrase, read_phrase, said_in, to_stored

MISSING = "missing"
"""Of a walk's progress: what has been refused so far, in words for staff, as `to_stored` keeps them."""
_TRIES = "optional_tries"
TRIES, TRIES_OF_A_PUBLIC_POST = 6, 3
"""A bad quarter of an hour of the platform costs no cover; what is public already does not stand half told for so long."""
LONGEST = 600


def attempted(
    progress: Progress,
    what: str,
    act: Callable[[], object],
    *,
    again_s: float,
    is_public: bool = False,
    unless: Callable[[Rejected], bool] = lambda _refusal: False,
) -> Progress | Next:
    """Perform one step: the progress to go on with, or the same step again after `again_s` seconds, then twice as many.

    `what` is then missing, in words for staff, where the platform says no, or fails again and again. A refusal of which `unless`
    is true is raised; and while nothing `is_public` yet what concerns the whole account, and being without any way to the
    platform: a post that stands there is not kept waiting, for staff would take it for one that does not.
    """
    try:
        act()
    except Rejected as refusal:
        if unless(refusal):
            raise
        return without(progress, what, refusal)
    except (RateLimited, AuthExpired) as failure:
        if not is_public:
            raise
        return without(progress, what, failure)
    except Retryable as failure:
        if failure.unconnected and not is_public:
            raise
        tries = progress.get(_TRIES)
        tried = 1 + (tries if isinstance(tries, int) else 0)
        if tried < (TRIES_OF_A_PUBLIC_POST if is_public else TRIES):
            wait = again_s if is_public else again_s * 2 ** (tried - 1)
            return Next({**progress, _TRIES: tried}, after=max(wait, failure.after or 0.0))
        return without(progress, what, failure)
    return {name: value for name, value in progress.items() if name != _TRIES}


def without(progress: Progress, what: str, failure: ChannelError) -> Progress:
    """Go on without `what`."""
    why = failure.said or failure.code
    said = phrase("channels.with-why", what=what, why=why) if why else what
    known = read_phrase(str(progress.get(MISSING) or ""))
    both = listed([*said_in(known), said], "; ")
    kept = {name: value for name, value in progress.items() if name != _TRIES}
    return {**kept, MISSING: to_stored(known if known and len(both) > LONGEST else both, None)}


def told_missing(progress: Progress, label: str) -> str:
    """Return what a published post lacks, in words for staff; empty if nothing."""
    missing = read_phrase(str(progress.get(MISSING) or ""))
    return phrase("channels.missing", label=label, missing=missing) if missing else ""
