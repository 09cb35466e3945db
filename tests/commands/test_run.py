"""`loa run` in a home that runs: what it publishes, what it leaves, what it answers, and what staff can do about the rest."""

import itertools
from collections import Counter
from pathlib import Path

from sqlmodel import func, select

from distributor.models import Account, Delivery, Post, PostState, QuotaUse
from distributor.vault import open_vault
from tests.commands.conftest import RunningHome
from tests.commands.homes import Answer, entry_of, feed_of, write_feed

_numbers = itertools.count(1)
KEYS = {"item", "title", "channel", "account", "state", "url", "text", "reason"}


def numbers(count: int) -> list[int]:
    """Of entries that no other test has."""
    return [next(_numbers) for _ in range(count)]


def states(answer: Answer, channel: str) -> list[str]:
    return [cell["state"] for cell in answer.object["coverage"] if cell["channel"] == channel]


def reasons(answer: Answer, state: str) -> set[str]:
    return {cell["reason"] for cell in answer.object["coverage"] if cell["state"] == state}


def test_the_promised_shape_and_nothing_new_the_second_time(running: RunningHome, tmp_path: Path) -> None:
    told = numbers(2)
    source = write_feed(tmp_path / "nguon.xml", told)
    first = running.loa("run", source, "--json")
    assert first.code == 0, first.said
    assert set(first.object) == {"items", "coverage", "videos", "totals"}
    assert first.object["videos"] == {"made": 0, "failed": 0, "waiting": 0, "posts_waiting": 0}
    assert {"found": 2, "new": 2, "revised": 0, "skipped": []}.items() <= first.object["items"].items()
    assert all(set(cell) == KEYS for cell in first.object["coverage"])
    assert all(cell["url"] and cell["text"] for cell in first.object["coverage"])
    assert first.object["totals"] == {"published": 6}
    once = {(channel, number): 1 for channel in ("facebook", "x") for number in told}
    assert on_platforms(running, told) == once
    second = running.loa("run", source, "--json")
    assert second.code == 0, second.said
    assert {"found": 2, "new": 0}.items() <= second.object["items"].items()
    assert second.object["coverage"] == first.object["coverage"]
    assert on_platforms(running, told) == once


def on_platforms(running: RunningHome, told: list[int]) -> Counter[tuple[str, int]]:
    """How often each platform was sent each of these entries. A reader of feeds sees what is new when it comes by."""
    return Counter(
        (entry["platform"], number)
        for entry in running.home.published()
        for number in told
        if entry["platform"] != "rss" and f"Bài {number} về " in entry["text"]
    )


def test_words_for_people(running: RunningHome, tmp_path: Path) -> None:
    answer = running.loa("run", write_feed(tmp_path / "nguon.xml", numbers(1)))
    assert "Tìm thấy 1 nội dung: 1 mới" in answer.out
    assert "Đã đăng: 3" in answer.out
    assert "Đang đọc" in answer.err


def test_a_quota_leaves_the_rest_planned(running: RunningHome, tmp_path: Path) -> None:
    with running.session() as session:
        used = session.exec(
            select(func.count()).select_from(QuotaUse).where(QuotaUse.account_id == 1, QuotaUse.bucket == "posts")
        ).one()
    with running.account("facebook", limits={"quotas": {"posts": used + 2}, "read_back_lag_s": 1.5}) as account_id:
        assert account_id == 1
        source = write_feed(tmp_path / "nguon.xml", numbers(5))
        answer = running.loa("run", source, "--json")
    assert answer.code == 0, answer.said
    assert sorted(states(answer, "facebook")) == ["planned"] * 3 + ["published"] * 2
    assert answer.object["totals"] == {"planned": 3, "published": 12}
    assert all("hạn mức" in reason.lower() for reason in reasons(answer, "planned")), reasons(answer, "planned")
    later = running.loa("run", source, "--json")
    assert later.object["totals"] == {"published": 15}


def test_a_wrong_token_keeps_posts_planned_until_it_is_mended(running: RunningHome, tmp_path: Path) -> None:
    source = write_feed(tmp_path / "nguon.xml", numbers(2))
    vault = open_vault(running.home.path)
    spoiled = vault.seal({"page_access_token": "EAAB-sai"})
    with running.account("facebook", credentials=spoiled):
        answer = running.loa("run", source, "--json")
        sick = running.loa("doctor", "--json")
    assert answer.code == 0, answer.said
    assert states(answer, "facebook") == ["planned", "planned"]
    assert states(answer, "x") == states(answer, "rss") == ["published", "published"]
    assert all("kết nối lại" in reason for reason in reasons(answer, "planned")), reasons(answer, "planned")
    assert sick.code == 1
    assert running.loa("doctor").code == 0, "the token works again: so does the account"
    assert running.loa("run", source, "--json").object["totals"] == {"published": 6}


def test_a_refused_post_fails_and_staff_send_it_again_or_skip_it(running: RunningHome, tmp_path: Path) -> None:
    source = write_feed(tmp_path / "nguon.xml", numbers(2))
    with running.session() as session:
        facts = session.get_one(Account, 1).settings
    with running.account("facebook", settings={**facts, "page_id": "1"}):
        answer = running.loa("run", source, "--json")
    assert answer.code == 1, answer.said
    assert answer.object["totals"] == {"failed": 2, "published": 4}
    assert all(reasons(answer, "failed"))
    with running.session() as session:
        failed = session.exec(select(Post.id).where(Post.state == PostState.FAILED)).all()
    assert len(failed) == 2
    assert running.loa("retry", str(failed[0]), "--by", "lanhdao", "--json").object["state"] == "planned"
    skipped = running.loa("skip", str(failed[1]), "--by", "lanhdao", "--reason", "Đã đăng tay", "--json")
    assert skipped.object["state"] == "skipped"
    again = running.loa("run", source, "--json")
    assert again.code == 0, again.said
    assert again.object["totals"] == {"published": 5, "skipped": 1}
    assert reasons(again, "skipped") == {"Đã đăng tay"}


def test_a_hold_keeps_posts_and_lifting_lets_them_go(running: RunningHome, tmp_path: Path) -> None:
    source = write_feed(tmp_path / "nguon.xml", numbers(1))
    placed = running.loa(
        "hold", "--by", "lanhdao", "--reason", "Mưa lũ", "--ordered-by", "Văn phòng", "--channel", "x", "--json"
    ).object
    answer = running.loa("run", source, "--json")
    assert answer.code == 0, answer.said
    assert answer.object["totals"] == {"planned": 1, "published": 2}
    assert reasons(answer, "planned") == {"Tạm dừng: Mưa lũ (theo Văn phòng)"}
    assert running.loa("status", "--json").object["holds"][0]["id"] == placed["hold"]
    assert running.loa("lift", str(placed["hold"]), "--by", "lanhdao", "--json").object["hold"] == placed["hold"]
    assert running.loa("run", source, "--json").object["totals"] == {"published": 3}


def test_a_draft_for_comment_waits_for_a_person(running: RunningHome, tmp_path: Path) -> None:
    entry = entry_of(numbers(1)[0]).replace("<guid>", "<category>Lấy ý kiến dự thảo</category><guid>")
    file = tmp_path / "nguon.xml"
    file.write_text(feed_of(entry), encoding="utf-8")
    answer = running.loa("run", str(file), "--json")
    assert answer.code == 0, answer.said
    assert answer.object["totals"] == {"awaiting_review": 3}
    item = str(answer.object["coverage"][0]["item"])
    shown = running.loa("preview", item, "--channel", "x", "--json").object
    assert shown[0]["state"] == "awaiting_review"
    assert shown[0]["text"] == next(c["text"] for c in answer.object["coverage"] if c["channel"] == "x")
    for channel in ("facebook", "x", "rss"):
        [post] = running.loa("preview", item, "--channel", channel, "--json").object
        wrong = running.loa("approve", str(post["post"]), "--by", "lanhdao", "--seen", "0" * 12)
        assert wrong.code == 1, "nobody approves what they have not seen"
        yes = running.loa("approve", str(post["post"]), "--by", "lanhdao", "--seen", post["seen"], "--json")
        assert yes.object["state"] == "planned"
    assert running.loa("run", str(file), "--json").object["totals"] == {"published": 3}


def test_an_item_that_must_not_go_out_by_itself_waits_until_staff_take_it(running: RunningHome, tmp_path: Path) -> None:
    file = tmp_path / "nguon.xml"
    file.write_text(feed_of(entry_of(numbers(1)[0], "quy chế (lưu hành nội bộ)")), encoding="utf-8")
    answer = running.loa("run", str(file), "--json")
    assert answer.code == 0, answer.said
    assert set(answer.object["totals"]) <= {"none", "awaiting_review"}
    assert all("lưu hành nội bộ" in cell["reason"] for cell in answer.object["coverage"]), answer.object["coverage"]
    item = answer.object["coverage"][0]["item"]
    assert running.loa("take", str(item), "--by", "lanhdao", "--json").object["items"] == [item]
    assert running.loa("take", str(item), "--by", "lanhdao", "--json").object["items"] == []


def test_an_unknown_outcome_is_settled_by_a_person(running: RunningHome, tmp_path: Path) -> None:
    source = write_feed(tmp_path / "nguon.xml", numbers(1))
    with running.account("x", state="paused", state_reason="Thử"):
        first = running.loa("run", source, "--json")
        assert first.object["totals"] == {"planned": 1, "published": 2}
        with running.session() as session:
            item = first.object["coverage"][0]["item"]
            post = session.exec(select(Post).where(Post.item_id == item, Post.state == PostState.PLANNED)).one()
            # As the engine leaves a post that only a person can judge: nothing is due any more.
            post.state, post.due_at, post.reason = PostState.UNKNOWN, None, "Nền tảng không trả lời rõ."
            delivery = session.get_one(Delivery, post.id)
            delivery.token = "0" * 32
            session.add_all([post, delivery])
    unsettled = running.loa("run", source, "--json")
    assert unsettled.code == 1, unsettled.said
    assert unsettled.object["totals"] == {"published": 2, "unknown": 1}
    address = "https://x.com/SoTuPhapHG/status/1"
    settled = running.loa("resolve", str(post.id), "--by", "lanhdao", "--published", address, "--json")
    assert settled.object["state"] == "published"
    assert running.loa("run", source, "--json").code == 0
