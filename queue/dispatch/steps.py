"""Each step of an item's way with the process's runtime, and the nudge to the step that follows. Nudges come after commits."""

import contextlib
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from celery import current_app
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from dispatch.app import APP, make_app
from dispatch.due import HOUSEKEEPING, SWEEP
from dispatch.nudge import CeleryNudge, lane_name
from dispatch.places import Places
from dispatch.runtime import PROGRESS, Runtime
from distributor.broadcast.chats import send_chats
from distributor.broadcast.posting import begin_broadcast
from distributor.broadcast.send import send_window
from distributor.cases.collect import read_comments, watch_posts
from distributor.cases.turn import answer_citizens
from distributor.correct.carry import carry_step
from distributor.correct.find import items_to_correct
from distributor.correct.propose import propose_changes, propose_correction, propose_rest
from distributor.correct.sketch import Making
from distributor.deliver.hub import ping_hub
from distributor.deliver.lane import deliver_account
from distributor.deliver.reconcile import reconcile_account
from distributor.draft.chosen_store import compose_chosen
from distributor.draft.occasion_store import compose_occasions
from distributor.draft.picture import render_post
from distributor.draft.store import compose_item
from distributor.draft.turns import next_drafts, place_to_draw
from distributor.finding import keep_words
from distributor.ingest.bounded import NotNow
from distributor.ingest.read import ReadingResult, read_source
from distributor.ingest.turn import read_due
from distributor.law.days import pass_day
from distributor.lookup.index import keep_look_up_words
from distributor.mail.calls import call_approver as call_approver_now
from distributor.mail.follower_mail import write_follower
from distributor.mail.send import send_mail as send_mail_now
from distributor.measure.account_followers import due_accounts, read_followers
from distributor.measure.alerts import look, tell
from distributor.measure.collect import measure_account
from distributor.measure.feeds import count_days
from distributor.measure.settle import settle_trials
from distributor.models import Post
from distributor.outgoing.carrier import Carrier
from distributor.plan.slots import foresee_slot
from distributor.render.jobs import Workshop, make_job
from distributor.render.queue import due_jobs
from distributor.render.week import want_months, want_weeks
from distributor.review.doubts import doubts_of
from distributor.review.problems import problems_of
from distributor.review.store import Reviewed, review_post, skip_if_never
from distributor.share.accept import OfferMaking as Accepting
from distributor.share.accept import accept_by_standing_yes
from distributor.understand.store import understand_item
from distributor.webhooks.send import send_due
from distributor.work.ports import Task

NEEDS_MEDIA: frozenset[Task] = frozenset(("understand", "render", "make_video", "review", "correct"))
"""Rooms whose work reads or writes media files; lanes do too."""
TURN_S = 20.0
"""A thread goes on to other work after this long; the sweep asks again while anything waits."""
PLACES = Places()
FINDERS: dict[str, Callable[[Session, datetime], Sequence[int]]] = {
    **{part.name: part.find for part in SWEEP.parts if part.find is not None},
    "read_followers": due_accounts,
}
"""Task → the rows that wait for it."""


def nudge_of(runtime: Runtime) -> CeleryNudge:
    if current_app.main != APP:  # a command that sweeps beside a worker, such as a lone `loa run`
        make_app(runtime.settings)
    return CeleryNudge(current_app, runtime.valkey, runtime.settings.key_prefix)


def sweep(runtime: Runtime) -> None:
    began = time.monotonic()
    SWEEP.run(runtime.carrier, nudge_of(runtime))
    PROGRESS.swept(time.monotonic() - began)


def work_off(runtime: Runtime, task: Task) -> None:
    """Do what waits in a room, the most urgent first, for a turn. Where more waits than one can do, another is asked to join."""
    nudge = nudge_of(runtime)
    nudge.marks.remove(task)
    if task in NEEDS_MEDIA and not _has_media(runtime):
        return
    with PLACES.place(task, runtime.threads) as free:
        end, seen = time.monotonic() + TURN_S, 1
        while free and seen:
            with runtime.database.read() as session:
                found = FINDERS[task](session, runtime.clock.now())
            seen = 0
            for place, key in enumerate(found, 1):
                if runtime.carrier.stopping.is_set() or time.monotonic() > end:
                    return
                if nudge.marks.take(task, key):
                    if not seen:  # who finds only what others are at asks nobody: they would ask each other without end
                        nudge.ask(task, found[place:])
                    seen += 1
                    ROOMS[task](runtime, key)


def _has_media(runtime: Runtime) -> bool:
    """Return True if the media folder is here. If not, the sweep asks again, until a machine that has it takes it up."""
    return runtime.media_notice.look(runtime.clock.now())


def in_time(runtime: Runtime, name: str, step: Callable[[Runtime], None]) -> None:
    """Do a step that the beat asked for, unless another thread is at it."""
    nudge_of(runtime).marks.remove(name)
    with PLACES.place(name, runtime.threads, name) as free:
        if free:
            step(runtime)


def keep_house(runtime: Runtime) -> None:
    HOUSEKEEPING.run(runtime.carrier, nudge_of(runtime))


def ingest(runtime: Runtime, source_id: int) -> None:
    outcome = read_due(runtime.database, source_id, runtime.clock, runtime.fetcher)
    if outcome is None:
        return  # another worker reads it
    if not outcome.unchanged:
        propose_corrections(runtime)
    nudge_of(runtime).ask("understand", (*outcome.new_item_ids, *outcome.revised_item_ids))


def read_now(runtime: Runtime, source_id: int) -> ReadingResult:
    """Read a source now and return what the reading brought; a source that cannot be read says so in it."""
    return read_source(runtime.database, source_id, runtime.clock, runtime.fetcher)


def understand(runtime: Runtime, item_id: int) -> None:
    if understand_now(runtime, item_id):
        nudge_of(runtime).ask("compose", (item_id,))


def understand_now(runtime: Runtime, item_id: int) -> bool:
    """Understand the item now; return True if it may be composed now."""
    return understand_item(
        runtime.database, item_id, fetcher=runtime.fetcher, store=runtime.media, now=runtime.clock.now
    )


def compose(runtime: Runtime, item_id: int) -> None:
    nudge_of(runtime).ask("render", compose_now(runtime, item_id))
    propose_correction(runtime.carrier, item_id, making_of(runtime))


def compose_now(runtime: Runtime, item_id: int) -> list[int]:
    """The drafts that came of it."""
    return compose_item(
        runtime.database,
        item_id,
        templates=runtime.templates,
        public_url=runtime.settings.public_url,
        now=runtime.clock.now,
        videos=runtime.settings.values.videos,
    )


def render(runtime: Runtime, _post_id: int) -> None:
    """Draw every draft that is due, the most urgent first. Where all places are taken, who draws there goes on to this one."""
    with place_to_draw() as free:
        done: set[int] = set()
        while free and not runtime.carrier.stopping.is_set():
            with runtime.database.read() as session:
                due = [draft for draft in next_drafts(session, runtime.clock.now()) if draft not in done]
            if not due:
                return
            done.add(due[0])
            if render_now(runtime, due[0]):
                nudge_of(runtime).ask("review", due)


def render_now(runtime: Runtime, post_id: int) -> bool:
    """Draw the post's pictures now; return True if it has them."""
    with runtime.database.write() as session:
        if skip_if_never(session, post_id, runtime.clock.now()):
            return False
    return render_post(
        runtime.database,
        post_id,
        store=runtime.media,
        templates=runtime.templates,
        now=runtime.clock.now,
        sample=runtime.settings.values.sandbox,
        videos=runtime.settings.values.videos,
    )


def review(runtime: Runtime, post_id: int) -> None:
    reviewed = review_now(runtime, post_id)
    if reviewed is not None and reviewed.slot_at is not None and reviewed.slot_at <= runtime.clock.now():
        with runtime.database.read() as session:
            account_id = session.exec(select(Post.account_id).where(Post.id == post_id)).one()
        nudge_of(runtime).deliver(account_id, 1, None)


def review_now(runtime: Runtime, post_id: int) -> Reviewed | None:
    """Review the post now and return what came of it; None if it was no draft any more, or no child was free to compare it with
    its source: it stays due."""
    try:
        doubts = doubts_of(runtime.database, post_id, runtime.templates.editorial)
    except NotNow:
        return None
    problems = (*problems_of(runtime.carrier, post_id), *doubts)
    now = runtime.clock.now()
    with runtime.database.read() as session:
        foreseen = foresee_slot(session, post_id, now)
    with runtime.database.write() as session:
        return review_post(session, post_id, problems=problems, now=now, foreseen=foreseen)


def making_of(runtime: Runtime) -> Making:
    return Making(runtime.templates, runtime.media, runtime.settings.public_url, runtime.settings.values.sandbox)


def propose_corrections(runtime: Runtime) -> None:
    """Propose corrections for whatever was revised or withdrawn after it was published, however it came to our knowledge. They
    have pictures: without the media folder that is another machine's work."""
    if not _has_media(runtime):
        return
    for item_id in items_to_correct(runtime.database):
        propose_correction(runtime.carrier, item_id, making_of(runtime))
    propose_changes(runtime.carrier, making_of(runtime))
    propose_rest(runtime.carrier, making_of(runtime))


def correct(runtime: Runtime, step_id: int) -> None:
    carry_step(runtime.carrier, step_id)


def occasions(runtime: Runtime) -> None:
    nudge_of(runtime).ask("render", occasions_now(runtime))
    if not runtime.settings.values.videos:
        return
    # Another worker may be first with the week or the month.
    for want in (want_weeks, want_months):
        with contextlib.suppress(IntegrityError), runtime.database.write() as session:
            want(session, runtime.clock.now())


def occasions_now(runtime: Runtime) -> list[int]:
    """Carry out what the day brings to acts, propose what must be put right, compose what is due today; the drafts of it."""
    pass_day(runtime.database, runtime.clock.now())
    propose_corrections(runtime)
    return compose_occasions(
        runtime.database, templates=runtime.templates, public_url=runtime.settings.public_url, now=runtime.clock.now()
    )


def campaigns(runtime: Runtime) -> None:
    composed = compose_chosen(
        runtime.database,
        templates=runtime.templates,
        public_url=runtime.settings.public_url,
        now=runtime.clock.now(),
    )
    nudge_of(runtime).ask("render", composed)
    settings = runtime.settings
    making = Accepting(runtime.templates, settings.public_url, runtime.clock.now, settings.values.videos)
    accept_by_standing_yes(runtime.database, making)


def make_video(runtime: Runtime, job_id: int) -> None:
    """This one, then whatever is most urgent, so that a queue of videos is worked off without waiting for the sweep."""
    while make_job(workshop_of(runtime), job_id) and not runtime.carrier.stopping.is_set():
        with runtime.database.read() as session:
            following = due_jobs(session, runtime.clock.now())
        if not following:
            return
        job_id = following[0]


def workshop_of(runtime: Runtime) -> Workshop:
    return Workshop(
        database=runtime.database,
        store=runtime.media,
        templates=runtime.templates,
        now=runtime.clock.now,
        home=runtime.settings.home,
        work_folder=runtime.settings.home / "work",
        sample=runtime.settings.values.sandbox,
        public_url=runtime.settings.public_url,
        stopping=runtime.carrier.stopping,
        goes_on=partial(PROGRESS.goes_on, "make_video"),
    )


def deliver(runtime: Runtime, account_id: int, lane: int) -> None:
    """Open an account's lane. One that is open here is not opened again; its mark goes when it ends, so that the next may
    follow at once."""
    thing = lane_name(account_id, lane)
    with PLACES.place("deliver", runtime.threads, thing) as free:
        if not free:
            return  # the sweep asks again once the mark has expired
        try:
            if _has_media(runtime):
                deliver_account(runtime.carrier, account_id, begin_broadcast)
        finally:
            nudge_of(runtime).marks.remove(thing)


def send_sms(runtime: Runtime, account_id: int) -> None:
    send_window(runtime.carrier, account_id)
    send_chats(runtime.carrier, account_id)


def send_webhooks(runtime: Runtime, endpoint_id: int) -> None:
    send_due(runtime.database, runtime.settings, runtime.carrier.vault, runtime.clock, endpoint_id)


def send_mail(runtime: Runtime, mail_id: int) -> None:
    send_mail_now(runtime.database, runtime.settings, runtime.clock, mail_id)


def call_approver(runtime: Runtime, call_id: int) -> None:
    vault = runtime.carrier.vault
    call_approver_now(runtime.database, runtime.settings, vault, runtime.clock, call_id, runtime.carrier)


def watch_numbers(runtime: Runtime) -> None:
    """Followers that are due, days of feeds that are over, and what staff should be told of."""
    now = runtime.clock.now()
    with runtime.database.read() as session:
        due = due_accounts(session, now)
    if due:
        nudge_of(runtime).ask("read_followers", due)
    count_days(runtime.database, now)
    with runtime.database.read() as session:
        told = look(session, now)
    if told:
        with runtime.database.write() as session:
            tell(session, told, now)


def fold_words(runtime: Runtime) -> None:
    keep_words(runtime.database)
    keep_look_up_words(runtime.database)


def learn(runtime: Runtime) -> None:
    settle_trials(runtime.database, runtime.clock.now(), sandbox=runtime.settings.values.sandbox)


def watch_comments(runtime: Runtime) -> None:
    with runtime.database.write() as session:
        watch_posts(session, runtime.clock.now())


def _carried(act: Callable[[Carrier, int], object]) -> Callable[[Runtime, int], None]:
    """A step that needs nothing but the carrier and the row."""

    def step(runtime: Runtime, row_id: int) -> None:
        act(runtime.carrier, row_id)

    return step


ROOMS: dict[Task, Callable[[Runtime, int], None]] = {
    "reconcile": _carried(reconcile_account),
    "ingest": ingest,
    "understand": understand,
    "compose": compose,
    "render": render,
    "make_video": make_video,
    "review": review,
    "correct": correct,
    "measure": _carried(measure_account),
    "ping": _carried(ping_hub),
    "send_sms": send_sms,
    "read_comments": _carried(read_comments),
    "answer_citizens": _carried(answer_citizens),
    "send_webhooks": send_webhooks,
    "send_mail": send_mail,
    "call_approver": call_approver,
    "write_followers": _carried(write_follower),
    "read_followers": _carried(read_followers),
}
"""Task → what is done with one row."""
TIMED: dict[str, Callable[[Runtime], None]] = {
    "sweep": sweep,
    "keep_house": keep_house,
    "occasions": occasions,
    "campaigns": campaigns,
    "watch_numbers": watch_numbers,
    "fold_words": fold_words,
    "learn": learn,
    "watch_comments": watch_comments,
}
"""What the beat asks for → what is done."""
