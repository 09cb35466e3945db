"""Sentences that the engine wrote into rows become phrases: code and values

What no catalogue knows, or a person wrote, stays as it is. Values are what stood in the sentence, as text: a day in an old reason
stays `24/11/2026` in English, too.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from string import Formatter

import sqlalchemy as sa
from alembic import op

from phrases import Phrase, catalogue_of

revision = "6b1e0c47d9a2"
down_revision = "3f6a9d21c7e4"
branch_labels = None
depends_on = None

LEAST_LETTERS = 12
"""A sentence with fewer letters of its own than this could be anything."""
BEGINNING = 4
LONGEST = 1000
"""No sentence of the engine is longer; what people typed may be, and is not searched."""
AT_A_TIME = 2000
COLUMNS: dict[str, dict[str, int]] = {
    "account": {"state_reason": 500, "wait_reason": 500},
    "approval": {"void_reason": 500},
    "attachment": {"problem": 500},
    "attempt": {"message": 1000},
    "broadcast": {"reason": 500},
    "case_reply": {"reason": 1000},
    "correction_step": {"reason": 1000},
    "item": {"intake_reason": 500},
    "notice": {"text": 1000},
    "post": {"reason": 1000},
    "post_transition": {"reason": 1000},
    "render_job": {"reason": 1000},
    "report_mail": {"problem": 500},
    "sign_in": {"reason": 1000},
    "sms_recipient": {"reason": 300},
    "sms_reply": {"reason": 300},
    "source_reading": {"error": 2000},
    "webhook_attempt": {"problem": 500},
    "webhook_endpoint": {"stopped_reason": 500},
}
"""Table → column of what the engine says → characters it holds. Not those of what people give as a reason."""

FORMER = {
    "deliver.unapproved": "Phê duyệt không còn hiệu lực (nội dung đã đổi hoặc phê duyệt thường trực đã hết hạn); cần duyệt lại.",
    "review.no-standing": "không có phê duyệt thường trực",
    "review.standing-ended": "phê duyệt thường trực đã hết hạn",
    "review.standing-not-account": "phê duyệt thường trực không gồm tài khoản này",
    "review.standing-not-kind": "phê duyệt thường trực không gồm loại nội dung này",
    "review.standing-not-source": "phê duyệt thường trực không gồm nguồn này",
    "review.standing-withdrawn": "phê duyệt thường trực đã bị rút lại",
    "review.template-changed": "mẫu {template} đã thay đổi sau khi phê duyệt thường trực",
}
"""What the catalogue said of these codes when rows were written; it says it otherwise now."""


def upgrade() -> None:
    connection = op.get_bind()
    there = sa.inspect(connection)
    known = _patterns()
    for table, columns in COLUMNS.items():
        if there.has_table(table):
            present = {each["name"] for each in there.get_columns(table)}
            for column in present & columns.keys():
                _bring_over(connection, table, column, columns[column], known)


def downgrade() -> None:
    """What reads phrases reads words, and the other way round an older version would show the code: rows stay."""


Pattern = tuple[int, str, str]


def _patterns() -> dict[str, list[Pattern]]:
    """Sentences of the catalogue by how they begin; under "" those that begin with a value. The most particular first."""
    found: dict[str, list[Pattern]] = defaultdict(list)
    for key, words in (*catalogue_of("vi")._catalog.items(), *FORMER.items()):  # type: ignore[attr-defined]
        code = key if isinstance(key, str) else key[0]
        parts = list(Formatter().parse(words))
        letters = sum(len(literal) for literal, *_ in parts)
        side_by_side = any(not literal and name is not None for literal, name, *_ in parts[1:])
        # Two values with nothing between could be parted anywhere, and trying all ways takes a long text for ever.
        if not code or letters < LEAST_LETTERS or side_by_side:
            continue
        seen: set[str] = set()
        pattern = ""
        for literal, name, _spec, _conversion in parts:
            pattern += re.escape(literal)
            if name is not None:
                pattern += f"(?P={name})" if name in seen else f"(?P<{name}>.*?)"
                seen.add(name)
        found[parts[0][0][:BEGINNING]].append((-letters, code, pattern))
    return {beginning: sorted(each) for beginning, each in found.items()}


@cache
def _compiled(pattern: str) -> "re.Pattern[str]":
    """Only of those that a row may match: compiling all took most of the time that a new database did."""
    return re.compile(pattern, re.DOTALL)


def _phrase(words: str, known: dict[str, list[Pattern]]) -> Phrase | None:
    if len(words) > LONGEST:
        return None
    beginnings = {words[:length] for length in range(BEGINNING + 1)}
    for _letters, code, pattern in sorted(each for beginning in beginnings for each in known.get(beginning, ())):
        if match := _compiled(pattern).fullmatch(words):
            said = Phrase(code, {name: _value(name, value) for name, value in match.groupdict().items()})
            return said if words in (said, FORMER.get(code, "").format(**match.groupdict())) else None
    return None


def _value(name: str, text: str) -> str | int:
    """A label of the catalogue (`Đã đăng`) is one in any language; by `count` a plural is chosen."""
    if name == "count" and (digits := text.replace(".", "")).isdecimal():
        return int(digits)
    code = _labels().get(text)
    return Phrase(code, {}) if code else text


@cache
def _labels() -> dict[str, str]:
    """Of words that are one label only; "Tạm dừng" is that of several, and stays as it is."""
    found: dict[str, list[str]] = defaultdict(list)
    for key, words in (*catalogue_of("vi")._catalog.items(), *FORMER.items()):  # type: ignore[attr-defined]
        if isinstance(key, str) and key and "{" not in words:
            found[words].append(key)
    return {words: keys[0] for words, keys in found.items() if len(keys) == 1}


def _bring_over(
    connection: sa.Connection, table: str, column: str, longest: int, known: dict[str, list[Pattern]]
) -> None:
    rows = sa.table(table, sa.column("id", sa.Integer), sa.column(column, sa.String))
    kept = rows.c[column]
    for changes in _in_turn(connection, rows, kept, longest, known):
        connection.execute(
            sa.update(rows).where(rows.c.id == sa.bindparam("of")).values({column: sa.bindparam("said")}), changes
        )


def _in_turn(
    connection: sa.Connection,
    rows: sa.TableClause,
    kept: sa.ColumnClause[str],
    longest: int,
    known: dict[str, list[Pattern]],
) -> Iterator[list[dict[str, object]]]:
    last = 0
    phrases: dict[str, Phrase | None] = {}
    """Most rows say what others said before."""
    while True:
        found = connection.execute(
            sa.select(rows.c.id, kept).where(rows.c.id > last, kept != "").order_by(rows.c.id).limit(AT_A_TIME)
        ).all()
        if not found:
            return
        last = found[-1][0]
        changes: list[dict[str, object]] = []
        for number, words in found:
            said = phrases[words] if words in phrases else phrases.setdefault(words, _phrase(words, known))
            if said is not None and len(said.stored()) <= longest:
                changes.append({"of": number, "said": said.stored()})
        if changes:
            yield changes
