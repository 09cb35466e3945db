"""The log of actions as people read it: narrowed, a page at a time, and whole for a table of theirs. Reads only."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, or_, select

from distributor.calendar.period import midnight
from distributor.models import AuditEntry
from phrases import phrase

PAGE_SIZE = 50
AT_ONCE = 1000

ACTION_LABELS: dict[str, str] = {
    key: phrase(f"report.action.{key}")
    for key in (
        *(
            "sign_in",
            "sign_in_refused",
            "sign_out",
            "end_sessions",
            "password",
            "second_step",
            "second_step_off",
            "wish_calls",
        ),
        *("recovery_codes", "add_person", "change_person", "disable_person", "enable_person", "first_password"),
        *("reset_second_step", "add_unit", "rename_unit", "merge_unit", "settings", "letterhead", "make_key"),
        *("revoke_key", "approve", "skip", "restore", "recall", "redo", "retry", "cancel", "resolve", "take"),
        *("record", "answer", "move", "times.pin", "times.refuse", "times.off", "times.take_back", "propose"),
        *("correct", "dismiss", "hand_over", "hold", "lift", "connect", "paste", "import_acts", "write", "edit"),
        *("import", "return", "undo_return", "resubmit", "comment", "take_back", "rules", "delegate"),
        *("withdraw_delegation", "offer", "withdraw_offer", "accept", "decline", "undo_decline"),
        *("accept_in_advance", "withdraw_in_advance", "campaign.create", "campaign.change", "campaign.start"),
        *("campaign.pause", "campaign.resume", "campaign.end", "campaign.approve", "campaign.withdraw_approval"),
        *("case.take", "case.give", "case.note", "case.reply", "case.resolve", "case.transfer", "case.close"),
        *("case.reopen", "case.publish", "case.hide", "case.unhide", "speaker.name", "speaker.end", "saved_reply.save"),
        *("saved_reply.remove", "saved_reply.restore", "check", "prove", "pause", "resume", "configure", "audience"),
        *("programme.enter", "programme.remove", "directory", "results", "survey.make", "survey.open", "survey.close"),
        *("see_number", "webhook", "add_source", "change_source", "read_source", "rest_source", "take_up_source"),
        *("mail_report", "end_mail_report", "mail_report_again", "anchor", "accept_log", "rotate_keys"),
        *(
            "case.by_hand",
            "emergency",
            "upload",
            "describe_file",
            "wording.propose",
            "wording.use",
            "wording.refuse",
            "rights",
        ),
    )
}
"""What the log calls an action; one without a label is shown as it is."""

SUBJECT_LABELS: dict[str, str] = {
    key: phrase(f"report.subject.{key}")
    for key in (
        *("post", "item", "law", "staff", "unit", "key", "hold", "account", "source", "broadcast", "audience"),
        *("subscriber", "campaign", "case", "saved_reply", "spokesperson", "delegation", "offer", "offer_answer"),
        *(
            "pre_acceptance",
            "survey",
            "programme",
            "results",
            "ported_numbers",
            "webhook",
            "report_schedule",
            "log",
            "keys",
            "file",
            "wording",
        ),
    )
}


@dataclass(frozen=True)
class AuditFilter:
    """Empty parts narrow nothing. `since` and `until`: days in Vietnam, both included."""

    actor: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class AuditPage:
    rows: Sequence[AuditEntry]
    older: bool
    """Whether there is a page after this one. A log is not counted: it only grows."""


def audit_page(
    session: Session, unit_ids: Sequence[int], narrowed: AuditFilter, *, whole_province: bool, page: int
) -> AuditPage:
    """The newest first. `whole_province`: also what belongs to no unit, such as a sign-in under an unknown name."""
    statement = (
        select(AuditEntry)
        .where(*_conditions(unit_ids, narrowed, whole_province=whole_province))
        .order_by(col(AuditEntry.id).desc())
        .limit(PAGE_SIZE + 1)
        .offset((page - 1) * PAGE_SIZE)
    )
    rows = session.exec(statement).all()
    return AuditPage(rows[:PAGE_SIZE], len(rows) > PAGE_SIZE)


def audit_rows(
    session: Session, unit_ids: Sequence[int], narrowed: AuditFilter, *, whole_province: bool
) -> Iterator[AuditEntry]:
    """All of them, the newest first, read in parts."""
    conditions = _conditions(unit_ids, narrowed, whole_province=whole_province)
    before: int | None = None
    while True:
        statement = select(AuditEntry).where(*conditions)
        if before is not None:
            statement = statement.where(col(AuditEntry.id) < before)
        rows = session.exec(statement.order_by(col(AuditEntry.id).desc()).limit(AT_ONCE)).all()
        if not rows:
            return
        yield from rows
        before = rows[-1].id
        session.expunge_all()


def _conditions(unit_ids: Sequence[int], narrowed: AuditFilter, *, whole_province: bool) -> list[ColumnElement[bool]]:
    theirs: ColumnElement[bool] = col(AuditEntry.unit_id).in_(unit_ids)
    conditions = [or_(theirs, col(AuditEntry.unit_id).is_(None)) if whole_province else theirs]
    if narrowed.actor:
        conditions.append(col(AuditEntry.actor) == narrowed.actor)
    if narrowed.action:
        conditions.append(col(AuditEntry.action) == narrowed.action)
    if narrowed.subject:
        conditions.append(col(AuditEntry.subject) == narrowed.subject)
    if narrowed.since:
        conditions.append(col(AuditEntry.at) >= midnight(narrowed.since))
    if narrowed.until:
        conditions.append(col(AuditEntry.at) < midnight(narrowed.until + timedelta(days=1)))
    return conditions


def last_done(session: Session, login: str, actions: Collection[str], since: datetime) -> dict[str, datetime]:
    """Return when a person last did each of these since then; without those that they did not do. One query."""
    wanted = (
        select(AuditEntry.action, func.max(AuditEntry.at))
        .where(AuditEntry.actor == login, col(AuditEntry.at) >= since, col(AuditEntry.action).in_(actions))
        .group_by(AuditEntry.action)
    )
    return {action: at for action, at in session.exec(wanted) if at is not None}
