"""What is to be done about a part that lives without progress: wake it, start it anew, or only say that it is ill. Pure.

A part is started anew only if that can help and can harm nothing: work waits for it, what it depends on answers, and it has no
call, upload or drawing open that is within its own time. Who was stopped by a signal with something open is woken instead: what
it was doing goes on, and no outcome becomes unknown. So is who was started anew just now: for what comes from outside, to be
patient mends nothing.
"""

from dataclasses import dataclass
from enum import StrEnum

from distributor.work.progress import SILENT_S, STILL_S
from supervisor.kernel import STOPPED_S

BEGINS_S = 40.0
"""A part that was just started need not have proved anything yet."""
CONNECTS_S = 6.0
"""What depends on a server that just came back is given so long to find it."""
GONE_S = 5.0
"""Whoever is not connected yet never finds it again: only a new start opens its address anew."""
HUNG_S = 90.0
"""It uses the processor and proves nothing: not frozen, but at nothing good."""
PATIENCE_S = (0.0, 20.0, 60.0, 300.0)
"""Between starts in a row that brought no progress."""


class Remedy(StrEnum):
    NOTHING = "nothing"
    SAY = "say"
    WAKE = "wake"
    RESTART = "restart"


@dataclass(frozen=True)
class PartSigns:
    """The signs of one part, in seconds. `proof_age_s`: since it last proved that it lives, None if it never did.

    `stopped_s`, `idle_s`: how long the kernel has said that it is stopped, and that it uses no processor. `deaf_s`: how long it
    had taken no message when it last proved that it lives, while some wait that it could take. `grounds_s`: how long all that it
    depends on has answered, 0 if it does not. `gone_s`: how long the address has been gone at which others find it. `open_s`:
    what is left of its own time to whatever it has open. `restarts`: in a row, without progress since; `restarted_s`: since the
    last. `keeps`: others lose what it holds.
    """

    running_s: float
    proof_age_s: float | None = None
    stopped_s: float = 0.0
    idle_s: float = 0.0
    deaf_s: float = 0.0
    grounds_s: float = 1e9
    gone_s: float = 0.0
    work_waits: bool = True
    open_s: float = 0.0
    restarts: int = 0
    restarted_s: float = 1e9
    keeps: bool = False


@dataclass(frozen=True)
class Judgement:
    """`why`: what it is ill of, a word; empty if it is well. `but`: why nothing is done about it."""

    remedy: Remedy
    why: str = ""
    but: str = ""


def judge(signs: PartSigns) -> Judgement:
    why = _illness(signs)
    if not why:
        return Judgement(Remedy.NOTHING)
    if why == "stopped" and (signs.keeps or signs.open_s > 0 or _is_new(signs)):
        return Judgement(Remedy.WAKE, why)
    if but := _obstacle(signs):
        return Judgement(Remedy.SAY, why, but)
    return Judgement(Remedy.RESTART, why)


def _illness(signs: PartSigns) -> str:
    # Who is held to a share of a core by stop and go is stopped whenever one looks, and has worked meanwhile.
    if min(signs.stopped_s, signs.idle_s) >= STOPPED_S:
        return "stopped"
    if signs.gone_s > GONE_S:
        return "gone"
    if signs.running_s < BEGINS_S and signs.proof_age_s is None:
        return ""
    silent_s = signs.running_s if signs.proof_age_s is None else signs.proof_age_s
    # While what it depends on was away it could prove nothing; its time begins anew.
    silent_s = min(silent_s, signs.grounds_s) if signs.grounds_s > 0 else silent_s
    if silent_s > SILENT_S:
        if min(signs.idle_s, silent_s) > SILENT_S / 2:
            return "frozen"
        return "hung" if silent_s > HUNG_S else ""
    return "deaf" if signs.deaf_s > STILL_S and signs.grounds_s > CONNECTS_S else ""


def _obstacle(signs: PartSigns) -> str:
    if not signs.work_waits:
        return "no work waits"
    if signs.grounds_s <= 0:
        return "what it depends on does not answer"
    if signs.open_s > 0:
        return "it has something open"
    return "it was started anew just now" if _is_new(signs) else ""


def _is_new(signs: PartSigns) -> bool:
    return signs.restarted_s < PATIENCE_S[min(signs.restarts, len(PATIENCE_S) - 1)]
