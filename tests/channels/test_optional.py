"""Degrade, do not stop: each step that a post can do without is refused, and the post is public and says what it lacks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from channels.base import Next, OutgoingPost, Progress, Published
from channels.errors import AuthExpired, ChannelError, RateLimited, Rejected, Retryable
from channels.optional import MISSING, TRIES, TRIES_OF_A_PUBLIC_POST, attempted, told_missing
from channels.registry import specs
from phrases import phrase
from tests.channels import contract, test_facebook_video, test_x, test_x_video, test_youtube
from tests.channels.platforms import PLAIN_POST, PLATFORMS, PROCESSED, google_error, graph_error, opened
from tests.channels.server import Reply, Server, answer, closed_address, html
from tests.channels.x_files import whole_picture

Post = Callable[[Path], OutgoingPost]
STEPS_AT_MOST = 40


@dataclass(frozen=True)
class Whole:
    """Answers to a post with everything on it. `optional`: number of the answer → what is then missing.

    `again`: those whose refusal is followed by the same request without what was refused. `then`: the answer that follows a
    refusal where it is not the next.
    """

    channel: str
    post: Post
    answers: tuple[Reply, ...]
    optional: dict[int, str]
    again: frozenset[int] = frozenset()
    then: Mapping[int, int] = field(default_factory=dict)

    def after(self, number: int) -> tuple[Reply, ...]:
        """The answers after that step was refused."""
        return self.answers[number if number in self.again else self.then.get(number, number + 1) :]


WALKS = {
    "facebook video": Whole(
        "facebook",
        test_facebook_video.dressed(test_facebook_video.ordinary),
        (
            test_facebook_video.started(),
            test_facebook_video.wants(test_facebook_video.SIZE, test_facebook_video.SIZE),
            test_facebook_video.DONE,
            test_facebook_video.READY,
            test_facebook_video.DONE,
        ),
        {2: "ảnh bìa", 4: "phụ đề"},
        frozenset({2}),
    ),
    "facebook reel": Whole(
        "facebook",
        test_facebook_video.dressed(test_facebook_video.reel),
        (
            test_facebook_video.REEL_STARTED,
            test_facebook_video.EMPTY,
            test_facebook_video.DONE,
            test_facebook_video.WHOLE,
            test_facebook_video.DONE,
            test_facebook_video.DONE,
            test_facebook_video.READY,
            test_facebook_video.DONE,
        ),
        {4: "ảnh bìa", 7: "phụ đề"},
    ),
    "youtube": Whole(
        "youtube",
        test_youtube.dressed,
        (
            test_youtube.NOTHING,
            test_youtube.OPENED,
            test_youtube.SENT,
            PROCESSED,
            answer(200, {"items": [{}]}),
            test_youtube.MADE,
            test_youtube.NOTHING,
            test_youtube.MADE,
            test_youtube.PUBLIC,
        ),
        {4: "ảnh bìa", 5: "phụ đề", 7: "danh sách phát"},
    ),
    "youtube, a playlist that is made": Whole(
        "youtube",
        lambda folder: test_youtube.video(folder, kind="qa"),
        (
            test_youtube.NOTHING,
            test_youtube.OPENED,
            test_youtube.SENT,
            PROCESSED,
            test_youtube.NOTHING,
            test_youtube.MADE,
            test_youtube.NOTHING,
            test_youtube.MADE,
            test_youtube.PUBLIC,
        ),
        {4: "danh sách phát", 5: "danh sách phát", 6: "danh sách phát", 7: "danh sách phát"},
        then={4: 8, 5: 8, 6: 8},
    ),
    "youtube, captions that are there": Whole(
        "youtube",
        lambda folder: replace(test_youtube.dressed(folder), cover=None, settings={}),
        (
            test_youtube.NOTHING,
            test_youtube.OPENED,
            test_youtube.SENT,
            PROCESSED,
            answer(409, google_error(409, "captionExists")),
            answer(200, {"items": [{"id": "c1", "snippet": {"language": "vi", "trackKind": "standard"}}]}),
            test_youtube.MADE,
            test_youtube.PUBLIC,
        ),
        {5: "phụ đề", 6: "phụ đề"},
        then={5: 7},
    ),
    "x": Whole(
        "x",
        test_x.pictured(600),
        (
            test_x.initialized("51"),
            test_x.APPENDED,
            test_x.finalized("51"),
            test_x.DESCRIBED,
            test_x.CREATED,
        ),
        {3: "lời mô tả ảnh"},
    ),
    "x video": Whole(
        "x",
        test_x_video.captioned,
        (
            test_x_video.BEGUN,
            test_x_video.APPENDED,
            test_x_video.stand("succeeded"),
            test_x_video.WORDS_BEGUN,
            test_x_video.APPENDED,
            test_x_video.WORDS_ENDED,
            test_x_video.TIED,
            test_x_video.CREATED,
        ),
        {3: "phụ đề", 4: "phụ đề", 5: "phụ đề", 6: "phụ đề"},
        then={3: 7, 4: 7, 5: 7},
    ),
}
LOOKS_FIRST = {
    ("youtube", 7),
    ("youtube, a playlist that is made", 5),
    ("youtube, a playlist that is made", 7),
    ("youtube, captions that are there", 6),
}
STEPS = [(name, number) for name, walk in WALKS.items() for number in walk.optional]
WITHOUT = {"manual", "rss", "zalo"}
"""Channels with no step before the last that a post can do without. An article of Zalo is one request, with its cover; that its
broadcast is refused is in `test_zalo.py`."""


def refusal(whole: Whole, number: int, words: str) -> Reply:
    if number in whole.again:
        # After a request that publishes, only a code that is known to be a no is one.
        return answer(400, graph_error(324, words))
    says = PLATFORMS[whole.channel].says
    assert says is not None
    return says(400, words)


def published(server: Server, whole: Whole, folder: Path) -> Published:
    post = whole.post(folder)
    with opened(whole.channel, server.address) as account:
        step: object = account.adapter.begin(post)
        for _step in range(STEPS_AT_MOST):
            assert isinstance(step, Next)
            with account.transport.deadline(5.0):
                step = account.adapter.advance(post, step.progress)
            if isinstance(step, Published):
                break
    assert isinstance(step, Published)
    assert server.unscripted == 0
    assert not server.replies
    for request in server.requests:
        contract.check(whole.channel, request, PLATFORMS[whole.channel].prefix)
    return step


def test_every_channel_says_what_it_can_do_without() -> None:
    assert {walk.channel for walk in WALKS.values()} | WITHOUT == {
        name for name, spec in specs().items() if not spec.broadcasts and name in PLATFORMS
    }


@pytest.mark.parametrize("name", WALKS)
def test_a_whole_post_lacks_nothing(name: str, server: Server, folder: Path) -> None:
    server.script(*WALKS[name].answers)
    assert published(server, WALKS[name], folder).missing == ""


@pytest.mark.parametrize(("name", "number"), STEPS)
def test_a_refused_step_stops_no_post(name: str, number: int, server: Server, folder: Path) -> None:
    whole = WALKS[name]
    server.script(*whole.answers[:number], refusal(whole, number, "Not for this office"), *whole.after(number))
    missing = published(server, whole, folder).missing
    assert f"{whole.optional[number]}" in missing
    assert "(Not for this office)" in missing
    assert "không gửi lại bài" in missing


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, number in STEPS if number not in WALKS[name].again]
)
def test_a_step_that_fails_and_fails_stops_no_post(name: str, number: int, server: Server, folder: Path) -> None:
    whole = WALKS[name]
    # A step that looks before it writes looks each time.
    looks = whole.answers[number - 1 : number] if (name, number) in LOOKS_FIRST else ()
    is_public = whole.channel == "facebook" and whole.optional[number] == "phụ đề"
    times = TRIES_OF_A_PUBLIC_POST if is_public else TRIES
    broken = [html(502), *([*looks, html(502)] * (times - 1))]
    server.script(*whole.answers[:number], *broken, *whole.after(number))
    assert whole.optional[number] in published(server, whole, folder).missing


def test_words_that_x_finds_no_picture_for_stop_no_post(server: Server, folder: Path) -> None:
    """A 404 means that the upload is gone, and it is begun anew, once; said again it means the words alone."""
    whole = WALKS["x"]
    gone = answer(404, {"title": "Not Found Error", "detail": "No such media", "type": "about:blank", "status": 404})
    server.script(*whole.answers[:3], gone, *whole.answers[:3], gone, whole.answers[-1])
    assert "lời mô tả ảnh" in published(server, whole, folder).missing


@pytest.mark.parametrize("number", [4, 5, 7])
def test_a_page_in_html_beside_a_200_is_no_yes(number: int, server: Server, folder: Path) -> None:
    """Of something in between: the cover of a video is sent again, and missing where it is said each time."""
    whole = WALKS["youtube"]
    looks = whole.answers[6:7] if number == 7 else ()
    server.script(*whole.answers[:number], html(200), *([*looks, html(200)] * (TRIES - 1)), *whole.after(number))
    assert whole.optional[number] in published(server, whole, folder).missing


@pytest.mark.parametrize("name", WALKS)
def test_all_of_them_refused_at_once(name: str, server: Server, folder: Path) -> None:
    whole = WALKS[name]
    answers: list[Reply] = []
    number = 0
    while number < len(whole.answers):
        answers += [refusal(whole, number, "No")] if number in whole.optional else []
        answers += [whole.answers[number]] if number not in whole.optional or number in whole.again else []
        number = whole.then.get(number, number + 1)
    server.script(*answers)
    missing = published(server, whole, folder).missing
    assert [what for what in whole.optional.values() if what not in missing] == []


@pytest.mark.parametrize("count", [1, 3])
def test_words_to_a_picture_that_graph_refuses_stop_no_post(count: int, server: Server, folder: Path) -> None:
    """They are part of the request that brings the picture: it is made again without them, and once only."""
    post = replace(PLAIN_POST, media=tuple(whole_picture(folder, 600 + number) for number in range(count)))
    refused = answer(400, graph_error(100, "(#100) Param alt_text_custom is not allowed for this Page"))
    photos = [answer(200, {"id": str(number)}) for number in range(count)] if count > 1 else []
    made = answer(200, {"id": "9", "post_id": "1000000000001_9"})
    server.script(refused, *photos, made)
    missing = published(server, Whole("facebook", lambda _folder: post, (), {}), folder).missing
    assert "lời mô tả ảnh" in missing
    assert [b"alt_text_custom" in request.body for request in server.requests] == [
        True,
        *[False] * len([*photos, made]),
    ]
    server.script(answer(400, graph_error(100, "(#100) Invalid image")))
    with pytest.raises(Rejected):
        published(server, Whole("facebook", lambda _folder: post, (), {}), folder)


def test_captions_that_are_said_to_be_there_and_listed_nowhere_stop_no_video(server: Server, folder: Path) -> None:
    """Of another language, or of a try that YouTube has not finished with: looked for a few times, then told."""
    whole = WALKS["youtube, captions that are there"]
    looks = [whole.answers[4], answer(200, {"items": [{"id": "c0", "snippet": {"language": "fr"}}]})]
    server.script(*whole.answers[:4], *looks * 3, whole.answers[-1])
    assert "phụ đề (captionExists)" in published(server, whole, folder).missing


@pytest.mark.parametrize("answered", ["throttles", "refuses_token"])
def test_what_stands_there_already_does_not_wait_for_the_account(answered: str, server: Server, folder: Path) -> None:
    """A post that waits can be cancelled, and this one is public."""
    whole = WALKS["facebook video"]
    server.script(*whole.answers[:4], getattr(PLATFORMS["facebook"], answered))
    assert "phụ đề" in published(server, whole, folder).missing


@pytest.mark.parametrize("kind", [RateLimited, AuthExpired])
def test_what_is_not_public_yet_waits_for_the_account(kind: type[ChannelError]) -> None:
    def act() -> None:
        raise kind("…")

    with pytest.raises(kind):
        attempted({"step": "cover"}, "ảnh bìa", act, again_s=5.0)


def test_without_a_way_to_the_platform_nothing_is_given_up(folder: Path) -> None:
    """What is cut off now is whole once the line is back; only what is public already does not wait for it."""
    whole = WALKS["youtube"]
    post = whole.post(folder)
    progress = {"step": "cover", "media": post.media[0].sha256[:16], "video_id": "vid00000001"}
    with opened("youtube", closed_address()) as account, pytest.raises(Retryable) as caught:
        account.adapter.advance(post, progress)
    assert caught.value.unconnected
    cut = Retryable("…", unconnected=True)

    def act() -> None:
        raise cut

    again = attempted({"step": "captions"}, "phụ đề", act, again_s=5.0, is_public=True)
    assert isinstance(again, Next)
    assert again.after == 5.0


def test_what_is_missing_is_told_once_in_words() -> None:
    assert told_missing({}, "YouTube") == ""
    said = told_missing({MISSING: "ảnh bìa (No); phụ đề"}, "YouTube")
    assert said == (
        "Bài đã đăng, nhưng YouTube không nhận: ảnh bìa (No); phụ đề. Hãy bổ sung trực tiếp trên YouTube, không gửi lại bài."
    )


def test_a_step_waits_longer_and_longer() -> None:
    waits: list[float] = []
    progress: Progress = {"step": "cover"}

    def act() -> None:
        raise Retryable("…", code="502")

    while isinstance(again := attempted(progress, "ảnh bìa", act, again_s=15.0), Next):
        waits.append(again.after)
        progress = again.progress
    assert waits == [15.0, 30.0, 60.0, 120.0, 240.0]
    assert again == {"step": "cover", MISSING: phrase("channels.with-why", what="ảnh bìa", why="502").stored()}
    assert told_missing(again, "YouTube").startswith(
        "Bài đã đăng, nhưng YouTube không nhận: ảnh bìa (502). Hãy bổ sung"
    )
