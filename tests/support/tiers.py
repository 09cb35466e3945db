"""Which tests a run takes, and what it tells at its end.

`make check` leaves out what is marked `slow`, `make test` what is marked `whole`, `make whole` nothing; CI runs the last. Beside
what a file marks itself, slow is PostgreSQL (`make check` asks SQLite), the whole web application, what wants the running home of
`tests/commands`, and what costs most; whole is what `sharing.FIRST` lists as demos, as alone and as running, walks in a browser
but for two, whole films, the longest, and PostgreSQL where nothing is sent: there a landing asks SQLite, and CI asks both.
"""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.support import contracts
from tests.support.sharing import FIRST, file_of

ROOT = Path(__file__).resolve().parents[2]
COSTLY = frozenset(
    f"tests/{name}.py"
    for name in (
        "backup/test_after",
        "backup/test_before_upgrade",
        "backup/test_restore",
        "broadcast/test_gateway",
        "broadcast/test_lists",
        "broadcast/test_posting",
        "broadcast/test_receipt_ids",
        "broadcast/test_window",
        "calendar/test_view",
        "campaigns/test_chosen",
        "campaigns/test_running",
        "cases/test_send",
        "channels/test_against_sandbox",
        "channels/test_conformance",
        "channels/test_conformance_talk",
        "channels/test_connect_sandbox",
        "channels/test_disagreements",
        "channels/test_facebook_sandbox",
        "channels/test_facebook_webhook",
        "channels/test_rss",
        "channels/test_seam",
        "channels/test_x_video",
        "channels/test_youtube_sandbox",
        "channels/test_zalo_sandbox",
        "commands/test_audit",
        "commands/test_correct",
        "commands/test_doctor_faults",
        "commands/test_explain",
        "commands/test_init",
        "commands/test_paste",
        "commands/test_report",
        "commands/test_report_papers",
        "commands/test_run_videos",
        "commands/test_sms",
        "commands/test_staff",
        "compose/test_golden",
        "compose/test_occasions",
        "compose/test_real",
        "correct/test_corrections",
        "correct/test_reach",
        "deliver/test_limits",
        "deliver/test_outage",
        "deliver/test_unknown",
        "deliver/test_upgrade",
        "importing/test_bounded",
        "ingest/test_attachments",
        "ingest/test_hostile",
        "ingest/test_read",
        "ingest/test_website",
        "learn/test_store",
        "mail/test_refused",
        "mail/test_send",
        "render/test_card",
        "render/test_card_content",
        "render/test_jobs",
        "render/test_of_demo",
        "render/test_photo",
        "render/test_qr",
        "render/video/test_brought",
        "render/video/test_frames",
        "render/video/test_make",
        "render/video/test_real",
        "render/video/test_sound",
        "render/video/test_storyboard",
        "report/both/test_going_out",
        "report/both/test_reading",
        "report/engagement/test_read",
        "report/papers/test_papers",
        "report/test_search",
        "review/test_by_hand",
        "review/test_edit",
        "review/test_pipeline",
        "review/test_videos",
        "sandbox/test_huonggiang",
        "sandbox/test_x_video",
        "share/test_share",
        "staff/test_audit_labels",
        "telephone/test_calls",
        "test_children",
        "test_file_modes",
        "test_mutants",
        "understand/test_bad_input",
        "understand/test_bounded",
        "understand/test_invariants",
        "understand/test_mishaps",
        "understand/test_real_facts",
        "understand/test_store",
        "web/api/test_both_databases",
        "web/test_bench",
        "web/test_exhausting",
        "web/test_memory",
        "web/test_server",
        "webhooks/test_send",
        "work/test_faults",
        "work/test_progress",
        "write/test_captions",
    )
)
"""Files whose tests take more than some 1.4 seconds of a processor together, on SQLite; what is pure stays in `make check`."""
CHECK = "not slow and not whole"
"""What `make check` asks for."""
LONGEST = frozenset(
    f"tests/{name}.py"
    for name in (
        "channels/test_seam",
        "commands/test_connect",
        "connect/test_prove",
        "dispatch/test_as_celery_people_expect",
        "importing/test_bounded",
        "render/test_jobs",
        "render/video/test_brought",
        "render/video/test_make",
        "supervisor/test_frozen_line",
        "understand/test_bounded",
        "understand/test_real_facts",
        "web/test_bench",
        "web/test_english_walk",
        "web/test_every_route",
        "web/test_exhausting",
        "web/test_memory",
    )
)
"""What of theirs is slow is whole: each takes long alone, and tests beside them, of the same rooms, come before a landing."""
BROWSERS = frozenset({"tests/web/test_approve_browser.py", "tests/web/test_citizen_browser.py"})
"""A leader on a phone and a citizen, before each landing; the other walks in a browser are CI's."""

ON_BOTH = tuple(
    f"tests/{name}" for name in ("deliver/", "broadcast/", "dispatch/", "work/", "correct/", "outgoing/", "test_")
)
"""Whose tests ask both databases before each landing: what claims, sends, takes back and moves states."""


def is_left_out(file: Path, wanted: str) -> bool:
    """Whether a run need not even read the file: it wants none of its tests, whatever they are."""
    return wanted == CHECK and file.is_relative_to(ROOT) and file.relative_to(ROOT).as_posix() in COSTLY


def mark(items: Iterable[pytest.Item]) -> None:
    for item in items:
        file, fixtures = file_of(item.nodeid), getattr(item, "fixturenames", ())
        database = getattr(getattr(item, "callspec", None), "params", {}).get("database_url")
        is_application = "client" in fixtures and file.startswith("tests/web/")
        is_in_running_home = "running" in fixtures and file.startswith("tests/commands/")
        is_slow = file in COSTLY or is_application or is_in_running_home or database == "postgresql"
        if is_slow or item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.slow)
            is_long = FIRST.get(file) in {"demos", "alone", "running"} or file in LONGEST
            is_of_ci = database == "postgresql" and not file.startswith(ON_BOTH)
            if is_long or is_of_ci or ("browser" in fixtures and file not in BROWSERS):
                item.add_marker(pytest.mark.whole)


def not_checked(skipped: Iterable[pytest.TestReport]) -> str:
    """One line that names what a run could not look at, and why; empty if it has looked at everything."""
    reasons = Counter(
        str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped if isinstance(report.longrepr, tuple)
    )
    told = [f"{reason}: {count} tests" for reason, count in sorted(reasons.items()) if reason != contracts.ABSENT]
    if not contracts.are_here():
        told.append(f"{contracts.ABSENT}: {reasons[contracts.ABSENT]} tests, and every request that another sends")
    return f"NOT CHECKED HERE: {'; '.join(told)}" if told else ""
