"""What a person typed and brought for a post by hand, and what is wrong with it whatever the account. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from distributor.ingest.address import canonical_address, is_web_address
from distributor.labels import kinds
from distributor.media.store import StoredMedia
from distributor.plan.free import Wish
from distributor.plan.repeat import Occurrences, Repeat, occurrences, problems_of_series
from distributor.review.words import LONGEST
from phrases import phrase

LONGEST_TITLE, LONGEST_ALT, LONGEST_ADDRESS = 300, 1000, 2000
MOST_PICTURES = 10
USUAL_KIND = "council_activity"
"""Of what a person writes and names no kind for."""
TITLE_FROM_TEXT = 120
"""Characters of the first line that are the title where none was given."""


@dataclass(frozen=True)
class OwnPicture:
    """A picture as it is shown, cut already. `of`: SHA-256 of the whole, as it came."""

    media: StoredMedia
    alt: str
    of: str = ""


@dataclass(frozen=True)
class OwnVideo:
    """A video as it was brought. `width`, `height`: as it is shown. `captions`: SHA-256 of the media store, empty for none.

    `cover`: a still of it.
    """

    sha256: str
    width: int
    height: int
    seconds: float
    cover: str
    alt: str
    captions: str = ""


@dataclass(frozen=True)
class HandMade:
    """A post as a person typed it, with what they brought. `short`: for channels where the text is too long. `own`: account →
    words of its own.

    `title` may be empty: then the text's first line is it. `when`: how the hour is chosen, by Loa at `slot_at` None. `repeat`:
    said again from `slot_at` on, to the end of `until`. `campaign_id`: to which it belongs. `form`: the form's own mark, empty
    where there is none.
    """

    title: str
    text: str
    short: str
    address: str
    kind: str
    account_ids: tuple[int, ...]
    slot_at: datetime | None = None
    when: Wish = Wish.NOW
    own: tuple[tuple[int, str], ...] = ()
    pictures: tuple[OwnPicture, ...] = ()
    video: OwnVideo | None = None
    form: str = ""
    repeat: Repeat = Repeat.ONCE
    until: date | None = None
    campaign_id: int | None = None

    @property
    def times(self) -> Occurrences | None:
        """Return when a series says it, as far as that is known; None for what is said once."""
        if self.repeat is Repeat.ONCE or self.slot_at is None or self.until is None:
            return None
        return occurrences(self.slot_at, self.repeat, self.until)

    @property
    def key(self) -> str | None:
        """The same for the same form with the same in it."""
        return sha256(repr(self).encode()).hexdigest() if self.form else None

    @property
    def said_title(self) -> str:
        """Return the title, or the beginning of the text where there is none."""
        if self.title.strip() or not self.text.strip():
            return self.title.strip()
        first = self.text.strip().split("\n", 1)[0].strip()
        return (
            first
            if len(first) <= TITLE_FROM_TEXT
            else first[:TITLE_FROM_TEXT].rpartition(" ")[0] or first[:TITLE_FROM_TEXT]
        )

    def text_for(self, account_id: int) -> str:
        """Return the account's own words, else those of all."""
        return next((words for of, words in self.own if of == account_id and words.strip()), self.text)


def problems_of_draft(draft: HandMade, now: datetime) -> tuple[str, ...]:
    """Return what is wrong whatever the account. Pure."""
    problems = []
    if len(draft.title) > LONGEST_TITLE:
        problems.append(phrase("write.title-too-long", long=len(draft.title), most=LONGEST_TITLE))
    if not draft.text.strip():
        problems.append(phrase("write.no-text"))
    if max(map(len, (draft.text, draft.short, *(words for _, words in draft.own)))) > LONGEST:
        problems.append(phrase("write.text-too-long", most=LONGEST))
    if draft.address and not (is_web_address(draft.address) and canonical_address(draft.address)):
        problems.append(phrase("write.no-web-address"))
    if len(draft.address) > LONGEST_ADDRESS:
        problems.append(phrase("write.address-too-long", most=LONGEST_ADDRESS))
    if draft.kind not in kinds() or kinds()[draft.kind].never:
        problems.append(phrase("write.choose-kind"))
    if not draft.account_ids:
        problems.append(phrase("write.choose-account"))
    if draft.slot_at is not None and draft.slot_at <= now:
        problems.append(phrase("write.slot-past", at=draft.slot_at))
    again = problems_of_series(draft.slot_at, draft.repeat, draft.until, len(draft.account_ids))
    return (*problems, *again, *_problems_of_files(draft))


def _problems_of_files(draft: HandMade) -> list[str]:
    problems: list[str] = []
    if len(draft.pictures) > MOST_PICTURES:
        problems.append(phrase("write.too-many-pictures", most=MOST_PICTURES, number=len(draft.pictures)))
    unsaid = [number for number, picture in enumerate(draft.pictures, 1) if not picture.alt.strip()]
    if unsaid and len(draft.pictures) == 1:
        problems.append(phrase("write.describe-picture"))
    elif unsaid:
        problems.append(phrase("write.describe-pictures", numbers=", ".join(map(str, unsaid))))
    if draft.video is not None and not draft.video.alt.strip():
        problems.append(phrase("write.describe-video"))
    alts = [*(one.alt for one in draft.pictures), draft.video.alt if draft.video else ""]
    if max(map(len, alts)) > LONGEST_ALT:
        problems.append(phrase("write.description-too-long", most=LONGEST_ALT))
    return problems
