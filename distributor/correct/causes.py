"""What each cause has a post say: the one place where a cause's words are made. Pure but for composing.

A cause gives three functions from a `CauseOfCorrection` (item, post, what was reported) to the new words, each None where there
are none:

- `in_place`: what the very post says from now on, edited on its platform or before it goes out;
- `anew`: a whole post that takes its place, under a link of its own;
- `beside`: a post that stands beside it and says what is right.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from channels.base import ChannelSpec
from channels.forms import composed_limit, writing_of
from distributor.clock import VIETNAM
from distributor.compose.amend import Misstatement, put_right, says, without_accents
from distributor.compose.erratum import Erratum
from distributor.compose.item import ItemView
from distributor.compose.occasions import DIGEST
from distributor.compose.templates import Templates
from distributor.correct.find import Affected
from distributor.draft.compose import ADDRESS_IN_PICTURE, Composition, compose
from distributor.draft.targets import ANNOUNCE, ERRATA
from distributor.errors import LoaError
from distributor.models import CorrectionCause, Post
from distributor.outgoing.own_form import form_of_account
from phrases import Value, phrase

LEAD = "lead"


@dataclass(frozen=True)
class CauseOfCorrection:
    """`view`: the item as it is to be said now. `erratum`: what staff reported, or what the law says now (`right`).

    `today`: in Vietnam.
    """

    view: ItemView
    affected: Affected
    erratum: Erratum | None
    templates: Templates
    today: date
    cause: CorrectionCause

    @property
    def post(self) -> Post:
        return self.affected.post

    @property
    def spec(self) -> ChannelSpec:
        return form_of_account(self.affected.account.channel, self.affected.account.settings)

    @property
    def posted_on(self) -> date | None:
        at = self.post.published_at
        return at.astimezone(VIETNAM).date() if at else None

    @property
    def link_in_text(self) -> bool:
        return not self.post.settings.get(ADDRESS_IN_PICTURE)

    @property
    def reported(self) -> Erratum:
        return self.erratum or Erratum("", _to_citizens("withdrawn"))


@dataclass(frozen=True)
class NewWords:
    """`settings`: what composing decides beside the text (`lead`, `tags`, …). `headline`: of the card, as `Post.headline`."""

    title: str
    text: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    headline: str = ""


Rewrite = Callable[[CauseOfCorrection], NewWords | None]
Write = Callable[[CauseOfCorrection, str], NewWords | None]


@dataclass(frozen=True)
class Cause:
    """`illustrated`: new posts carry the item's card. `holds`: until the decision, posts that wait and are wrong stay."""

    in_place: Rewrite
    anew: Write
    beside: Write
    illustrated: bool = True
    holds: bool = False


def _nothing(_case: CauseOfCorrection) -> NewWords | None:
    return None


def _nothing_new(_case: CauseOfCorrection, _link: str) -> NewWords | None:
    return None


def _beside(case: CauseOfCorrection, link: str) -> NewWords:
    """An erratum with the day of today: what was wrong, and what is right."""
    ours = case.erratum is not None and case.cause is CorrectionCause.OURS
    said = replace(case.reported, posted_on=case.posted_on, corrected_on=case.today, ours=ours)
    made = compose(
        case.view, case.spec, f"{ERRATA}{case.post.id}", link, case.templates,
        variant=_variant(case, f"{ERRATA}{case.post.id}"), erratum=said, link_in_text=case.link_in_text,
    )  # fmt: skip
    return _words(made)


def _ours_in_place(case: CauseOfCorrection) -> NewWords | None:
    """The post's own words with what was wrong put right; composed anew where that does not fit. One that is out says so."""
    error = misstatement(case)
    if error is None:
        return None
    post = case.post
    # Whom a message has not reached never saw what was wrong.
    notes = ("",) if case.affected.waits or case.spec.broadcasts else notes_in_place(case, error)
    text = _noted(case, put_right(post.text, error), notes)
    if text is None:
        return _recomposed(case, post.link, post.purpose, notes)
    settings = dict(post.settings)
    if isinstance(settings.get(LEAD), str):
        settings[LEAD] = put_right(settings[LEAD], error)
    return NewWords(put_right(post.title, error), text, settings, put_right(post.headline, error))


def _ours_anew(case: CauseOfCorrection, link: str) -> NewWords | None:
    """The whole post again, right, with its own link, and a line that says what was wrong."""
    error = misstatement(case)
    if error is None:
        return _beside(case, link)
    post, notes = case.post, notes_anew(case, error)
    right = _ours_in_place(case)
    text = _noted(case, put_right(post.text, error).replace(post.link, link), notes) if post.link else None
    if right is None or text is None:
        return _recomposed(case, link, ANNOUNCE, notes)
    return replace(right, text=text)


def misstatement(case: CauseOfCorrection) -> Misstatement | None:
    """Return what was wrong, as this post writes it; None where all of the post was."""
    if case.erratum is None or not case.erratum.wrong.strip():
        return None
    error, post = Misstatement(case.erratum.wrong, case.erratum.right), case.post
    write = writing_of(case.spec.name, post.variant).write
    said = f"{post.title}\n{post.text}\n{post.settings.get(LEAD, '')}\n{post.headline}\n{case.affected.alt_texts}"
    spelt = (error, Misstatement(write(error.wrong), write(error.right)), without_accents(error))
    return next((each for each in spelt if says(said, each)), error)


def notes_in_place(case: CauseOfCorrection, error: Misstatement) -> tuple[str, ...]:
    """Lines that say a post was edited, the fullest first."""
    said: dict[str, Value] = {"today": case.today, "wrong": error.wrong, "right": error.right}
    return _to_citizens("edited", **said), _to_citizens("corrected", **said), ""


def notes_anew(case: CauseOfCorrection, error: Misstatement) -> tuple[str, ...]:
    """Lines that say whose place a post takes, the fullest first."""
    said: dict[str, Value] = {"today": case.today, "wrong": error.wrong, "right": error.right}
    full = _to_citizens("anew-of", posted=case.posted_on, **said) if case.posted_on else _to_citizens("anew", **said)
    return full, _to_citizens("not", **said), _to_citizens("corrected", **said), ""


def _to_citizens(code: str, **values: Value) -> str:
    """Words of a post are Vietnamese, whatever staff read."""
    return str(phrase(f"correct.citizens-{code}", **values))


def _noted(case: CauseOfCorrection, text: str, notes: Iterable[str]) -> str | None:
    """The text with the fullest note that fits; None if not even the bare text does."""
    write = writing_of(case.spec.name, case.post.variant).write
    for note in notes:
        whole = f"{text}\n\n{write(note)}" if note else text
        if case.spec.count(write(whole)) <= composed_limit(case.spec):
            return whole
    return None


def _recomposed(case: CauseOfCorrection, link: str, purpose: str, notes: Iterable[str]) -> NewWords | None:
    """Composed from what the item says now, which the error is put right in."""
    if purpose.startswith((ERRATA, f"{DIGEST}:")):
        purpose = ANNOUNCE
    made = compose(
        case.view, case.spec, purpose, link, case.templates,
        variant=_variant(case, purpose), link_in_text=case.link_in_text,
    )  # fmt: skip
    words = _words(made)
    text = _noted(case, words.text, notes)
    return replace(words, text=text) if text is not None else words


def _revised_in_place(case: CauseOfCorrection) -> NewWords | None:
    post = case.post
    if case.affected.before is not None:  # composed again already
        return NewWords(post.title, post.text, post.settings, post.headline)
    if post.purpose.startswith(f"{DIGEST}:"):
        raise LoaError(phrase("correct.digest-mentions"))
    purpose = ANNOUNCE if post.purpose.startswith(ERRATA) else post.purpose
    made = compose(
        case.view, case.spec, purpose, post.link, case.templates,
        variant=post.variant, link_in_text=case.link_in_text,
    )  # fmt: skip
    return _words(made)


def _revised_anew(case: CauseOfCorrection, link: str) -> NewWords:
    made = compose(
        case.view, case.spec, ANNOUNCE, link, case.templates,
        variant=_variant(case, ANNOUNCE), link_in_text=case.link_in_text,
    )  # fmt: skip
    return _words(made)


def _revised_beside(case: CauseOfCorrection, link: str) -> NewWords:
    """The old post stays readable, so the new one says whose place it takes."""
    made = compose(
        case.view, case.spec, ANNOUNCE, link, case.templates,
        variant=_variant(case, ANNOUNCE), replaces=case.posted_on, link_in_text=case.link_in_text,
    )  # fmt: skip
    return _words(made)


def _law_in_place(case: CauseOfCorrection) -> NewWords | None:
    """Return what is so now, and below it the post as it stood: who reads only the beginning reads what is true.

    Of a document that has ended, is suspended or never came into force nothing of the old words is left.
    """
    if case.reported.gone:
        return _beside(case, case.post.link)
    write = writing_of(case.spec.name, case.post.variant).write
    note = write(_to_citizens("update", today=case.today, right=case.reported.right))
    text = f"{note}\n\n{case.post.text}"
    if case.spec.count(write(text)) > composed_limit(case.spec):
        return None
    return NewWords(case.post.title, text, case.post.settings, case.post.headline)


def _law_anew(case: CauseOfCorrection, link: str) -> NewWords | None:
    return _beside(case, link) if case.reported.gone else None


def _words(made: Composition) -> NewWords:
    return NewWords(made.title, made.text, made.settings)


def _variant(case: CauseOfCorrection, purpose: str) -> str:
    """The post's own wording, where the template has it."""
    variants = case.templates.variants(case.spec.name, purpose, case.view.kind)
    return case.post.variant if case.post.variant in variants else ""


CAUSES: Mapping[CorrectionCause, Cause] = {
    CorrectionCause.REVISED: Cause(_revised_in_place, _revised_anew, _revised_beside),
    CorrectionCause.WITHDRAWN: Cause(_nothing, _nothing_new, _beside, illustrated=False, holds=True),
    CorrectionCause.OURS: Cause(_ours_in_place, _ours_anew, _beside, holds=True),
    CorrectionCause.LAW: Cause(_law_in_place, _law_anew, _beside, illustrated=False),
}


def written(make: Callable[[], NewWords | None]) -> tuple[NewWords | None, str]:
    """The words, or why there are none. A text that fits nowhere is an answer, not a fault."""
    try:
        return make(), ""
    except LoaError as error:
        return None, error.said
