"""Real texts: 30 documents against facts read by a person (`bench/documents_gold.toml`), articles that only cite some."""

import json
from datetime import date
from pathlib import Path
from time import thread_time

import pytest

from bench.documents import FIELDS, TARGET_PRECISION, TARGET_RECALL, ours, read_documents, read_gold, score
from distributor.ingest.marks import find_marks
from distributor.understand.recognise import recognise

REAL = Path(__file__).resolve().parents[3] / "shared" / "real"
TODAY = date(2026, 11, 24)

pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real texts are not beside this checkout (../shared/real)"
)


def test_the_documents_say_what_a_person_read() -> None:
    scores, misses = score(read_documents(), read_gold(), ours)
    for field in FIELDS:
        assert scores[field].precision >= TARGET_PRECISION, misses
        assert scores[field].recall >= TARGET_RECALL, misses


def test_it_is_quick() -> None:
    documents = read_documents()
    ours(documents[0])
    started = thread_time()
    for document in documents:
        ours(document)
    # The bench holds 10 ms; here a busy machine gets more.
    assert (thread_time() - started) / len(documents) < 0.05


def test_a_title_of_another_document_is_noticed() -> None:
    document = read_documents()[23]
    found = recognise(document.title, document.text, today=TODAY)
    assert found.marks == ("tiêu đề ghi số 133/VBHN-VPQH nhưng văn bản ghi số 134/VBHN-VPQH",)


def test_questions_and_news_claim_no_document() -> None:
    for question in json.loads((REAL / "legal-qa.json").read_text(encoding="utf-8")):
        text = f"{question['introduction']}\n{json.dumps(question['content'], ensure_ascii=False)}"
        for kind in ("question", ""):
            found = recognise(question["title"], text, content_kind=kind, today=TODAY)
            assert (found.document, found.role) == (None, ""), question["title"]
    for page in json.loads((REAL / "legal-education-pages.json").read_text(encoding="utf-8")):
        found = recognise(page["title"] or page["text_excerpt"][:150], page["text_excerpt"], today=TODAY)
        assert (found.document, found.role) == (None, "")


def test_a_plan_without_its_head() -> None:
    text = (REAL / "ke-hoach-de-an-471.txt").read_text(encoding="utf-8")
    found = recognise(
        "Kế hoạch thực hiện Đề án", text, publisher="Sở Tư pháp tỉnh Thừa Thiên Huế", content_kind="plan", today=TODAY
    )
    assert found.document is not None
    assert (found.role, found.document.kind, found.document.number) == ("announcement", "kế hoạch", "")
    assert found.document.issuers == ("Ủy ban nhân dân tỉnh Thừa Thiên Huế",)
    assert found.document.issued_on is None
    assert found.document.relations == ()
    assert len(found.questions) == 2


def test_published_law_carries_no_marks() -> None:
    marked = {
        document.title: marks for document in read_documents() if (marks := find_marks(document.title, document.text))
    }
    # The one draft among them; nothing else is secret or personal.
    assert marked == {"Dự thảo Luật về hội do Quốc hội ban hành": ("tiêu đề nói về một dự thảo",)}
