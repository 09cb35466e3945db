"""Posts with a video, on both databases: waited for, attached with cover and captions as approved, or told why there is none."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.draft.picture import VIDEO_LOOK_S, render_post
from distributor.media.store import StoredMedia
from distributor.models import (
    Account,
    Campaign,
    CampaignAccount,
    Intake,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    RenderJob,
    RenderState,
)
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.outgoing.post import load_outgoing
from distributor.render.video.settings import video_settings
from distributor.review.store import skip_if_never
from tests.deliver.conftest import START
from tests.review.test_pipeline import House

TIKTOK = {"place": "TikTok của tỉnh", "video": {"statistics": "", "*": "9x16"}, "variant": "app"}


FIRST = "Chờ dựng video: đầu hàng, dự kiến xong lúc 15:00."
REEL = {"page_id": "1", "video": "9x16"}
"""A Page whose posts carry a video where there is one; without it they have their card."""


class Studio(House):
    """Its campaign also speaks on YouTube, which is nothing without a video, and hands a video over for TikTok."""

    def __init__(self, database: Database, folder: Path) -> None:
        super().__init__(database, folder)
        self.folder = folder
        with database.write() as session:
            campaign_id = session.exec(select(Campaign.id)).one()
            assert campaign_id is not None
            self.accounts: dict[str, int] = {}
            for channel, settings in (("youtube", {"channel_id": "UC1"}), ("manual", TIKTOK), ("facebook", REEL)):
                account = Account(unit_id=self.seeded.unit_id, channel=channel, name=channel, settings=settings)
                session.add(account)
                session.flush()
                assert account.id is not None
                self.accounts[channel] = account.id
                session.add(CampaignAccount(campaign_id=campaign_id, account_id=account.id))

    def post(self, item_id: int, channel: str) -> Post:
        with self.database.read() as session:
            return session.exec(
                select(Post).where(Post.item_id == item_id, Post.account_id == self.accounts[channel])
            ).one()

    def draw(self, post: Post, *, videos: bool = True) -> bool:
        assert post.id is not None
        return render_post(
            self.database,
            post.id,
            store=self.media,
            templates=self.templates,
            now=self.clock.now,
            sample=True,
            videos=videos,
        )

    def finish(self, item_id: int, shape: str = "9x16") -> RenderJob:
        """As the workshop records a video that is done; the posts that wait for it are woken by its last lines."""
        kept = {
            "video": self._file("video.mp4", b"\x00\x00\x00\x18ftypmp42 video", "video/mp4"),
            "cover": self._file("cover.jpg", b"\xff\xd8\xff cover", "image/jpeg"),
            "srt": self._file("vi.srt", b"1\n", "application/x-subrip"),
        }
        with self.database.write() as session:
            session.add_all(
                Media(
                    sha256=media.sha256,
                    mime=media.mime,
                    bytes=media.bytes,
                    width=1080,
                    height=1920,
                    duration_ms=21_500 if name == "video" else 0,
                    made_at=START,
                )
                for name, media in kept.items()
            )
            done = {name: media.sha256 for name, media in kept.items()}
            session.connection().execute(
                update(RenderJob)
                .where(col(RenderJob.item_id) == item_id, col(RenderJob.shape) == shape)
                .values(state=RenderState.DONE, alt_text="Video về tách thửa", due_at=None, **done)
            )
            return session.exec(select(RenderJob).where(RenderJob.item_id == item_id, RenderJob.shape == shape)).one()

    def _file(self, name: str, content: bytes, mime: str) -> StoredMedia:
        path = self.folder / name
        path.write_bytes(content)
        return self.media.put_file(path, mime)

    def wake(self) -> None:
        self.clock.instant += timedelta(seconds=VIDEO_LOOK_S + 1)


@pytest.fixture
def studio(database: Database, tmp_path: Path) -> Studio:
    return Studio(database, tmp_path)


def hash_of(session: Session, post: Post) -> str:
    assert post.id is not None
    return manifest_of(post, media_of(session, [post.id])[post.id]).hash()


def test_a_post_waits_for_its_video_and_carries_it_with_cover_and_captions(studio: Studio) -> None:
    item_id = studio.item()
    studio.compose(item_id)
    assert not studio.draw(studio.post(item_id, "youtube"))
    waiting = studio.post(item_id, "youtube")
    assert (waiting.state, waiting.rendered, waiting.reason) == (PostState.DRAFT, False, FIRST)
    assert waiting.due_at == studio.clock.now() + timedelta(seconds=VIDEO_LOOK_S)

    job = studio.finish(item_id)
    studio.wake()
    assert studio.draw(studio.post(item_id, "youtube"))
    post = studio.post(item_id, "youtube")
    assert (post.rendered, post.reason) == (True, "")
    assert post.settings["kind"] == "new_law"
    assert post.settings["synthetic"] is True  # the demonstration's machine voice
    assert post.settings["tags"]
    assert post.id is not None
    with studio.database.read() as session:
        sent = load_outgoing(session, post.id, studio.media.path_of).outgoing
        before = hash_of(session, post)
    assert [file.sha256 for file in sent.media] == [job.video]
    assert sent.video is not None
    assert (sent.video.duration_s, sent.video.alt_text) == (21.5, "Video về tách thửa")
    assert sent.cover is not None
    assert sent.cover.path.read_bytes() == b"\xff\xd8\xff cover"
    assert [(file.sha256, file.language) for file in sent.captions] == [(job.srt, "vi")]
    assert not {"cover", "captions"} & set(sent.settings)
    post.settings = {**post.settings, "cover": job.srt}
    with studio.database.read() as session:
        assert hash_of(session, post) != before  # another cover is another post


def test_where_people_publish_it_the_picture_comes_too_in_words_for_an_app(studio: Studio) -> None:
    item_id = studio.item()
    studio.compose(item_id)
    studio.draw(studio.post(item_id, "manual"))
    job = studio.finish(item_id)
    studio.wake()
    assert studio.draw(studio.post(item_id, "manual"))
    post = studio.post(item_id, "manual")
    assert post.template.startswith("manual/announce-app.j2@")
    assert post.id is not None
    with studio.database.read() as session:
        media = load_outgoing(session, post.id, studio.media.path_of).outgoing.media
    assert [file.is_video for file in media] == [False, True]
    assert media[1].sha256 == job.video


def test_a_video_that_cannot_be_made_stops_only_who_is_nothing_without(studio: Studio) -> None:
    item_id = studio.item()
    studio.compose(item_id)
    for channel in ("youtube", "manual"):
        studio.draw(studio.post(item_id, channel))
    with studio.database.write() as session:
        session.connection().execute(update(RenderJob).values(state=RenderState.FAILED, reason="Đĩa đầy.", due_at=None))
    studio.wake()
    assert not studio.draw(studio.post(item_id, "youtube"))
    assert studio.draw(studio.post(item_id, "manual"))
    youtube, manual = studio.post(item_id, "youtube"), studio.post(item_id, "manual")
    assert youtube.state == PostState.AWAITING_REVIEW
    assert "Chưa dựng được video: Đĩa đầy." in youtube.reason
    assert manual.rendered
    assert "cover" not in manual.settings


def test_a_post_that_may_go_without_its_video_waits_only_for_one_that_is_nearly_there(studio: Studio) -> None:
    item_id = studio.item()
    studio.compose(item_id)
    assert not studio.draw(studio.post(item_id, "facebook"))
    waits = studio.post(item_id, "facebook")
    assert waits.reason == FIRST
    studio.finish(item_id)
    studio.wake()
    assert studio.draw(studio.post(item_id, "facebook"))
    assert files_of(studio, item_id) == ["video/mp4"]


def test_a_post_never_waits_longer_than_its_patience(studio: Studio) -> None:
    item_id = studio.item()
    studio.compose(item_id)
    assert not studio.draw(studio.post(item_id, "facebook"))
    looked_at = studio.post(item_id, "facebook").due_at
    latest = studio.post(item_id, "facebook").created_at + timedelta(seconds=video_settings().queue.patience)
    assert looked_at is not None
    assert looked_at <= latest
    studio.clock.instant = latest + timedelta(seconds=1)
    assert studio.draw(studio.post(item_id, "facebook")), "it goes with its card"
    assert files_of(studio, item_id) == ["image/png"]
    assert not studio.draw(studio.post(item_id, "youtube")), "what is nothing without a video waits on"
    assert studio.post(item_id, "youtube").state == PostState.DRAFT


def test_behind_a_long_queue_the_card_goes_out_at_once_and_an_hour_that_a_person_chose_leaves_time(
    studio: Studio,
) -> None:
    for _ in range(6):  # 15 s each, as configured: nobody waits a minute and a half
        studio.compose(studio.item(kind="scam_warning"))
    item_id = studio.item()
    studio.compose(item_id)
    with studio.database.write() as session:
        post = session.get_one(Post, studio.post(item_id, "facebook").id)
        post.slot_at = studio.clock.now() + timedelta(hours=2)
        session.add(post)
    assert not studio.draw(studio.post(item_id, "facebook"))
    assert "thứ 7 trong hàng" in studio.post(item_id, "facebook").reason
    with studio.database.write() as session:
        post = session.get_one(Post, post.id)
        post.slot_at, post.due_at = None, studio.clock.now()
        session.add(post)
    assert studio.draw(studio.post(item_id, "facebook"))
    assert files_of(studio, item_id) == ["image/png"]


def files_of(studio: Studio, item_id: int) -> list[str]:
    """MIME types of what the Page's post carries."""
    with studio.database.read() as session:
        return list(
            session.exec(
                select(Media.mime)
                .join(PostMedia, col(PostMedia.sha256) == col(Media.sha256))
                .where(PostMedia.post_id == studio.post(item_id, "facebook").id)
                .order_by(col(PostMedia.position))
            )
        )


@pytest.mark.parametrize(
    ("change", "videos", "said"),
    [
        ({"intake": Intake.HELD, "intake_reason": "mật"}, True, "không còn bị giữ lại"),
        ({}, False, "đang tắt"),
    ],
)
def test_where_no_video_will_come_the_reason_says_so(
    studio: Studio, change: dict[str, object], videos: bool, said: str
) -> None:
    item_id = studio.item(**change)
    studio.compose(item_id)
    with studio.database.write() as session:
        for job in session.exec(select(RenderJob)):
            session.delete(job)
    assert not studio.draw(studio.post(item_id, "youtube"), videos=videos)
    assert said in studio.post(item_id, "youtube").reason


def test_a_revision_throws_the_old_video_away(studio: Studio) -> None:
    item_id = studio.item()
    studio.compose(item_id)
    studio.draw(studio.post(item_id, "youtube"))
    studio.finish(item_id)
    studio.revise(item_id, "Quyết định số 0/2026/QĐ-UBND đã sửa")
    studio.wake()
    studio.compose(item_id)
    assert not studio.draw(studio.post(item_id, "youtube"))
    post = studio.post(item_id, "youtube")
    assert post.reason == FIRST
    assert "cover" not in post.settings


def test_nothing_is_drawn_for_whom_the_campaign_never_speaks_to(studio: Studio) -> None:
    with studio.database.write() as session:
        session.connection().execute(update(Campaign).values(policy={"*": {"*": "auto", "manual": "never"}}))
    item_id = studio.item()
    studio.compose(item_id)
    manual, youtube = studio.post(item_id, "manual"), studio.post(item_id, "youtube")
    assert manual.id is not None and youtube.id is not None  # noqa: PT018
    with studio.database.write() as session:
        assert skip_if_never(session, manual.id, studio.clock.now())
        assert not skip_if_never(session, youtube.id, studio.clock.now())
        assert not skip_if_never(session, manual.id, studio.clock.now())
    assert studio.post(item_id, "manual").state == PostState.SKIPPED
    with studio.database.read() as session:
        assert session.exec(select(Item.kind).where(Item.id == item_id)).one() == "new_law"
