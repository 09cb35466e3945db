"""What is due: the parts that the rooms offer to the sweep and to the hourly round, in the order in which they are done."""

from datetime import datetime

from sqlmodel import Session

from distributor.backup.take import back_up_if_due
from distributor.broadcast.chats import chat_accounts_due
from distributor.broadcast.due import http_accounts_due
from distributor.broadcast.sign_up import forget_old_askings
from distributor.cases.collect import DUE_READINGS
from distributor.cases.forget import forget_names
from distributor.cases.send import DUE_ANSWERS
from distributor.correct.carry import STEPS_DUE
from distributor.deliver.due import DUE_LOOKS, LANES, MISSED, ORPHANS, PAUSES, WAITING
from distributor.deliver.hub import due_pings
from distributor.deliver.late import PASSED_OVER
from distributor.deliver.look_first import LOOK_FIRST
from distributor.deliver.quotas import forget_uses
from distributor.draft.due import STALE, TO_COMPOSE, TO_RENDER
from distributor.importing.keep import sweep_kept
from distributor.ingest.sources import DUE_SOURCES
from distributor.journal import forget_old as forget_journal
from distributor.law.days import LAW
from distributor.mail.calls import DUE_CALLS
from distributor.mail.follower_mail import DUE_FOLLOWER_MAILS
from distributor.mail.followers import DIGESTS, forget_unconfirmed
from distributor.mail.log_head import mail_log_head
from distributor.mail.send import DUE_MAILS, SCHEDULES
from distributor.measure.clicks import forget_people
from distributor.measure.collect import DUE_ACCOUNTS
from distributor.measure.figures import make_lacking_figures
from distributor.measure.nudges import forget_old as forget_nudges
from distributor.outgoing.carrier import Carrier
from distributor.render.queue import VIDEO_DUE, due_jobs
from distributor.review.store import TO_REVIEW
from distributor.scheduler.due import Due, Sweep, asks, asks_for, writes
from distributor.scheduler.retention import forget_rows
from distributor.telephone.desk import forget_recordings
from distributor.understand.due import TO_UNDERSTAND
from distributor.webhooks.endpoints import forget_old as forget_events
from distributor.webhooks.send import DUE_ENDPOINTS
from distributor.work.liveness import bury_the_dead
from distributor.work.ports import Nudge
from distributor.write.rights import RIGHTS
from distributor.write.series import skip_unanswered


def outboxes_due(session: Session, now: datetime) -> list[int]:
    """Accounts whose messages to single people are due: SMS by HTTP, and private messages of platforms."""
    return [*http_accounts_due(session, now), *chat_accounts_due(session, now)]


def _bury(carrier: Carrier, _nudge: Nudge, _now: datetime) -> None:
    with carrier.database.write() as session:
        bury_the_dead(session, carrier.settings.run_folder)


SWEEP = Sweep(
    *(LOOK_FIRST, PAUSES, LAW, RIGHTS, PASSED_OVER, MISSED, ORPHANS, LANES, WAITING, STALE),
    asks_for("reconcile", DUE_LOOKS),
    asks_for("understand", TO_UNDERSTAND, counted=True),
    asks_for("compose", TO_COMPOSE, after=STALE, counted=True),
    asks("make_video", due_jobs, VIDEO_DUE),
    asks_for("render", TO_RENDER),
    asks_for("review", TO_REVIEW),
    asks_for("correct", STEPS_DUE),
    asks_for("ingest", DUE_SOURCES),
    asks_for("measure", DUE_ACCOUNTS),
    asks("send_sms", outboxes_due),
    asks("ping", due_pings),
    asks_for("read_comments", DUE_READINGS),
    asks_for("answer_citizens", DUE_ANSWERS),
    asks_for("send_webhooks", DUE_ENDPOINTS),
    asks_for("send_mail", DUE_MAILS),
    asks_for("call_approver", DUE_CALLS),
    SCHEDULES,
    asks_for("write_followers", DUE_FOLLOWER_MAILS),
    DIGESTS,
)
"""Once a second. What follows is found again a second later, so the order decides only what this round comes to first."""

HOUSEKEEPING = Sweep(
    writes("quotas", forget_uses),
    writes("notifications", forget_nudges),
    writes("names", forget_names),
    writes("recordings", forget_recordings),
    writes("unconfirmed", forget_unconfirmed),
    writes("series", skip_unanswered),
    writes("sign-ups by SMS", forget_old_askings),
    Due("tables", lambda carrier, _, now: sweep_kept(carrier.settings.home, now)),
    Due("dead", _bury),
    Due("figures", lambda carrier, _, now: make_lacking_figures(carrier.database, now)),
    writes("events", forget_events),
    writes("rows", forget_rows),
    Due("people", lambda carrier, _, now: forget_people(carrier.database, now)),
    Due("log head", mail_log_head),
    Due("statistics", lambda carrier, *_: carrier.database.keep_statistics()),
    Due("journal", lambda carrier, _, now: forget_journal(carrier.settings.journal_folder, now)),
    Due("backup", lambda carrier, _, now: back_up_if_due(carrier, now)),
)
"""Once an hour: what no window can reach any more is forgotten, and what ended without saying so is buried."""
