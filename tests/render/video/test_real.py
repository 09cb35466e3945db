"""Real texts: every one becomes a video in time, in its own words, and is read without a digit left."""

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from distributor.compose.editorial import load_editorial
from distributor.compose.item import ItemView
from distributor.render.video.narration.track import narrate
from distributor.render.video.settings import video_settings
from distributor.render.video.speech import say_aloud
from distributor.render.video.storyboard import make_storyboard
from distributor.text.plain import clean
from tests.compose.demo_items import LINK, item

REAL = Path(__file__).resolve().parents[4] / "shared" / "real"

pytestmark = pytest.mark.skipif(
    not REAL.is_dir(), reason="the real texts are not beside this checkout (../shared/real)"
)


def real_items() -> Iterator[ItemView]:
    for question in json.loads((REAL / "legal-qa.json").read_text(encoding="utf-8")):
        yield item(question["title"], summary=question["introduction"], kind="question")
    for document in json.loads((REAL / "legal-documents.json").read_text(encoding="utf-8")):
        yield item(document["title"], text=document["text_first_12000"], kind="new_law")
    for page in json.loads((REAL / "legal-education-pages.json").read_text(encoding="utf-8")):
        yield item(page["title"] or page["text_excerpt"], text=page["text_excerpt"], kind="council_activity")


def test_all_are_told_in_time_and_in_their_own_words() -> None:
    settings, editorial, seen = video_settings(), load_editorial(), 0
    pace = settings.pace
    started = time.thread_time()
    for one in real_items():
        board = make_storyboard(one, editorial, "9x16", link=LINK)
        narrated = narrate(board, None, settings, lambda _share: None)
        board, plan = narrated.board, narrated.plan
        assert pace.shortest <= plan.seconds <= pace.longest
        source = " ".join(clean(f"{one.title} {one.summary} {one.text}").split()).casefold()
        for scene in board.scenes:
            if scene.kind == "statement":
                assert scene.text.rstrip(" ….").casefold() in source, scene.text
            assert not re.search(r"\d", say_aloud(scene.spoken or scene.text))
        seen += 1
    assert seen > 40
    assert (time.thread_time() - started) / seen < 0.25
