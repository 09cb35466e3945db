"""The house rules, on every demo item, channel, purpose and wording; and that the check itself finds what breaks them."""

import pytest

from channels.forms import form_of
from distributor.compose.editorial import load_editorial
from distributor.compose.house import forbidden_words, house_problems, source_questions
from distributor.compose.ornaments import EMOJI
from distributor.compose.templates import Templates
from distributor.draft.compose import compose
from distributor.text.plain import letters
from tests.compose.conftest import CHANNELS
from tests.compose.demo_items import DEMO, LINK, item
from tests.compose.test_golden import CASES, made

EDITORIAL = load_editorial()
HOUSE = EDITORIAL.house
POINTS = ("Cần làm", "Ai cần biết", "•")


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(("name", "purpose"), CASES)
def test_every_post_keeps_them(name: str, purpose: str, channel: str, templates: Templates) -> None:
    kind = "digest" if name == "december" else DEMO[name].kind
    for variant in ("", *templates.variants(channel, purpose, kind)):
        post = made(name, purpose, channel, variant, templates)
        seen = "\n".join(part for part in (post.title if post.own_title else "", post.lead, post.text) if part)
        document = DEMO[name].facts.document if name in DEMO else None
        in_full = document if "bỏ trích dẫn đầy đủ văn bản" not in post.dropped and channel != "sms" else None
        if purpose.startswith("erratum"):
            in_full = None  # of our post, not of the document
        problems = house_problems(
            seen,
            EDITORIAL,
            link="" if channel == "rss" else LINK,
            summary=any(point in seen for point in POINTS) or _tells(name, seen),
            document=in_full,
        )
        assert problems == (), (variant, seen)


def _tells(name: str, seen: str) -> bool:
    """Whether something of the item's own text stands in the post."""
    start = letters(DEMO[name].summary if name in DEMO else "")[:40]
    return bool(start) and letters(seen).count(start) > letters(DEMO[name].title).count(start)


GOOD = f"Quy định tách thửa\n\nThửa mới ít nhất 50 m².\n\n{HOUSE.reminder} {LINK}"
BROKEN = [
    (f"{GOOD} #a1a #b #c #d", "4 hashtag"),
    (f"📜 {GOOD} 🎉", "2 biểu tượng"),
    (f"📜 Mức xử phạt. {GOOD}", "xử phạt hoặc tang lễ"),
    (f"📜 Lễ viếng. {GOOD}", "xử phạt hoặc tang lễ"),
    (f"Cực sốc! {GOOD}", "«cực sốc»"),
    (f"{GOOD} {LINK}", "đúng một lần, hiện có 2"),
    (GOOD.replace(LINK, ""), "đúng một lần, hiện có 0"),
    (GOOD.replace(HOUSE.reminder, ""), "Thiếu câu"),
    (f"Theo Quyết định số 27/2026/QĐ-UBND. {GOOD}", "Lần dẫn đầu"),
]


@pytest.mark.parametrize(("text", "problem"), BROKEN, ids=[problem for _, problem in BROKEN])
def test_the_check_finds_what_breaks_a_rule(text: str, problem: str) -> None:
    document = DEMO["decision"].facts.document
    assert house_problems(GOOD, EDITORIAL, link=LINK, summary=True, document=document) == ()
    (found,) = house_problems(text, EDITORIAL, link=LINK, summary=True, document=document)
    assert problem in found
    assert "Hãy" in found


def test_the_reminder_may_stand_without_accents() -> None:
    post = compose(DEMO["fees"], form_of("sms"), "announce", LINK, Templates(), variant="unaccented")
    assert house_problems(post.text, EDITORIAL, link=LINK, summary=True) == ()
    assert "khong thay the van ban goc" in post.text


@pytest.mark.parametrize("text", ["sốc nhiệt khác shock", "hotel", "khung giá", "nhanh tayy"])
def test_forbidden_words_are_whole_words(text: str) -> None:
    assert forbidden_words(text, HOUSE) == (("sốc",) if text.startswith("sốc") else ())


def test_words_of_a_source_stay_and_are_asked_about() -> None:
    view = item("Cảnh báo tin giả “giảm giá SỐC”", summary="Đừng tin lời mời nhanh tay nhận quà.", kind="scam_warning")
    post = compose(view, form_of("facebook"), "announce", LINK, Templates())
    assert "giảm giá SỐC" in post.text
    assert post.questions == source_questions(post.text, HOUSE)
    assert [question.split("«")[1].split("»")[0] for question in post.questions] == ["sốc", "nhanh tay"]
    assert compose(DEMO["decision"], form_of("facebook"), "announce", LINK, Templates()).questions == ()


def test_reminder_stands_with_a_summary_and_not_without(templates: Templates) -> None:
    for channel in CHANNELS:
        bare = compose(item("Thông báo"), form_of(channel), "announce", LINK, templates)
        assert HOUSE.reminder not in bare.text


def test_emoji_are_kept_for_where_they_are_usual(templates: Templates) -> None:
    shown = {
        channel: bool(EMOJI.search(compose(DEMO["commune"], form_of(channel), "effective", LINK, templates).text))
        for channel in CHANNELS
    }
    assert shown == {
        "facebook": True, "x": True, "rss": False, "youtube": False, "sms": False, "zalo": False, "manual": False
    }  # fmt: skip
