"""Proving a connection on the platform itself: post unseen, read back, edit, read numbers, upload a video, take away.

Nothing of it is a post of Loa's: no row is made, no item told. What the platform can keep from readers is kept from them
(`ChannelSpec.unseen`); a video is uploaded as far as nothing becomes public. What was posted is taken away at the end, whatever
came between, unless the person leaves it. Each step is asked about first. Every request is in the record, without a secret.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

from channels.base import (
    ChannelSpec,
    Edits,
    Finds,
    HasFollowers,
    Measures,
    MediaFile,
    Next,
    OutgoingPost,
    Published,
    Reading,
    Withdraws,
)
from channels.errors import ChannelError, OutcomeUnknown
from channels.record import ExchangeRecord
from channels.registry import OpenedAccount, spec_of
from distributor.connect.check import Visit, check_account
from distributor.connect.manage import account_of_units
from distributor.models import Account
from distributor.outgoing.post import AccountView, account_view
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import listed, phrase

MOST_STEPS = 400
"""Of one walk: a platform that never ends its processing ends the proof."""
LONGEST_WAIT_S = 20.0


class ProofStep(StrEnum):
    PROBE = "probe"
    POST = "post"
    READ_BACK = "read_back"
    EDIT = "edit"
    NUMBERS = "numbers"
    FOLLOWERS = "followers"
    VIDEO = "video"
    WITHDRAW = "withdraw"


class ProofResult(StrEnum):
    """`lacks`: the channel is not able to. `left`: the person said no, or there was nothing to do it on."""

    WORKS = "works"
    FAILED = "failed"
    UNKNOWN = "unknown"
    LACKS = "lacks"
    LEFT = "left"


@dataclass(frozen=True)
class ProofVerdict:
    """`said`: what came of it, or went wrong."""

    step: ProofStep
    result: ProofResult
    said: str = ""


@dataclass(frozen=True)
class ProofWish:
    """The wish for a proof: what is posted, how people are asked and how time passes. `video`: makes the short one, when it is
    needed."""

    post: OutgoingPost
    edited_text: str
    video: Callable[[], MediaFile]
    ask: Callable[[ProofStep], bool]
    tell: Callable[[ProofVerdict], None]
    wait: Callable[[float], None]


@dataclass
class ProofVisit(Visit):
    """A visit whose requests are recorded. `settings`: in place of the account's own."""

    record: ExchangeRecord = field(kw_only=True)
    settings: dict[str, object] = field(default_factory=dict, kw_only=True)

    def open(self, account: AccountView) -> OpenedAccount:
        self.record.hide(self.vault.open(account.credentials).values())
        opened = super().open(replace(account, settings={**account.settings, **self.settings}))
        self.record.listen(opened.transport)
        return opened


@deed("connect")
def prove_account(desk: ProofVisit, actor: Actor, account_id: int, wish: ProofWish) -> list[ProofVerdict]:
    """A verdict a step. No transaction is open meanwhile. Raises NoSuchAccount."""
    with desk.database.read() as session:
        account = account_of_units(session, account_id, visible_to(session, actor.staff))
    with desk.database.write() as session:  # before anything is posted: what is cut off was begun all the same
        actor.note(session, "prove", f"account:{account_id}", unit_id=account.unit_id)
    verdicts = []
    for verdict in _steps(desk, account, wish):
        desk.record.note(verdict=verdict.step, result=verdict.result, said=verdict.said)
        wish.tell(verdict)
        verdicts.append(verdict)
    return verdicts


def _steps(desk: ProofVisit, account: Account, wish: ProofWish) -> Iterator[ProofVerdict]:
    spec = spec_of(account.channel)
    checked = check_account(desk, account)
    works = ProofResult.FAILED if checked.ok is False else ProofResult.WORKS
    yield ProofVerdict(ProofStep.PROBE, works, checked.message)
    if checked.ok is False:
        return
    with desk.database.read() as session:  # its token may be another by now
        view = account_view(session.get_one(Account, account.id))
    proof = _Proof(desk, spec, desk.open(view), wish)
    try:
        yield from proof.public_part()
    finally:
        yield from proof.end()


@dataclass
class _Proof:
    desk: ProofVisit
    spec: ChannelSpec
    account: OpenedAccount
    wish: ProofWish
    out: Published | None = None

    @property
    def post(self) -> OutgoingPost:
        media = (self.wish.video(),) if self.spec.video_shape else ()
        return replace(self.wish.post, media=media, settings={**self.wish.post.settings, **(self.spec.unseen or {})})

    def public_part(self) -> Iterator[ProofVerdict]:
        yield self._try(ProofStep.POST, self._publish)
        if self.out is not None:
            yield self._able(ProofStep.READ_BACK, Finds, self._read_back)
            yield self._able(ProofStep.EDIT, Edits, self._edit)
            yield self._able(ProofStep.NUMBERS, Measures, self._numbers)
        yield self._able(ProofStep.FOLLOWERS, HasFollowers, self._followers)
        if self.spec.media.video is None:
            yield ProofVerdict(ProofStep.VIDEO, ProofResult.LACKS)
        elif not self.spec.video_shape:
            yield self._try(ProofStep.VIDEO, self._upload)

    def end(self) -> Iterator[ProofVerdict]:
        if self.out is not None:
            yield self._able(ProofStep.WITHDRAW, Withdraws, self._withdraw)

    def _able(self, step: ProofStep, ability: type, act: Callable[[], ProofVerdict | str]) -> ProofVerdict:
        return (
            self._try(step, act) if isinstance(self.account.adapter, ability) else ProofVerdict(step, ProofResult.LACKS)
        )

    def _try(self, step: ProofStep, act: Callable[[], ProofVerdict | str]) -> ProofVerdict:
        if not self.wish.ask(step):
            return ProofVerdict(step, ProofResult.LEFT, self.out.url if self.out and step is ProofStep.WITHDRAW else "")
        self.desk.record.note(step=step)
        try:
            came = act()
        except OutcomeUnknown as error:
            return ProofVerdict(step, ProofResult.UNKNOWN, error.message)
        except ChannelError as error:
            return ProofVerdict(step, ProofResult.FAILED, error.message)
        return came if isinstance(came, ProofVerdict) else ProofVerdict(step, ProofResult.WORKS, came)

    def _bounded(self) -> AbstractContextManager[object]:
        return self.account.transport.deadline(self.spec.call_deadline_s)

    def _publish(self) -> ProofVerdict | str:
        post = self.post
        if problems := self.account.adapter.check(post):
            return ProofVerdict(ProofStep.POST, ProofResult.FAILED, listed(problem.message for problem in problems))
        came = self._walk(post, public=True)
        if not isinstance(came, Published):
            return ProofVerdict(ProofStep.POST, ProofResult.FAILED, came.waits_for or phrase("connect.proof-endless"))
        self.out = came
        return came.url

    def _walk(self, post: OutgoingPost, *, public: bool) -> Next | Published:
        """Walk a post to its end; else as far as no step may make it public."""
        step = self.account.adapter.begin(post)
        for _ in range(MOST_STEPS):
            if step.waits_for or (step.irreversible and not public):
                return step
            if step.after:
                self.wish.wait(min(step.after, LONGEST_WAIT_S))
            with self._bounded():
                came = self.account.adapter.advance(post, step.progress)
            if isinstance(came, Published):
                return came
            step = came
        return step

    def _read_back(self) -> ProofVerdict | str:
        adapter = self.account.adapter
        assert isinstance(adapter, Finds)  # noqa: S101 - asked before
        since = self.desk.clock.now() - timedelta(hours=1)
        self.wish.wait(min(self.spec.read_back_lag_s, LONGEST_WAIT_S))
        with self._bounded():
            look = adapter.find(self.post, since)
        ours = self.out.external_id if self.out else ""
        if any(match.external_id == ours for match in look.matches):
            return phrase("connect.proof-found")
        if look.complete and self.spec.unseen:
            return phrase("connect.proof-unseen")
        lacking = ", ".join(sorted(look.lacking))
        said = phrase("connect.proof-lacking", fields=lacking) if lacking else phrase("connect.proof-not-found")
        return ProofVerdict(ProofStep.READ_BACK, ProofResult.FAILED, said)

    def _edit(self) -> str:
        adapter = self.account.adapter
        assert isinstance(adapter, Edits)  # noqa: S101 - asked before
        assert self.out is not None  # noqa: S101 - asked before
        with self._bounded():
            return adapter.edit(self.out.external_id, replace(self.post, text=self.wish.edited_text)).url

    def _numbers(self) -> str:
        adapter = self.account.adapter
        assert isinstance(adapter, Measures)  # noqa: S101 - asked before
        with self._bounded():
            return _told(adapter.metrics([self.out.external_id] if self.out else []))

    def _followers(self) -> str:
        adapter = self.account.adapter
        assert isinstance(adapter, HasFollowers)  # noqa: S101 - asked before
        with self._bounded():
            return _told(adapter.followers())

    def _upload(self) -> ProofVerdict | str:
        post = replace(self.post, media=(self.wish.video(),))
        if problems := self.account.adapter.check(post):
            return ProofVerdict(ProofStep.VIDEO, ProofResult.FAILED, listed(problem.message for problem in problems))
        step = self._walk(post, public=False)
        if isinstance(step, Next) and step.progress == self.account.adapter.begin(post).progress:
            return ProofVerdict(ProofStep.VIDEO, ProofResult.LEFT, phrase("connect.proof-video-public"))
        return phrase("connect.proof-video")

    def _withdraw(self) -> str:
        adapter = self.account.adapter
        assert isinstance(adapter, Withdraws)  # noqa: S101 - asked before
        if self.out is not None:
            with self._bounded():
                adapter.withdraw(self.out.external_id)
        return self.out.url if self.out is not None else ""


def _told(readings: list[Reading]) -> str:
    """Names and numbers as the platform states them; `?` for what it does not say."""
    return ", ".join(f"{each.metric} {'?' if each.value is None else each.value}" for each in readings)
