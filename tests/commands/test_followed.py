"""One test follows a post through a real worker's log: from its item to the call and the answer, by its number alone."""

import shlex
from itertools import pairwise
from pathlib import Path

from sqlmodel import col, select

from distributor.models import Account, Attempt, Post, PostState
from tests.commands.conftest import RunningHome


def lines_of(file: Path) -> list[dict[str, str]]:
    """The lines of ours, in their order: libraries say who they are."""
    found = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("timestamp="):
            told = dict(pair.partition("=")[::2] for pair in shlex.split(line))
            found.append(told)
    return found


def test_a_post_is_followed_from_its_item_to_the_call(running: RunningHome) -> None:
    lines = lines_of(running.home.path / "logs" / "worker.log")
    with running.session() as session:
        out = (
            select(Post.id, Post.item_id)
            .join(Account, col(Account.id) == col(Post.account_id))
            .where(Account.channel == "facebook", Post.state == PostState.PUBLISHED)
        )
        told = {(int(each["post"]), int(each["item"])) for each in lines if each["event"] == "post made"}
        (post_id, item_id), *_others = [(post, item) for post, item in session.exec(out) if (post, item) in told]
        attempts = session.exec(select(Attempt.id).where(Attempt.post_id == post_id)).all()
    taken = [
        place for place, each in enumerate(lines) if each["event"] == "item taken in" and each["item"] == str(item_id)
    ]
    its = [(place, each) for place, each in enumerate(lines) if each.get("post") == str(post_id)]
    assert len(taken) == 1
    assert its[0][0] > taken[0]
    assert its[0][1]["event"] == "post made"
    moves = [(each["was"], each["is"]) for _place, each in its if each["event"] == "post moved"]
    for before, after in pairwise(moves):
        assert after[0] in (before[1], "sending"), f"no move is missing but the claim's: {moves}"
    assert moves[-1] == ("sending", "published")
    called = next(place for place, (_line, each) in enumerate(its) if each["event"] == "call")
    carried = [each for _place, each in its[called:]]
    assert {"call", "step", "post moved"} <= {each["event"] for each in carried}
    assert {each.get("attempt") for each in carried} == {str(each) for each in attempts}, "the answer bears it, too"
