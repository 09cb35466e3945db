"""Library: pictures and videos that posts carry, each once however many carry it. Reads only."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlmodel import Session, col, func, select

from distributor.finding import fold
from distributor.labels import channel_label
from distributor.lookup.index import items_saying
from distributor.models import Account, Media, Post, PostMedia, RenderJob, StaffFile
from distributor.post_states import PostState
from distributor.report.search import matching_items
from distributor.write.rights import files_of_videos
from phrases import phrase

PAGE_SIZE = 24
MOST_FOUND = 2_000
"""Items, or files of the unit, in which words are looked for; the newest."""
SHOWN_USES = 5
PICTURE, VIDEO = "anh", "video"
TYPES = {PICTURE: phrase("report.picture"), VIDEO: phrase("report.a-video")}
SHAPES = {"ngang": phrase("report.wide"), "vuong": phrase("report.square"), "doc": phrase("report.upright")}


@dataclass(frozen=True)
class Use:
    """One post that carries it."""

    post_id: int
    item_id: int
    account: str
    channel_label: str
    state: PostState
    title: str
    alt_text: str


@dataclass(frozen=True)
class Shelved:
    """`uses`: the first SHOWN_USES of `used`. `file`: what staff brought, of a video that was made of it."""

    media: Media
    uses: tuple[Use, ...]
    used: int
    file: StaffFile | None = None

    @property
    def is_video(self) -> bool:
        return self.media.mime.startswith("video/")

    @property
    def ratio(self) -> str:
        """Return text such as `16:9`, `1,91:1`."""
        width, height = self.media.width, self.media.height
        known = {(16, 9): "16:9", (9, 16): "9:16", (1, 1): "1:1", (4, 5): "4:5"}
        for (across, down), words in known.items():
            if height and abs(width * down - height * across) <= max(width, height) // 100 * max(across, down):
                return words
        return f"{width / height:.2f}:1".replace(".", ",") if height else ""

    @property
    def alt_texts(self) -> list[str]:
        """Return what it is called, each wording once."""
        return list(dict.fromkeys(use.alt_text for use in self.uses if use.alt_text))


@dataclass(frozen=True)
class LibraryShelf:
    shown: tuple[Shelved, ...]
    has_more: bool


def shelf(
    session: Session, unit_ids: Sequence[int], *, kind: str = "", shape: str = "", search: str = "", page: int = 1
) -> LibraryShelf:
    """The newest first. `kind`, `shape`: as in TYPES and SHAPES, empty for all. Three queries, one more for videos.

    `search`: what the item says that it was made for, or how it is described there.
    """
    carried = exists().where(
        col(PostMedia.sha256) == col(Media.sha256),
        col(Post.id) == col(PostMedia.post_id),
        col(Post.unit_id).in_(unit_ids),
    )
    wanted: list[ColumnElement[bool]] = [carried]
    if words := search.split():
        described = and_(*(col(PostMedia.alt_text).icontains(word, autoescape=True) for word in words))
        of_items = [*(matching_items(session, search, unit_ids) or []), *items_saying(session, search)][:MOST_FOUND]
        wanted = [
            exists().where(
                col(PostMedia.sha256) == col(Media.sha256),
                col(Post.id) == col(PostMedia.post_id),
                col(Post.unit_id).in_(unit_ids),
                or_(described, col(Post.item_id).in_(of_items)),
            )
        ]
    if kind in TYPES:
        wanted.append(col(Media.mime).startswith("video/" if kind == VIDEO else "image/"))
    if shape in SHAPES:
        wide, high = col(Media.width), col(Media.height)
        wanted.append({"ngang": wide > high, "vuong": wide == high, "doc": wide < high}[shape])
    rows = session.exec(
        select(Media)
        .where(*wanted)
        .order_by(col(Media.made_at).desc(), col(Media.sha256))
        .offset((page - 1) * PAGE_SIZE)
        .limit(PAGE_SIZE + 1)
    ).all()
    names = [row.sha256 for row in rows[:PAGE_SIZE]]
    uses = _uses(session, names, unit_ids)
    used = _counts(session, names, unit_ids)
    videos = [row.sha256 for row in rows[:PAGE_SIZE] if row.mime.startswith("video/")]
    files = files_of_videos(session, unit_ids, videos) if videos else {}
    shown = tuple(
        Shelved(row, tuple(uses[row.sha256]), used[row.sha256], files.get(row.sha256)) for row in rows[:PAGE_SIZE]
    )
    return LibraryShelf(shown, len(rows) > PAGE_SIZE)


def own_files(session: Session, unit_id: int, search: str = "", *, page: int = 1) -> tuple[list[StaffFile], bool]:
    """Return what the unit's staff brought, the newest first and each once, and whether there are more; by words without
    accents."""
    kept = select(StaffFile).where(StaffFile.unit_id == unit_id, StaffFile.sha256 != "")
    words = fold(search).split()
    most = MOST_FOUND if words else 4 * PAGE_SIZE * page
    found: dict[str, StaffFile] = {}
    for file in session.exec(kept.order_by(col(StaffFile.made_at).desc(), col(StaffFile.key)).limit(most)):
        said = fold(" ".join((file.name, file.alt_text, file.rights, *file.tags)))
        if all(word in said for word in words):
            found.setdefault(file.sha256, file)
    first = (page - 1) * PAGE_SIZE
    return list(found.values())[first : first + PAGE_SIZE], len(found) > first + PAGE_SIZE


def uses_of_own(
    session: Session, files: Sequence[StaffFile], unit_ids: Sequence[int]
) -> dict[str, tuple[int, tuple[Use, ...]]]:
    """Return uses by SHA-256 of what staff brought: in how many posts it is, whole, cut or as a video made of it, and the
    newest of them."""
    brought = {file.sha256 for file in files}
    made: dict[str, str] = {}
    for sha256, cut_of in session.exec(
        select(Media.sha256, Media.cut_of).where(or_(col(Media.sha256).in_(brought), col(Media.cut_of).in_(brought)))
    ):
        made[sha256] = cut_of or sha256
    films = {file.sha256 for file in files if file.mime.startswith("video/")}
    if films:
        jobs = select(RenderJob.video, RenderJob.brought).where(
            col(RenderJob.brought).in_(films), RenderJob.video != ""
        )
        made |= dict(session.exec(jobs).all())
    if not made:
        return {}
    uses = _uses(session, list(made), unit_ids)
    found: dict[str, tuple[int, tuple[Use, ...]]] = {}
    for sha256, count in _counts(session, list(made), unit_ids).items():
        many, shown = found.get(made[sha256], (0, ()))
        found[made[sha256]] = (many + count, (*shown, *uses[sha256])[:SHOWN_USES])
    return found


def _counts(session: Session, names: Sequence[str], unit_ids: Sequence[int]) -> dict[str, int]:
    return dict(
        session.exec(
            select(PostMedia.sha256, func.count())
            .join(Post, col(Post.id) == col(PostMedia.post_id))
            .where(col(PostMedia.sha256).in_(names), col(Post.unit_id).in_(unit_ids))
            .group_by(col(PostMedia.sha256))
        ).all()
    )


def _uses(session: Session, names: Sequence[str], unit_ids: Sequence[int]) -> defaultdict[str, list[Use]]:
    """The newest of each file, and no more rows than are shown."""
    found: defaultdict[str, list[Use]] = defaultdict(list)
    place = func.row_number().over(partition_by=col(PostMedia.sha256), order_by=col(PostMedia.id).desc())
    newest = (
        select(col(PostMedia.id).label("id"), place.label("place"))
        .join(Post, col(Post.id) == col(PostMedia.post_id))
        .where(col(PostMedia.sha256).in_(names), col(Post.unit_id).in_(unit_ids))
        .subquery()
    )
    rows = session.exec(
        select(PostMedia, Post, Account)
        .join(newest, newest.c.id == col(PostMedia.id))
        .join(Post, col(Post.id) == col(PostMedia.post_id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(newest.c.place <= SHOWN_USES)
        .order_by(col(PostMedia.id).desc())
    )
    for medium, post, account in rows:
        use = Use(
            post.id or 0,
            post.item_id,
            account.name,
            channel_label(account.channel),
            PostState(post.state),
            post.title,
            medium.alt_text,
        )
        found[medium.sha256].append(use)
    return found
