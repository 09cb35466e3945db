"""Words of corrections for staff: of acts, causes and states, and what is proposed in one sentence. Pure."""

from collections import Counter
from collections.abc import Sequence

from distributor.models import CorrectionAct, CorrectionCause, CorrectionState, StepState
from phrases import listed, phrase

ACT_WORDS: dict[CorrectionAct, str] = {act: phrase(f"correct.act.{act}") for act in CorrectionAct}
CAUSE_WORDS: dict[CorrectionCause, str] = {cause: phrase(f"correct.cause.{cause}") for cause in CorrectionCause}
STEP_WORDS: dict[StepState, str] = {state: phrase(f"correct.step.{state}") for state in StepState}
CORRECTION_WORDS: dict[CorrectionState, str] = {state: phrase(f"correct.state.{state}") for state in CorrectionState}
MOST_CHANGES = 3


def summary_of(cause: CorrectionCause, acts: Sequence[CorrectionAct], changes: Sequence[str]) -> str:
    """Return why something must be put right, what changed, and what is proposed for how many posts."""
    counted = Counter(acts)
    wishes = [phrase("correct.wish", act=ACT_WORDS[act], number=counted[act]) for act in CorrectionAct if counted[act]]
    said = [
        change if change.endswith(".") else phrase("correct.change", change=change) for change in changes[:MOST_CHANGES]
    ]
    return listed([CAUSE_WORDS[cause], *said, phrase("correct.proposed", wishes=listed(wishes, ", "))])
