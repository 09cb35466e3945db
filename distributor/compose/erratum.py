"""A correction of our own post: «Đính chính bài đăng», told apart from «Đính chính văn bản», the correction of a document."""

from dataclasses import dataclass
from datetime import date

from distributor.compose.citation import day
from distributor.errors import LoaError
from distributor.text.plain import one_line
from phrases import phrase


@dataclass(frozen=True)
class Erratum:
    """`wrong`: what our post said, maybe empty; `right`: what it should have said. `posted_on`: the day of that post.

    `corrected_on`: the day on which it is put right, in Vietnam; None leaves the day out.
    `ours` false: nobody erred, the law or the source has changed. `brief`: `right` for a channel that has no room for it.
    `gone`: nothing of what was said holds any more.
    """

    wrong: str
    right: str
    posted_on: date | None = None
    corrected_on: date | None = None
    ours: bool = True
    brief: str = ""
    gone: bool = False


def erratum_words(erratum: Erratum) -> dict[str, str]:
    """Return the words of an erratum. Raises `LoaError` where nothing is put right."""
    wrong, right = one_line(erratum.wrong), one_line(erratum.right)
    if not right or right == wrong:
        raise LoaError(phrase("compose.erratum-unsaid"))
    said = {
        "wrong": wrong,
        "right": right,
        "right_brief": one_line(erratum.brief),
        "posted_on": day(erratum.posted_on),
        "correction": "Đính chính" if erratum.ours else "Cập nhật",
        "sorry": "có" if erratum.ours else "",
    }
    if erratum.corrected_on is None:
        return said
    today = day(erratum.corrected_on)
    return {**said, "corrected_on": today, "date": today}
