"""The form in which a post is written: its fields as what a person typed and brought, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import Account, StaffFile
from distributor.plan.free import Wish
from distributor.plan.repeat import Repeat
from distributor.review.words import plain
from distributor.write.captions import as_srt
from distributor.write.files import PLACES, RATIOS, cut_picture, file_of, kept_file
from distributor.write.rights import has_ended, why_not_on
from distributor.write.typed import MOST_PICTURES, USUAL_KIND, HandMade, OwnPicture, OwnVideo
from phrases import phrase
from web.deciding import SentUpload, given_day, instant_of, number_of
from web.files import SHA256
from web.language import words_of
from web.people import Visitor
from web.surroundings import Surroundings

MOST_ROWS = 2 * MOST_PICTURES


class WriteForm(SentUpload):
    """`viec`: the button; `bieu_mau`: of this form, so that what is sent twice is made once; `video`: key of a file.

    Ticked accounts, their own words and the rows of pictures stand in `sent`: their names have an id or a number in them.
    """

    viec: str = ""
    bieu_mau: str = ""
    tieu_de: str = ""
    chu: str = ""
    chu_ngan: str = ""
    lien_ket: str = ""
    loai: str = USUAL_KIND
    luc: str = ""
    gio: str = ""
    lap: str = ""
    lap_den: str = ""
    chien_dich: str = ""
    video: str = ""
    mo_ta_video: str = ""
    phu_de: str = ""
    mo_ta_anh: str = ""
    """What the first of the files shows that a browser without script sends along."""


@dataclass(frozen=True)
class PictureRow:
    """A picture in the form. `sha256`: as it came; `shown`: as it goes out."""

    sha256: str
    ratio: str
    place: str
    alt: str
    shown: StoredMedia
    file: StaffFile


@dataclass(frozen=True)
class WrittenForm:
    """`problems`: of fields that could not be read, in words."""

    draft: HandMade
    pictures: tuple[PictureRow, ...]
    video: StaffFile | None
    problems: tuple[str, ...]


def read_written(around: Surroundings, person: Visitor, form: WriteForm, possible: Sequence[Account]) -> WrittenForm:
    """Reads the database for the files, and cuts pictures as they are to be shown."""
    problems: list[str] = []
    chosen = tuple(account.id or 0 for account in possible if form.sent.get(f"tk_{account.id}") == "1")
    wish = Wish(form.luc) if form.luc in list(Wish) else Wish.NOW
    slot_at = None
    if wish in (Wish.NOW, Wish.AT) and form.gio.strip():
        wish = Wish.AT
        try:
            slot_at = instant_of(form.gio)
        except LoaError as error:
            problems.append(words_of(error))
    until = None
    repeat = Repeat(form.lap) if form.lap in list(Repeat) else Repeat.ONCE
    if repeat is not Repeat.ONCE:
        try:
            until = given_day(form.lap_den)
        except LoaError as error:
            problems.append(words_of(error))
    rows = _pictures(around, person, form.sent, problems)
    video, own_video = _video(around, person, form, problems)
    draft = HandMade(
        title=" ".join(plain(form.tieu_de).split()),
        text=plain(form.chu),
        short=plain(form.chu_ngan),
        address=form.lien_ket.strip(),
        kind=form.loai,
        account_ids=chosen,
        slot_at=slot_at,
        when=wish,
        own=tuple((one, words) for one in chosen if (words := plain(form.sent.get(f"rieng_{one}", "")))),
        pictures=tuple(OwnPicture(row.shown, row.alt, row.sha256) for row in rows),
        video=own_video,
        form=f"{person.staff.id}:{form.bieu_mau[:64]}" if form.bieu_mau else "",
        repeat=repeat,
        until=until,
        campaign_id=number_of(form.chien_dich) if form.chien_dich.strip() else None,
    )
    problems += _after_its_day(draft, [*(row.file for row in rows), *([video] if video else [])])
    return WrittenForm(draft, rows, video, tuple(problems))


def _after_its_day(draft: HandMade, files: Sequence[StaffFile]) -> list[str]:
    """Return what may not be used any more when the post is to go out, the last time of a series too."""
    at = draft.times.at[-1] if draft.times and draft.times.at else draft.slot_at
    day = at.astimezone(VIETNAM).date() if at else None
    return [words_of(LoaError(no)) for file in files if day is not None and (no := why_not_on(file, day))]


def _pictures(
    around: Surroundings, person: Visitor, form: Mapping[str, str], problems: list[str]
) -> tuple[PictureRow, ...]:
    rows: list[PictureRow] = []
    for number in range(1, MOST_ROWS + 1):
        sha256 = form.get(f"anh_{number}", "")
        if not SHA256.fullmatch(sha256) or any(row.sha256 == sha256 for row in rows):
            continue
        ratio, place = form.get(f"cat_{number}", ""), form.get(f"vi_tri_{number}", "")
        with around.database.read() as session:
            file = kept_file(session, [person.staff.unit_id], sha256)
        if file is None:
            continue
        if has_ended(file, around.clock.now().astimezone(VIETNAM).date()):
            problems.append(words_of(LoaError(phrase("media.rights-ended", name=file.name, day=file.usable_until))))
            continue
        try:
            shown = cut_picture(
                around.settings.media_folder, sha256, ratio if ratio in RATIOS else "", place if place in PLACES else ""
            )
        except LoaError as error:
            problems.append(words_of(error))
            continue
        alt = " ".join(plain(form.get(f"mo_ta_{number}", "")).split())
        rows.append(PictureRow(sha256, ratio, place, alt, shown, file))
    return tuple(rows)


def _video(
    around: Surroundings, person: Visitor, form: WriteForm, problems: list[str]
) -> tuple[StaffFile | None, OwnVideo | None]:
    if not form.video:
        return None, None
    with around.database.read() as session:
        file = file_of(session, person.staff, form.video)
    if file is None or not file.sha256 or not file.mime.startswith("video/"):
        return None, None
    if has_ended(file, around.clock.now().astimezone(VIETNAM).date()):
        problems.append(words_of(LoaError(phrase("write.rights.ended", name=file.name, day=file.usable_until))))
        return None, None
    captions = ""
    try:
        srt = as_srt(form.phu_de, file.seconds)
        if srt:
            captions = MediaStore(around.settings.media_folder).put(srt.encode(), "application/x-subrip").sha256
    except LoaError as error:
        problems.append(words_of(error))
    alt = " ".join(plain(form.mo_ta_video).split())
    return file, OwnVideo(file.sha256, file.width, file.height, file.seconds, file.cover, alt, captions)


def with_files(form: Mapping[str, str], brought: Sequence[StaffFile]) -> dict[str, str]:
    """The form with these files behind those that it has. The newest video takes an older one's place."""
    fields = dict(form)
    number = max([*(int(one[4:]) for one in fields if one[:4] == "anh_" and one[4:].isdigit()), 0])
    for file in brought:
        if file.mime.startswith("video/"):
            fields["video"] = file.key
            continue
        number += 1
        fields[f"anh_{number}"] = file.sha256
        if file.alt_text and not fields.get(f"mo_ta_{number}"):
            fields[f"mo_ta_{number}"] = file.alt_text
    return fields


def arranged(form: Mapping[str, str], wish: str) -> dict[str, str]:
    """The form after `len-2` (one place ahead), `bo-2` (taken out) or `bo-video`, its pictures numbered from 1. Pure."""
    numbers = sorted(int(one[4:]) for one in form if one[:4] == "anh_" and one[4:].isdigit() and form[one])
    what, _, which = wish.partition("-")
    place = numbers.index(int(which)) if which.isdigit() and int(which) in numbers else -1
    if what == "len" and place > 0:
        numbers[place - 1], numbers[place] = numbers[place], numbers[place - 1]
    if what == "bo" and place >= 0:
        del numbers[place]
    names = ("anh", "cat", "vi_tri", "mo_ta")
    rest = {name: value for name, value in form.items() if not _is_row(name, names)}
    for new, old in enumerate(numbers, 1):
        rest |= {f"{name}_{new}": form[f"{name}_{old}"] for name in names if form.get(f"{name}_{old}")}
    if wish == "bo-video":
        rest = {name: value for name, value in rest.items() if name not in ("video", "mo_ta_video", "phu_de")}
    return rest


def _is_row(name: str, names: Sequence[str]) -> bool:
    begins, _, number = name.rpartition("_")
    return begins in names and number.isdigit()
