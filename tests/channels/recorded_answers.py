"""Recorded answers of the platforms, held against the adapters: which case, what it must mean, and what ours makes of it.

The cases in `recorded/` are written by us from the facts of public recordings. A third of them is kept aside: whoever changes an
adapter looks at the others, and the share of those kept aside is told apart.
`python -m tests.channels.recorded_answers` prints both.
"""

import json
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from channels.base import Adapter, Measures, Next, OutgoingPost, Published, Refreshes
from channels.errors import ChannelError
from channels.facebook.configuration import facebook_configuration
from channels.optional import MISSING
from tests.channels import test_facebook_sessions as sessions
from tests.channels import test_x, test_youtube
from tests.channels.platforms import NOW, PLATFORMS, PROCESSED, FixedClock, opened, picture, post_for
from tests.channels.server import Reply, Server, answer, running_server
from tests.channels.test_conformance import read
from tests.channels.test_facebook_video import ordinary

FOLDER = Path(__file__).parent / "recorded"
AT_LEAST = 0.97
STEPS_AT_MOST = 12
FACEBOOK_DAY = datetime.combine(facebook_configuration().upload.sessions_from, datetime.min.time(), UTC) + timedelta(1)


@dataclass(frozen=True)
class Recorded:
    """`right`: the class of error it must become; `goes on`, `missing`, `tokens`; or the numbers it tells, "none" for unknown."""

    channel: str
    id: str
    asked: str
    status: int
    body: str
    right: str | Mapping[str, int | str]
    source: str
    kind: str = "application/json; charset=UTF-8"
    why: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_kept_aside(self) -> bool:
        return sha256(f"{self.channel} {self.id}".encode()).digest()[0] % 3 == 0

    @property
    def reply(self) -> Reply:
        return answer(self.status, self.body.encode(), self.headers, kind=self.kind or None)


CASES = tuple(
    Recorded(channel=file.stem, **entry)
    for file in sorted(FOLDER.glob("*.toml"))
    for entry in tomllib.loads(file.read_text("utf-8"))["case"]
)


@dataclass(frozen=True)
class Scene:
    """What comes before the recorded answer, and whose post it is."""

    post: Callable[[Path], OutgoingPost]
    before: tuple[Reply, ...] = ()
    after: tuple[Reply, ...] = ()
    clock: datetime = NOW


def scene_of(case: Recorded) -> Scene:
    platform = PLATFORMS[case.channel]
    plain = partial(post_for, case.channel)
    scenes: dict[tuple[str, str], Scene] = {
        ("facebook", "photo"): Scene(lambda folder: replace(plain(folder), media=(picture(folder),))),
        ("facebook", "video"): Scene(ordinary, (sessions.BEGUN, sessions.at(0), sessions.HANDLE), clock=FACEBOOK_DAY),
        ("x", "initialize"): Scene(test_x.pictured(600)),
        ("x", "append"): Scene(test_x.pictured(600), (test_x.initialized("51"),)),
        ("x", "finalize"): Scene(test_x.pictured(600), (test_x.initialized("51"), test_x.APPENDED)),
        ("x", "status"): Scene(
            test_x.pictured(600),
            (
                test_x.initialized("51"),
                test_x.APPENDED,
                answer(200, {"data": {"id": "51", "processing_info": {"state": "pending", "check_after_secs": 1}}}),
            ),
        ),
        ("youtube", "session"): Scene(plain, (test_youtube.NOTHING,)),
        ("youtube", "cover"): Scene(
            test_youtube.dressed, (test_youtube.NOTHING, test_youtube.OPENED, test_youtube.SENT, PROCESSED)
        ),
        ("zalo", "create"): Scene(plain, platform.lead[:1]),
    }
    return scenes.get((case.channel, case.asked)) or Scene(plain, platform.lead)


def made_of(case: Recorded, server: Server, folder: Path) -> object:
    """What our adapter makes of the answer, in the words of `Recorded.right`."""
    scene = scene_of(case)
    with opened(case.channel, server.address, FixedClock(scene.clock)) as account:
        adapter = account.adapter
        try:
            if case.asked == "read":
                server.script(*[case.reply] * 3)
                return read(adapter, scene.post(folder))
            if case.asked == "numbers":
                return _numbers(case, adapter, server)
            if case.asked == "token":
                assert isinstance(adapter, Refreshes)
                server.script(case.reply)
                return "tokens" if adapter.refresh() else "nothing"
            return _walked(case, scene, adapter, server, folder)
        except ChannelError as error:
            # One of the six: what is finer than those says more of the same.
            return next(kind.__name__ for kind in ChannelError.__subclasses__() if isinstance(error, kind))


def _numbers(case: Recorded, adapter: Adapter, server: Server) -> dict[str, int | str]:
    assert isinstance(adapter, Measures)
    assert isinstance(case.right, Mapping)
    server.script(*[case.reply] * 12)
    post_id = "1000000000001_55" if case.channel == "facebook" else "77"
    told = {one.metric: "none" if one.value is None else one.value for one in adapter.metrics([post_id])}
    return {name: told.get(name, "not asked") for name in case.right}


def _walked(case: Recorded, scene: Scene, adapter: Adapter, server: Server, folder: Path) -> str:
    """Walk up to the recorded answer, and one step beyond it."""
    post = scene.post(folder)
    server.script(*scene.before, case.reply)
    step: Next | Published = adapter.begin(post)
    for _number in range(STEPS_AT_MOST):
        assert isinstance(step, Next)
        step = adapter.advance(post, step.progress)
        if len(server.requests) > len(scene.before):
            break
    if isinstance(step, Published):
        return "Published"
    return "missing" if step.progress.get(MISSING) else "goes on"


def judged(case: Recorded) -> tuple[bool, object]:
    """Whether our adapter is right about it, and what it made of it."""
    with running_server() as server, tempfile.TemporaryDirectory() as folder:
        made = made_of(case, server, Path(folder))
    return made == (dict(case.right) if isinstance(case.right, Mapping) else case.right), made


def share(cases: list[Recorded], is_right: Mapping[str, bool]) -> str:
    right = sum(is_right[f"{case.channel} {case.id}"] for case in cases)
    return f"{right} of {len(cases)} ({100 * right / len(cases):.1f} %)"


def table() -> str:
    """Of what was checked against what, for `docs/recorded-answers.md`."""
    lines = ["| channel | case | asked | answer | must become | source |", "|---|---|---|---|---|---|"]
    for case in CASES:
        right = case.right if isinstance(case.right, str) else json.dumps(dict(case.right)).replace('"none"', "none")
        aside = " †" if case.is_kept_aside else ""
        lines.append(f"| {case.channel} | {case.id}{aside} | {case.asked} | {case.status} | {right} | {case.source} |")
    return "\n".join(lines)


def main() -> None:
    if "--table" in sys.argv:
        print(table())
        return
    results: dict[str, bool] = {}
    made: dict[str, Any] = {}
    for case in CASES:
        name = f"{case.channel} {case.id}"
        results[name], made[name] = judged(case)
        if not results[name] and not case.is_kept_aside:
            print(f"{name}: must become {case.right}, became {made[name]}")
    seen = [case for case in CASES if not case.is_kept_aside]
    aside = [case for case in CASES if case.is_kept_aside]
    print(f"recorded answers that become what they must: {share(seen, results)}; kept aside: {share(aside, results)}")


if __name__ == "__main__":
    main()
