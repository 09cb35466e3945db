"""Which tests a run takes, and what it tells at its end.

`make check` leaves out what is marked `slow`, `make test` what is marked `whole`, `make whole` nothing; CI runs the last. Beside
what a file marks itself, slow is PostgreSQL (`make check` asks SQLite), the whole web application, and what costs most; whole
is what `sharing.FIRST` lists as demos and as alone.
"""

from collections import Counter
from collections.abc import Iterable

import pytest

from tests.support import contracts
from tests.support.sharing import FIRST, file_of

COSTLY = frozenset(
    f"tests/{name}.py"
    for name in (
        "calendar/test_view",
        "campaigns/test_running",
        "cases/test_send",
        "commands/test_audit",
        "commands/test_correct",
        "commands/test_explain",
        "commands/test_paste",
        "commands/test_report",
        "commands/test_report_papers",
        "commands/test_sms",
        "correct/test_corrections",
        "correct/test_reach",
        "deliver/test_limits",
        "ingest/test_read",
        "ingest/test_website",
        "learn/test_store",
        "mail/test_refused",
        "mail/test_send",
        "render/test_card",
        "render/test_jobs",
        "render/test_photo",
        "render/video/test_frames",
        "render/video/test_make",
        "render/video/test_real",
        "render/video/test_sound",
        "render/video/test_storyboard",
        "report/both/test_reading",
        "report/engagement/test_read",
        "report/papers/test_papers",
        "report/test_search",
        "review/test_by_hand",
        "review/test_edit",
        "review/test_pipeline",
        "review/test_videos",
        "staff/test_audit_labels",
        "understand/test_bad_input",
        "understand/test_mishaps",
        "understand/test_real_facts",
        "web/test_bench",
    )
)
"""Files whose tests took more than three seconds of a processor together, on SQLite: four in a hundred, and half of the time."""


def mark(items: Iterable[pytest.Item]) -> None:
    for item in items:
        file = file_of(item.nodeid)
        if FIRST.get(file) in {"demos", "alone"} and item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.whole)
        database = getattr(getattr(item, "callspec", None), "params", {}).get("database_url")
        is_application = "client" in getattr(item, "fixturenames", ()) and file.startswith("tests/web/")
        if file in COSTLY or is_application or database == "postgresql":
            item.add_marker(pytest.mark.slow)


def not_checked(skipped: Iterable[pytest.TestReport]) -> str:
    """One line that names what a run could not look at, and why; empty if it has looked at everything."""
    reasons = Counter(
        str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped if isinstance(report.longrepr, tuple)
    )
    told = [f"{reason}: {count} tests" for reason, count in sorted(reasons.items()) if reason != contracts.ABSENT]
    if not contracts.are_here():
        told.append(f"{contracts.ABSENT}: {reasons[contracts.ABSENT]} tests, and every request that another sends")
    return f"NOT CHECKED HERE: {'; '.join(told)}" if told else ""
