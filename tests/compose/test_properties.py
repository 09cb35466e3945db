"""Any item with any facts on every channel: never over, never empty, the same again, and every fact as the source has it."""

import re
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.forms import TextForm, form_of, writing_of
from channels.sms_text import unaccent
from distributor.compose.editorial import load_editorial
from distributor.compose.house import house_problems
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.draft.compose import Composition, compose
from distributor.facts import DocumentFacts, KeyPoints, Relation
from distributor.reading_states import RelationKind
from distributor.text.plain import clean
from tests.compose.conftest import CHANNELS
from tests.compose.demo_items import LINK, item
from tests.compose.test_fit import PIECES

TEMPLATES = Templates()
EDITORIAL = load_editorial()
PIECE = st.sampled_from([*PIECES.split("|"), "<5%", "𝟏", "Ủy ban nhân dân tỉnh", "10²"])
SHORT = st.lists(PIECE, max_size=12).map(" ".join)
LONG = st.one_of(st.lists(PIECE, max_size=80).map(" ".join), st.text(max_size=300))
DAY = st.one_of(st.none(), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
KINDS = st.sampled_from(["", *EDITORIAL.kinds])
NUMBERS = st.sampled_from(["27/2026/QĐ-UBND", "05/CTPH-STP-CAT-HPN", "45/2019/QH14", ""])
ISSUERS = st.lists(st.sampled_from(["Ủy ban nhân dân tỉnh Hương Giang", "Bộ Tư pháp", "Quốc hội"]), max_size=3).map(
    tuple
)
DOCUMENTS = st.builds(
    DocumentFacts,
    kind=st.sampled_from(["quyết định", "luật", ""]),
    number=NUMBERS,
    issuers=ISSUERS,
    issued_on=DAY,
    effective_on=DAY,
    subject=SHORT,
    relations=st.lists(st.builds(Relation, st.sampled_from(RelationKind), SHORT, NUMBERS), max_size=4).map(tuple),
)
POINTS = st.builds(
    KeyPoints,
    topic=st.sampled_from(["", "Đất đai, nhà ở"]),
    affected=SHORT,
    changes=st.lists(SHORT, max_size=3).map(tuple),
    action=SHORT,
    place=SHORT,
    deadline=SHORT,
    deadline_on=DAY,
)
TITLES = SHORT.filter(lambda text: any(letter.isalpha() for letter in clean(text)))
ITEMS = st.builds(
    item, TITLES, summary=LONG, text=LONG, kind=KINDS, document=st.one_of(st.none(), DOCUMENTS), points=POINTS
)


def digits(text: str) -> set[str]:
    return set(re.findall(r"\d[\d./-]*\d|\d", text))


def sources(view: ItemView) -> str:
    facts = view.facts
    document, points = facts.document, facts.points
    days = [points.deadline_on, *((document.issued_on, document.effective_on) if document else ())]
    texts = [view.title, view.summary, view.text, view.date_text, *(f"{one:%d/%m/%Y}" for one in days if one)]
    texts += [points.affected, *points.changes, points.action, points.place, points.deadline]
    if document:
        texts += [document.number, document.subject, *(one.target for one in document.relations)]
    return clean("\n".join([*texts, LINK]))


def check(view: ItemView, form: TextForm, variant: str, post: Composition) -> None:
    writing = writing_of(form.name, variant)
    assert 0 < form.count(post.text) == post.count <= post.limit == form.text_limit
    assert post.text == unicodedata.normalize("NFC", post.text) == post.text.strip()
    assert post.text.count(LINK) == (form.name != "rss")
    if writing.title_limit:
        assert 0 < len(post.title) <= writing.title_limit
    if writing.lead_limit:
        assert len(post.lead) <= writing.lead_limit
    seen = "\n".join((post.title if post.own_title else "", post.lead, post.text))
    if form.name == "youtube":
        assert not set(seen) & set("<>")
    known = digits(sources(view)) | digits(unaccent(sources(view)))
    assert digits(seen.replace(LINK, "")) <= known, digits(seen) - known
    assert [one for one in house_problems(seen, EDITORIAL) if "hashtag" in one or "biểu tượng" in one] == []


@pytest.mark.parametrize("channel", CHANNELS)
@settings(max_examples=15, deadline=None)
@given(view=ITEMS)
def test_any_item(channel: str, view: ItemView) -> None:
    form = form_of(channel)
    for variant in ("", *TEMPLATES.variants(channel, "announce", view.kind)):
        post = compose(view, form, "announce", LINK, TEMPLATES, variant=variant)
        check(view, form, variant, post)
        assert post == compose(view, form, "announce", LINK, TEMPLATES, variant=variant)
    if view.facts.document and view.facts.document.effective_on:
        for purpose in ("before_effect", "effective"):
            check(view, form, "", compose(view, form, purpose, LINK, TEMPLATES))


HARD_TITLES = {
    "209 characters": (
        "Kế hoạch phối hợp giữa Sở Tư pháp, Tỉnh đoàn, Hội Liên hiệp Phụ nữ và Hội Nông dân tỉnh Hương Giang về phổ biến, giáo "
        "dục pháp luật cho thanh niên, phụ nữ và nông dân ở các xã vùng sâu, vùng xa giai đoạn 2026-2030"
    )[:209],
    "one word": "Tin",
    "capitals": "THÔNG BÁO VỀ VIỆC TIẾP NHẬN HỒ SƠ ĐĂNG KÝ KHAI SINH LIÊN THÔNG TẠI CÁC XÃ, PHƯỜNG TRÊN ĐỊA BÀN TỈNH",
    "English": "Notice on the reception of legal aid requests from foreign workers in the province’s industrial zones – 2026",
    "decomposed": unicodedata.normalize(
        "NFD", "Nghị quyết về hỗ trợ học phí cho học sinh phổ thông năm học 2026 - 2027"
    ),
    "no spaces": "a" * 5000,
    "a number": "1.200.000",
}


@pytest.mark.parametrize("title", HARD_TITLES.values(), ids=HARD_TITLES)
@pytest.mark.parametrize("text", ["", "ĐIỀU KIỆN TÁCH THỬA ĐẤT Ở. The fee is 120,000 VND per file. " * 30])
def test_hard_titles_and_texts(title: str, text: str, spec: TextForm) -> None:
    view = item(title, text=text, kind="new_law")
    for variant in ("", *TEMPLATES.variants(spec.name, "announce", "new_law")):
        check(view, spec, variant, compose(view, spec, "announce", LINK, TEMPLATES, variant=variant))


def test_plain_english_stays_cheap_by_sms() -> None:
    post = compose(item(HARD_TITLES["English"]), form_of("sms"), "announce", LINK, TEMPLATES)
    assert (post.encoding, post.segments) == ("gsm", 1)
    assert "province's industrial zones - 2026" in post.text
