"""What becomes of one post that must be put right: by why, by where it stands, and by what its channel can do. Pure.

The least act that leaves nothing wrong and no channel empty: an edit, else a post in its place, else an erratum beside it.
"""

from dataclasses import dataclass

from distributor.compose.amend import Misstatement, says
from distributor.models import CorrectionAct, CorrectionCause
from phrases import phrase


@dataclass(frozen=True)
class Abilities:
    """The abilities of a channel with a post that is out. `by_hand`: people published it. `video`: a post is nothing without one.

    `replaces_media`: an edit brings the pictures along.
    """

    edits: bool = False
    withdraws: bool = False
    by_hand: bool = False
    video: bool = False
    replaces_media: bool = False


@dataclass(frozen=True)
class Restatement:
    """A post, and what would be said in its place. `new_text` None: nothing can be said any more.

    `same_media`: its pictures would be the same again; `media_words`: what they say. `waits`: it has not gone out.
    `gone`: nothing of it holds any more.
    """

    text: str
    new_text: str | None
    same_media: bool
    media_words: str = ""
    waits: bool = False
    gone: bool = False


@dataclass(frozen=True)
class ChosenAct:
    """`reason`: why this and nothing else, for staff."""

    act: CorrectionAct
    reason: str


def choose_act(cause: CorrectionCause, said: Restatement, can: Abilities, *, wrong: str = "") -> ChosenAct:
    """Choose what a correction does to a post. `wrong`: what our own post said wrongly; empty if all of it was."""
    if cause is CorrectionCause.OURS and wrong and not is_wrong(said, wrong):
        return ChosenAct(CorrectionAct.NONE, phrase("correct.not-said-here", wrong=wrong))
    if said.waits:
        return _before_it_goes(cause, said)
    if can.by_hand:
        return ChosenAct(CorrectionAct.BY_HAND, phrase("correct.posted-by-people"))
    match cause:
        case CorrectionCause.WITHDRAWN:
            return _take_away(can)
        case CorrectionCause.OURS:
            return _put_right(said, can, wrong)
        case CorrectionCause.LAW:
            return _tell_of_the_law(said, can)
    return _take_away(can) if said.new_text is None else _bring_up_to_date(said, can)


def is_wrong(said: Restatement, wrong: str) -> bool:
    """Return True if the post's words or pictures hold the wrong words."""
    return says(f"{said.text}\n{said.media_words}", Misstatement(wrong, ""))


def _before_it_goes(cause: CorrectionCause, said: Restatement) -> ChosenAct:
    if cause is CorrectionCause.WITHDRAWN:
        return ChosenAct(CorrectionAct.DROP, phrase("correct.drop-withdrawn"))
    if said.new_text is None:
        return ChosenAct(CorrectionAct.DROP, phrase("correct.drop-unmendable"))
    return ChosenAct(CorrectionAct.RENEW, phrase("correct.renew"))


def _take_away(can: Abilities) -> ChosenAct:
    if can.withdraws:
        return ChosenAct(CorrectionAct.WITHDRAW, phrase("correct.can-withdraw"))
    return ChosenAct(CorrectionAct.ERRATUM, phrase("correct.cannot-withdraw"))


def _bring_up_to_date(said: Restatement, can: Abilities) -> ChosenAct:
    if said.text == said.new_text and said.same_media:
        return ChosenAct(CorrectionAct.NONE, phrase("correct.same"))
    if can.edits and (said.same_media or can.replaces_media):
        return ChosenAct(CorrectionAct.EDIT, phrase("correct.can-edit"))
    if can.withdraws:
        why = "correct.replace-media" if can.edits else "correct.replace-post"
        return ChosenAct(CorrectionAct.REPLACE, phrase(why))
    return ChosenAct(CorrectionAct.ERRATUM, phrase("correct.erratum-new"))


def _put_right(said: Restatement, can: Abilities, wrong: str) -> ChosenAct:
    in_media = bool(wrong) and says(said.media_words, Misstatement(wrong, ""))
    if can.edits and wrong and said.new_text not in (None, said.text) and (can.replaces_media or not in_media):
        return ChosenAct(CorrectionAct.EDIT, phrase("correct.can-edit-ours"))
    if can.withdraws:
        why = "correct.replace-wrong-media" if in_media else "correct.replace-wrong"
        return ChosenAct(CorrectionAct.REPLACE, phrase(why))
    return ChosenAct(CorrectionAct.ERRATUM, phrase("correct.erratum-right"))


def _tell_of_the_law(said: Restatement, can: Abilities) -> ChosenAct:
    in_media = said.gone and not said.same_media and not can.replaces_media
    if can.edits and said.new_text not in (None, said.text) and not in_media:
        return ChosenAct(CorrectionAct.EDIT, phrase("correct.can-edit-law"))
    if said.gone and can.withdraws:
        why = "correct.replace-law-media" if in_media else "correct.replace-law"
        return ChosenAct(CorrectionAct.REPLACE, phrase(why))
    return ChosenAct(CorrectionAct.ERRATUM, phrase("correct.erratum-law"))


def otherwise(act: CorrectionAct) -> tuple[CorrectionAct, ...]:
    """Return what is tried next, in this order, where it is proved that `act` cannot be done."""
    return {
        CorrectionAct.EDIT: (CorrectionAct.REPLACE, CorrectionAct.ERRATUM, CorrectionAct.BY_HAND),
        CorrectionAct.REPLACE: (CorrectionAct.ERRATUM, CorrectionAct.BY_HAND),
        CorrectionAct.ERRATUM: (CorrectionAct.BY_HAND,),
        CorrectionAct.RENEW: (CorrectionAct.DROP,),
    }.get(act, ())
