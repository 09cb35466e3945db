"""One suite over every registered adapter: whatever a platform does, the engine is told exactly what is certain.

Each fault is thrown at the publishing step, where unclear means unknown, and at a read (`find`, else `probe`), where it means try
again. A third party runs it over its own channel: docs/adapters.md.
"""

import traceback
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest

from channels.abilities import ABILITIES, abilities_of
from channels.answers import ARRAY
from channels.base import Adapter, Finds, Look, OutgoingPost, Probes, Published
from channels.citizens import Converses
from channels.errors import AuthExpired, ChannelError, Misconfigured, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.forms import composed_limit
from channels.outside import own_names
from channels.registry import OpenedAccount, parse_credentials, spec_of, specs
from tests.channels import contract, platforms
from tests.channels import server as scripts
from tests.channels.platforms import NOW, PLAIN_POST, PLATFORMS, Json, clip, opened, picture, post_for
from tests.channels.server import Reply, Server, answer, closed_address, drop, hang, html, truncated

# These are registered by the fixture below until they are built in.

CHANNELS = sorted(name for name, spec in specs().items() if not spec.broadcasts and platforms.ONLY in ("", name))
NETWORKED = [channel for channel in CHANNELS if channel in PLATFORMS and PLATFORMS[channel].has_network]
FINDING = [channel for channel in NETWORKED if PLATFORMS[channel].empty_list is not None]
DEADLINE_S = 1.0


@dataclass(frozen=True)
class Fault:
    """What the platform does, and what the engine must be told of a publishing step and of a read."""

    label: str
    reply: Callable[[str], Reply]
    publishing: type[ChannelError] = OutcomeUnknown
    reading: type[ChannelError] = Retryable
    slow: bool = False


def scripted(name: str) -> Callable[[str], Reply]:
    """The channel's own words for it."""

    def reply(channel: str) -> Reply:
        words = getattr(PLATFORMS[channel], name)
        assert words is not None
        return words  # type: ignore[no-any-return]

    return reply


def same(reply: Reply) -> Callable[[str], Reply]:
    return lambda _channel: reply


FAULTS = (
    Fault("429 throttled", scripted("throttles"), RateLimited, RateLimited),
    Fault("429 in HTML", same(html(429)), RateLimited, RateLimited),
    Fault("401 token refused", scripted("refuses_token"), AuthExpired, AuthExpired),
    Fault("accepted, then dropped", same(drop)),
    Fault("says nothing", same(hang), slow=True),
    Fault("headers byte by byte", same(scripts.TRICKLED_HEADERS), slow=True),
    Fault("body byte by byte", same(scripts.TRICKLED_BODY), slow=True),
    Fault("body without a length, byte by byte", same(scripts.TRICKLED_ENDLESS_BODY), slow=True),
    Fault("500 in the platform's words", scripted("broken")),
    Fault("502 in HTML", same(html(502))),
    Fault("503 empty", same(answer(503, b"", kind=None))),
    Fault("403 in HTML, from something in between", same(html(403))),
    Fault("401 in HTML, from something in between", same(html(401))),
    Fault("200 in HTML", same(html(200))),
    Fault("200 with broken JSON", same(answer(200, b'{"id": "1", '))),
    Fault("200 that is a list", same(answer(200, ["id"]))),
    Fault("200 without a content type", same(answer(200, b"nothing", kind=None))),
    Fault("200 cut short", same(truncated(200, b'{"id": "77", "data": {"id": "77"}, "x": "'))),
    Fault("200 whose headers break off", same(truncated(200, b""))),
    Fault("500 with a list inside", same(answer(500, [{"errors": 1}]))),
    Fault("400 with nonsense inside", same(answer(400, b'"no"'))),
)


def refusal_of(action: Callable[[], object]) -> ChannelError:
    with pytest.raises(ChannelError) as raised:
        action()
    return raised.value


def publish(account: OpenedAccount, post: OutgoingPost, seconds: float = 5.0) -> Published:
    """Walks to the end as the engine does, with a deadline for each step."""
    step = account.adapter.begin(post)
    while True:
        with account.transport.deadline(seconds):
            outcome = account.adapter.advance(post, step.progress)
        if isinstance(outcome, Published):
            return outcome
        step = outcome


def read(adapter: Adapter, post: OutgoingPost) -> Look | str:
    """What the engine reads of the platform: the post, where it can be found, else who we are."""
    if isinstance(adapter, Finds):
        return adapter.find(post, NOW)
    assert isinstance(adapter, Probes)
    return adapter.probe()


def check_all(channel: str, server: Server) -> None:
    for request in server.requests:
        contract.check(channel, request, PLATFORMS[channel].prefix)


def assert_clean(channel: str, error: ChannelError) -> None:
    """Words for staff, and no secret anywhere that a log could reach."""
    assert error.message
    assert str(error) == error.message
    assert len(error.evidence) <= 1_000
    shown = "\n".join([str(error), error.code, error.evidence, repr(error), *traceback.format_exception(error)])
    chained = error.__cause__ or error.__context__
    assert chained is None, "the SDK's exception holds the signed request"
    for secret in PLATFORMS[channel].secrets():
        assert secret not in shown
        assert secret[-8:] not in shown


def test_the_channel_that_the_suite_is_run_over_is_installed() -> None:
    assert platforms.ONLY in ("", *CHANNELS), "a suite over nothing would pass"


@pytest.mark.parametrize("channel", CHANNELS)
def test_every_registered_channel_is_described_here(channel: str) -> None:
    assert channel in PLATFORMS, "describe the channel in tests/channels/platforms.py"


@pytest.mark.parametrize("channel", NETWORKED)
def test_publishing_is_one_request_and_only_it_is_irreversible(channel: str, server: Server, folder: Path) -> None:
    platform = PLATFORMS[channel]
    assert platform.accepted is not None
    server.script(*platform.lead, platform.accepted)
    post = post_for(channel, folder)
    with opened(channel, server.address) as account:
        steps = [account.adapter.begin(post)]
        while not isinstance(outcome := account.adapter.advance(post, steps[-1].progress), Published):
            steps.append(outcome)
        assert outcome == Published(platform.accepted_id, platform.accepted_url)
    assert [step.irreversible for step in steps] == [False] * (len(steps) - 1) + [True]
    assert len(server.requests) == len(platform.lead) + 1
    check_all(channel, server)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.label)
@pytest.mark.parametrize("channel", NETWORKED)
def test_a_fault_while_publishing(channel: str, fault: Fault, server: Server, folder: Path) -> None:
    server.script(*PLATFORMS[channel].lead, fault.reply(channel))
    with opened(channel, server.address) as account:
        error = refusal_of(lambda: publish(account, post_for(channel, folder), DEADLINE_S if fault.slow else 5.0))
    assert type(error) is fault.publishing
    assert len(server.requests) == len(PLATFORMS[channel].lead) + 1, "a request was sent again"
    assert server.unscripted == 0
    assert_clean(channel, error)
    check_all(channel, server)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.label)
@pytest.mark.parametrize("channel", NETWORKED)
def test_a_fault_while_looking(channel: str, fault: Fault, server: Server, folder: Path) -> None:
    server.script(fault.reply(channel))
    with opened(channel, server.address) as account, account.transport.deadline(DEADLINE_S if fault.slow else 5.0):
        try:
            look = read(account.adapter, post_for(channel, folder))
        except ChannelError as error:
            assert type(error) in (fault.reading, Rejected)  # noqa: PT017
            assert fault.reading is Retryable or type(error) is fault.reading  # noqa: PT017
            assert_clean(channel, error)
        else:
            # A strange success may be taken, but never as a proof that the post is absent.
            assert isinstance(look, Look)
            assert not look.matches
            assert not look.complete
    assert len(server.requests) == 1
    check_all(channel, server)


@pytest.mark.parametrize("channel", NETWORKED)
def test_a_throttle_says_until_when(channel: str, server: Server, folder: Path) -> None:
    platform = PLATFORMS[channel]
    assert platform.throttles is not None
    server.script(*platform.lead, platform.throttles)
    with opened(channel, server.address) as account:
        error = refusal_of(lambda: publish(account, post_for(channel, folder)))
    assert isinstance(error, RateLimited)
    assert error.until == platform.throttled_until


@pytest.mark.parametrize("channel", NETWORKED)
@pytest.mark.parametrize("status", [302, 303, 307, 308])
def test_a_redirect_is_not_followed(
    channel: str, status: int, server: Server, other_server: Server, folder: Path
) -> None:
    reply = answer(status, {"id": "1", "data": {"id": "1"}}, {"Location": other_server.address + "/elsewhere"})
    server.script(*PLATFORMS[channel].lead, reply, reply)
    with opened(channel, server.address) as account:
        assert type(refusal_of(lambda: publish(account, post_for(channel, folder)))) is OutcomeUnknown
        assert type(refusal_of(lambda: read(account.adapter, post_for(channel, folder)))) is Retryable
    assert (len(server.requests), len(other_server.requests)) == (len(PLATFORMS[channel].lead) + 2, 0)


@pytest.mark.parametrize("channel", NETWORKED)
def test_not_connected_is_certain(channel: str, folder: Path) -> None:
    with opened(channel, closed_address()) as account:
        error = refusal_of(lambda: publish(account, post_for(channel, folder)))
    assert type(error) is Retryable
    assert_clean(channel, error)


@pytest.mark.parametrize("channel", NETWORKED)
def test_no_time_left_is_certain(channel: str, server: Server, folder: Path) -> None:
    with opened(channel, server.address) as account:
        error = refusal_of(lambda: publish(account, post_for(channel, folder), 0.0))
    assert type(error) is Retryable
    assert not server.requests


@pytest.mark.parametrize("channel", NETWORKED)
def test_a_kept_connection_that_drops_is_one_request_a_post(channel: str, server: Server, folder: Path) -> None:
    platform = PLATFORMS[channel]
    assert platform.accepted is not None
    whole = (*platform.lead, platform.accepted)
    server.script(*whole, *platform.lead, drop, *whole)
    with opened(channel, server.address) as account:
        publish(account, post_for(channel, folder))
        assert type(refusal_of(lambda: publish(account, post_for(channel, folder)))) is OutcomeUnknown
        assert len(server.requests) == 2 * len(whole), "a request was sent again"
        publish(account, post_for(channel, folder))
    assert len(server.requests) == 3 * len(whole)


@pytest.mark.parametrize("channel", NETWORKED)
def test_secrets_that_the_platform_repeats_are_hidden(channel: str, server: Server, folder: Path) -> None:
    platform = PLATFORMS[channel]
    assert platform.echoes is not None
    server.script(*platform.lead, platform.echoes, platform.echoes)
    with opened(channel, server.address) as account:
        for action in (
            lambda: publish(account, post_for(channel, folder)),
            lambda: read(account.adapter, post_for(channel, folder)),
        ):
            try:
                outcome = action()
            except Rejected as error:
                assert_clean(channel, error)
            else:
                # What is public when its last step is refused is published, and says in those words what is missing.
                assert isinstance(outcome, Published)
                assert outcome.missing
                assert not [secret for secret in platform.secrets() if secret in outcome.missing]


@pytest.mark.parametrize("status", [400, 500])
@pytest.mark.parametrize("channel", NETWORKED)
def test_the_platform_s_own_words_reach_staff_whatever_its_code(
    channel: str, status: int, server: Server, folder: Path
) -> None:
    """Behind our own, without marks of a page, and cut: they may repeat our whole post."""
    platform = PLATFORMS[channel]
    if platform.says is None:
        pytest.skip("the channel's platform has no words of its own")
    reply = platform.says(status, f"Pages <b>rest</b> today. {'x' * 500}")
    server.script(*platform.lead, reply, reply)
    with opened(channel, server.address) as account:
        for action in (
            lambda: publish(account, post_for(channel, folder)),
            lambda: read(account.adapter, post_for(channel, folder)),
        ):
            error = refusal_of(action)
            ours, _, theirs = error.message.partition(" Lời của nền tảng: “")
            assert ours
            assert theirs.startswith("Pages rest today. xxx")
            assert theirs.endswith("x…”.")
            assert len(theirs) < 210
            assert_clean(channel, error)


@pytest.mark.parametrize("channel", FINDING)
def test_an_empty_listing_is_a_complete_look(channel: str, server: Server, folder: Path) -> None:
    platform = PLATFORMS[channel]
    assert platform.empty_list is not None
    server.script(platform.empty_list)
    with opened(channel, server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(post_for(channel, folder), NOW)
    assert look.complete
    assert not look.matches
    check_all(channel, server)


LISTED = [channel for channel in FINDING if PLATFORMS[channel].listed is not None]
NOTHING = object()


def look_at(channel: str, server: Server, folder: Path, shown: Json, *, with_ours: bool = True) -> Look:
    """What `find` makes of `shown` as the listing's answer, however often it asks; without ours where it is not there."""
    listed = PLATFORMS[channel].listed
    assert listed is not None
    holder, name = within(shown, listed.path)
    if not with_ours and name in holder:
        holder[name] = [entry for at, entry in enumerate(holder[name]) if at != listed.ours]
    if listed.counted and name in holder:
        place, count = within(shown, listed.counted)
        place[count] = len(holder[name])
    server.script(*[answer(200, shown.get(ARRAY, shown))] * 3)
    with opened(channel, server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        return adapter.find(post_for(channel, folder), NOW)


def within(document: Json, path: Sequence[str]) -> tuple[Json, str]:
    for name in path[:-1]:
        document = document[name]
    return document, path[-1]


@pytest.mark.parametrize("channel", FINDING)
def test_a_channel_that_lists_says_how(channel: str) -> None:
    assert PLATFORMS[channel].listed is not None, "describe a listing, so that what it lacks is tried"


@pytest.mark.parametrize("with_ours", [True, False])
@pytest.mark.parametrize("channel", LISTED)
def test_a_whole_listing_tells_what_is_there(channel: str, with_ours: bool, server: Server, folder: Path) -> None:
    listed = PLATFORMS[channel].listed
    assert listed is not None
    look = look_at(channel, server, folder, deepcopy(listed.answer), with_ours=with_ours)
    assert (look.complete, len(look.matches), look.lacking) == (True, int(with_ours), frozenset())


@dataclass(frozen=True)
class Spoilt:
    """What becomes of one field of one entry: `value`, or nothing at all; `renamed`: it comes under another name."""

    label: str
    value: object = NOTHING
    renamed: bool = False


SPOILT = (Spoilt("stripped"), Spoilt("renamed", renamed=True), Spoilt("null", None), Spoilt("a list", ["?"]))


@pytest.mark.parametrize("with_ours", [True, False])
@pytest.mark.parametrize("spoilt", SPOILT, ids=lambda spoilt: spoilt.label)
@pytest.mark.parametrize("channel", LISTED)
def test_entries_that_lack_what_was_asked_prove_no_absence(
    channel: str, spoilt: Spoilt, with_ours: bool, server: Server, folder: Path
) -> None:
    """Each field in turn, in each entry, whether or not ours is there."""
    listed = PLATFORMS[channel].listed
    assert listed is not None
    tried = 0
    for position in range(len(within(listed.answer, listed.path)[0][listed.path[-1]])):
        for field in listed.fields:
            shown = deepcopy(listed.answer)
            holder, name = within(shown, listed.path)
            place, key = within(holder[name][position], field.split("."))
            if key not in place or (not with_ours and position == listed.ours):
                continue
            value = place.pop(key)
            if spoilt.value is not NOTHING:
                place[key] = spoilt.value
            if spoilt.renamed:
                place[f"{key}_v2"] = value
            look = look_at(channel, server, folder, shown, with_ours=with_ours)
            assert look.matches or not look.complete, f"{field} of entry {position}"
            assert with_ours or look.lacking, f"{field} of entry {position}: staff are not told"
            tried += 1
    assert tried > len(listed.fields)


@pytest.mark.parametrize("odd", [None, 5, "entry", [], True])
@pytest.mark.parametrize("channel", LISTED)
def test_an_entry_that_is_none_proves_no_absence(channel: str, odd: object, server: Server, folder: Path) -> None:
    listed = PLATFORMS[channel].listed
    assert listed is not None
    for position in range(3):
        shown = deepcopy(listed.answer)
        holder, name = within(shown, listed.path)
        holder[name][position] = odd
        look = look_at(channel, server, folder, shown)
        assert look.matches or not look.complete


def paged() -> list[str]:
    return [channel for channel in LISTED if (listed := PLATFORMS[channel].listed) is not None and listed.full_at]


@pytest.mark.parametrize("channel", paged())
def test_a_full_page_that_does_not_say_how_it_goes_on_proves_no_absence(
    channel: str, server: Server, folder: Path
) -> None:
    listed = PLATFORMS[channel].listed
    assert listed is not None
    shown = deepcopy(listed.answer)
    holder, name = within(shown, listed.path)
    holder[name] = [holder[name][0]] * listed.full_at
    look = look_at(channel, server, folder, shown)
    assert not look.complete
    assert look.lacking == {"cursor"}


@pytest.mark.parametrize("channel", LISTED)
def test_a_listing_under_another_name_proves_no_absence(channel: str, server: Server, folder: Path) -> None:
    listed = PLATFORMS[channel].listed
    assert listed is not None
    shown = deepcopy(listed.answer)
    holder, name = within(shown, listed.path)
    holder[f"{name}_v2"] = holder.pop(name)
    try:
        look = look_at(channel, server, folder, shown)
    except ChannelError as error:
        assert type(error) is Retryable  # noqa: PT017
    else:
        assert not look.complete


@pytest.mark.parametrize("channel", NETWORKED)
def test_optional_abilities_are_there(channel: str, server: Server) -> None:
    with opened(channel, server.address) as account:
        # What a channel is said to be able to, before any account of it is opened, and what its adapter is able to.
        able = {name for name, ability in ABILITIES.items() if isinstance(account.adapter, ability)}
        looks = {"find"}  # of some accounts only, on a channel whose accounts are not alike
        assert able - looks == (abilities_of(spec_of(channel)) & set(ABILITIES)) - looks
        assert able & {"find", "probe"}, "an account must answer something before it posts"
        if channel in own_names():
            assert able >= {"metrics", "withdraw", "probe"}
        # What cannot be found again says so, so that an unknown outcome goes to a person.
        assert isinstance(account.adapter, Finds) == spec_of(channel).has_read_back
        assert spec_of(channel).has_read_back == (channel in FINDING)
        assert isinstance(account.adapter, Converses) == spec_of(channel).converses


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_the_limit_of_text_holds_at_the_border(channel: str, over: int, server: Server, folder: Path) -> None:
    spec = spec_of(channel)
    assert PLAIN_POST.link is not None
    filler = spec.text_limit - spec.count(PLAIN_POST.link + " ") + over
    post = replace(post_for(channel, folder), text=f"{PLAIN_POST.link} {'a' * filler}")
    assert spec.count(post.text) == spec.text_limit + over
    with opened(channel, server.address) as account:
        problems = account.adapter.check(post)
    assert [problem.field for problem in problems] == (["text"] if over > 0 else [])


@pytest.mark.parametrize("channel", [channel for channel in CHANNELS if not PLATFORMS[channel].needs_video])
@pytest.mark.parametrize("over", [-1, 0, 1])
def test_the_limit_of_a_text_beside_a_file_holds_at_the_border(
    channel: str, over: int, server: Server, folder: Path
) -> None:
    spec = spec_of(channel)
    filler = "a" * (composed_limit(spec) - spec.count(f"{PLAIN_POST.link} ") + over)
    post = replace(PLAIN_POST, text=f"{PLAIN_POST.link} {filler}", media=(picture(folder),))
    with opened(channel, server.address) as account:
        problems = account.adapter.check(post)
        alone = account.adapter.check(replace(post, media=()))
    assert [problem.field for problem in problems] == (["text"] if over > 0 else [])
    assert alone == ([] if spec.media.text_limit else problems), "alone it may be longer, where the two limits differ"


@pytest.mark.parametrize("channel", [channel for channel in CHANNELS if not PLATFORMS[channel].needs_video])
@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("limit", ["count", "bytes", "alt_text"])
def test_the_limits_of_media_hold_at_the_border(
    channel: str, limit: str, over: int, server: Server, folder: Path
) -> None:
    limits = spec_of(channel).media
    file = picture(folder)
    count = limits.max_count + over if limit == "count" else 1
    if limit == "bytes":
        file = replace(file, bytes=limits.max_bytes + over)
    if limit == "alt_text":
        file = replace(file, alt_text="a" * (limits.alt_text_limit + over))
    with opened(channel, server.address) as account:
        problems = account.adapter.check(replace(PLAIN_POST, media=(file,) * count))
    assert [problem.field for problem in problems] == (["media"] if over > 0 else [])


def with_videos() -> list[str]:
    return [channel for channel in CHANNELS if specs()[channel].media.video is not None]


@pytest.mark.parametrize("channel", with_videos())
@pytest.mark.parametrize("over", [-1, 0, 1])
@pytest.mark.parametrize("limit", ["count", "bytes", "longest", "shortest", "narrowest", "flattest", "kind"])
def test_the_limits_of_a_video_hold_at_the_border(
    channel: str, limit: str, over: int, server: Server, folder: Path
) -> None:
    limits = spec_of(channel).media.video
    assert limits is not None
    low, high = limits.aspect
    video = clip(folder)
    changed = {
        "count": video,
        "bytes": replace(video, bytes=limits.max_bytes + over),
        "longest": replace(video, duration_s=limits.max_s + over / 100),
        "shortest": replace(video, duration_s=limits.min_s - over / 100),
        "narrowest": replace(video, width=round(300 * low) - over, height=300),
        "flattest": replace(video, width=round(300 * high) + over, height=300),
        "kind": replace(video, mime="video/x-flv" if over > 0 else limits.mime_types[over]),
    }[limit]
    media = (changed,) * (2 if limit == "count" and over > 0 else 1)
    with opened(channel, server.address) as account:
        problems = account.adapter.check(replace(PLAIN_POST, media=media))
    assert [problem.field for problem in problems] == (["media"] if over > 0 else [])


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"text": "  "}, "text"),
        ({"link": "/l/ab12"}, "link"),
        ({"text": f"{PLAIN_POST.text} e\u0301"}, "text"),
    ],
)
def test_what_every_channel_refuses(
    channel: str, change: dict[str, str], field: str, server: Server, folder: Path
) -> None:
    post = post_for(channel, folder)
    with opened(channel, server.address) as account:
        assert field in {problem.field for problem in account.adapter.check(replace(post, **change))}  # type: ignore[arg-type]
        assert account.adapter.check(post) == []
    assert not server.requests


@pytest.mark.parametrize("kind", ["image/tiff", "image/gif"])
@pytest.mark.parametrize("channel", CHANNELS)
def test_a_picture_of_another_kind_is_refused(channel: str, kind: str, server: Server, folder: Path) -> None:
    post = replace(PLAIN_POST, media=(replace(picture(folder), mime=kind),))
    with opened(channel, server.address) as account:
        assert [problem.field for problem in account.adapter.check(post)] == ["media"]


@pytest.mark.parametrize("channel", NETWORKED)
def test_only_the_approved_file_is_sent(channel: str, server: Server, folder: Path) -> None:
    approved = clip(folder) if PLATFORMS[channel].needs_video else picture(folder)
    post = replace(PLAIN_POST, media=(approved,))
    with opened(channel, server.address) as account:
        approved.path.write_bytes(b"another file")
        assert type(refusal_of(lambda: publish(account, post))) is Rejected
        approved.path.unlink()
        assert type(refusal_of(lambda: publish(account, post))) is Retryable
    assert not server.requests


@pytest.mark.parametrize("channel", CHANNELS)
def test_an_unknown_step_is_refused_before_any_call(channel: str, server: Server) -> None:
    with opened(channel, server.address) as account:
        error = refusal_of(lambda: account.adapter.advance(PLAIN_POST, {"step": "of an older version"}))
    assert type(error) is Misconfigured
    assert not server.requests


@pytest.mark.parametrize("channel", NETWORKED)
def test_a_missing_credential_is_named_and_no_value_is_shown(channel: str) -> None:
    spec = spec_of(channel)
    known = dict(PLATFORMS[channel].credentials)
    for name, field in spec.credentials.model_fields.items():
        if not field.is_required():
            continue
        for wrong in ({key: value for key, value in known.items() if key != name}, {**known, name: ""}):
            error = refusal_of(partial(parse_credentials, spec, wrong))
            assert type(error) is Misconfigured
            assert name in error.message
            assert_clean(channel, error)
