"""What a page counts off in words: "Việc thứ nhất: …", "Một là, …". Of a series of which one is told all are. Pure."""

import re
from collections.abc import Sequence

from distributor.understand.candidate import Candidate
from distributor.understand.sentences import Sentence

MOST = 6
"""Entries of a series that is told whole."""
_COUNTED = re.compile(
    r"(?:(?P<noun>việc|điều|điểm|bước|lưu ý|quy định|quyền) thứ|(?P<bare>thứ)|) ?"
    r"(?:nhất|hai|ba|tư|bốn|năm|sáu|một là|hai là|ba là|bốn là|năm là)\s*[,:]\s",
    re.IGNORECASE,
)


def with_whole_series(
    chosen: Sequence[Candidate], candidates: Sequence[Candidate], sentences: Sequence[Sentence]
) -> list[Candidate]:
    """Return what is chosen, and the entries of its series that are not, in the order of the page."""
    counted = {place: found for place, each in enumerate(sentences) if (found := _COUNTED.match(each.text)) is not None}
    of_a_kind: dict[str, list[int]] = {}
    for place, found in counted.items():
        of_a_kind.setdefault((found["noun"] or found["bare"] or "").casefold(), []).append(place)
    told = list(chosen)
    for places in of_a_kind.values():
        if not 1 < len(places) <= MOST or not any(each.place in places for each in chosen):
            continue
        for place in places:
            entry = next((each for each in candidates if each.place == place and each.shape == "clause"), None)
            if entry is not None and not any(each.place == place for each in told):
                told.append(entry)
        series = iter(sorted((each for each in told if each.place in places), key=lambda each: each.place))
        told = [next(series) if each.place in places else each for each in told]
    return told
