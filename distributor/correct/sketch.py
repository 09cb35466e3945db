"""What would become of one post, in each way that is open, in which words and with which picture. Nothing is stored but pictures.

A way that makes a new post is proved here: composed, drawn, and asked of the account's own adapter. One that would be refused is
shown with the reason and never chosen.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from hashlib import sha256

import structlog

from channels.base import Adapter, Edits, Withdraws
from channels.errors import ChannelError, Misconfigured
from channels.registry import spec_of
from distributor.clock import VIETNAM
from distributor.compose.amend import Misstatement, amended, says
from distributor.compose.erratum import Erratum
from distributor.compose.item import ItemView
from distributor.compose.occasions import on_occasion
from distributor.compose.templates import Templates
from distributor.correct.causes import CAUSES, CauseOfCorrection, NewWords, misstatement, written
from distributor.correct.decide import Abilities, ChosenAct, Restatement, choose_act, is_wrong, otherwise
from distributor.correct.find import Affected, Stands
from distributor.correct.ways import HEADLINE, Way, prove
from distributor.draft.compose import ADDRESS_IN_PICTURE
from distributor.draft.links import ShortLinks
from distributor.errors import LoaError
from distributor.facts import KeyPoints, Point, Role
from distributor.logs import fault_of
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import Account, AccountState, CorrectionAct, CorrectionCause, Item, PostState
from distributor.outgoing.post import CAPTIONS, COVER, account_view
from distributor.outgoing.proposer import Proposer
from distributor.render.announce import Picture, draw_announcement
from distributor.render.wanted import shape_wanted
from phrases import listed, phrase

log = structlog.get_logger()


@dataclass(frozen=True)
class Making:
    """The parts that composing and drawing need. `sample`: pictures say that they show sample data."""

    templates: Templates
    store: MediaStore
    public_url: str
    sample: bool


@dataclass(frozen=True)
class Sketch:
    """`ways`: all that staff may choose, the proposed one among them. `holds`: the post stays until the decision."""

    affected: Affected
    choice: ChosenAct
    ways: dict[CorrectionAct, Way]
    holds: bool = False


def sketch_for(
    carrier: Proposer,
    view: ItemView,
    affected: Affected,
    cause: CorrectionCause,
    making: Making,
    erratum: Erratum | None,
    *,
    ours: bool = False,
) -> Sketch:
    """Work out the ways to put one post right. `ours`: the item is staff's own words.

    Raises nothing: what cannot be worked out is for a person's hands, with the reason.
    """
    try:
        today = carrier.clock.now().astimezone(VIETNAM).date()
        templates = making.templates.speaking_as(affected.post.account_id)
        case = CauseOfCorrection(_as_it_is(view, cause, erratum, ours), affected, erratum, templates, today, cause)
        return _Sketching(carrier, case, cause, making).sketch()
    except (LoaError, Misconfigured) as error:
        return _for_hands(affected, error.said if isinstance(error, LoaError) else error.message)
    except Exception as error:  # one post's fault must not hide the others
        log.error("fault while proposing a correction", post=affected.post.id, **fault_of(error))
        return _for_hands(affected, phrase("deliver.fault", kind=type(error).__name__))


def _as_it_is(view: ItemView, cause: CorrectionCause, erratum: Erratum | None, ours: bool) -> ItemView:
    """The item with the error put right that is being reported: what is decided already the view knows.

    Of a document that is gone only what has become of it is left to say and to draw.
    """
    if cause is CorrectionCause.LAW and erratum is not None and erratum.gone and erratum.brief:
        point = Point(Role.CHANGE, erratum.right)
        facts = replace(view.facts, message=(point,), points=KeyPoints(changes=(erratum.right,)))
        if facts.document is not None:
            facts = replace(facts, document=replace(facts.document, effective_on=None, relations=()))
        return replace(
            view, title=erratum.brief.rstrip("."), summary="", text="", kind="repeal", facts=facts, picture=""
        )
    if cause is not CorrectionCause.OURS or erratum is None:
        return view
    return amended(view, [Misstatement(erratum.wrong, erratum.right)], ours=ours)


def _for_hands(affected: Affected, why: str) -> Sketch:
    """A waiting post that cannot be put right is better not said; one that is out is for people's hands."""
    act = CorrectionAct.DROP if affected.waits else CorrectionAct.BY_HAND
    ways = {each: Way(each) for each in (act, CorrectionAct.NONE)}
    return Sketch(affected, ChosenAct(act, phrase("correct.for-hands", why=why)), ways, holds=affected.waits)


class _Sketching:
    """One post's ways. Each new post has a link of its own; a picture is drawn once."""

    def __init__(self, carrier: Proposer, case: CauseOfCorrection, cause: CorrectionCause, making: Making) -> None:
        self._case, self._cause, self._making = case, cause, making
        self._account = case.affected.account
        self._can, self._adapter = self._open(carrier)
        self._rules = CAUSES[cause]
        self._drawn: Callable[[str, str], Picture | None] = cache(self._draw)
        self._link = cache(partial(self._new_link, carrier))

    def _open(self, carrier: Proposer) -> tuple[Abilities, Adapter | None]:
        """A post that waits has its words put right whether or not its account can be reached now."""
        try:
            return _opened(carrier, self._account)
        except LoaError:
            if not self._case.affected.waits:
                raise
            return Abilities(), None

    def _new_link(self, carrier: Proposer, act: CorrectionAct) -> str:
        """Each way has its own: where one post could not go out, the other way's may follow it."""
        with carrier.database.read() as session:
            item = session.get_one(Item, self._case.post.item_id)
            return ShortLinks(session, item, self._making.public_url).of_correction(
                self._account, self._case.post.purpose, act.value
            )

    def sketch(self) -> Sketch:
        case, post = self._case, self._case.post
        if post.state is PostState.WITHDRAWN:
            ways = {
                CorrectionAct.ERRATUM: self._new(CorrectionAct.ERRATUM, self._rules.anew),
                CorrectionAct.NONE: Way(CorrectionAct.NONE),
            }
            return Sketch(case.affected, ChosenAct(CorrectionAct.ERRATUM, phrase("correct.gone-already")), ways)
        new, problem = written(lambda: self._rules.in_place(case))
        said = self._said(new)
        error = misstatement(case) if self._cause is CorrectionCause.OURS else None
        wrong = error.wrong if error else ""
        can = replace(self._can, replaces_media=self._can.replaces_media and self._own() is not None)
        choice = choose_act(self._cause, said, can, wrong=wrong)
        if problem and not case.affected.waits and choice.act not in (CorrectionAct.NONE, CorrectionAct.WITHDRAW):
            choice = ChosenAct(CorrectionAct.BY_HAND, phrase("correct.for-hands", why=problem))
        if wrong and choice.act is CorrectionAct.NONE:
            new = None  # nothing here that the right words could take the place of
        ways = self._waiting(new) if case.affected.waits else self._standing(new, said, can, problem)
        holds = case.affected.waits and self._rules.holds and (not wrong or is_wrong(said, wrong))
        return Sketch(case.affected, self._first_that_works(choice, ways), ways, holds)

    def _said(self, new: NewWords | None) -> Restatement:
        affected, post = self._case.affected, self._case.post
        same = True
        gone = self._cause is CorrectionCause.LAW and self._case.reported.gone
        if affected.pictures and (gone or self._cause is not CorrectionCause.LAW):
            own = self._own()
            same = own is not None and _says_the_same(own, *affected.pictures[0])
        lead = post.settings.get("lead", "")
        others = f"{post.title}\n{lead}\n{post.headline}" if affected.waits else str(lead)
        text = f"{post.text}\n{others}" if self._cause is CorrectionCause.OURS else post.text
        new_text = new.text if new else None
        if new is not None and (new.text, new.settings.get("lead", "")) == (post.text, lead):
            new_text = text
        if affected.before is not None:
            text = affected.before[1]
        return Restatement(text, new_text, same, affected.alt_texts, affected.waits, gone)

    def _waiting(self, new: NewWords | None) -> dict[CorrectionAct, Way]:
        ways = [Way(CorrectionAct.DROP), Way(CorrectionAct.NONE)]
        if new is not None:
            picture = None if self._case.affected.before is not None else self._replacing(new.headline)
            settings = {**self._case.post.settings, **new.settings, HEADLINE: new.headline}
            way = Way(
                CorrectionAct.RENEW,
                new.title,
                new.text,
                settings,
                self._case.post.link,
                *picture_of(self._making, picture),
            )
            ways.append(self._proved(way, whole=False))
        return {way.act: way for way in ways}

    def _standing(
        self, new: NewWords | None, said: Restatement, can: Abilities, problem: str
    ) -> dict[CorrectionAct, Way]:
        post = self._case.post
        settings = {**post.settings, **new.settings} if new else dict(post.settings)
        by_hand = Way(
            CorrectionAct.BY_HAND, new.title if new else post.title, new.text if new else "", settings, post.link
        )
        ways = [Way(CorrectionAct.NONE), by_hand]
        if can.by_hand:
            return {way.act: way for way in ways}
        if can.withdraws:
            ways.append(Way(CorrectionAct.WITHDRAW))
        if can.edits and new is not None and not problem:
            picture = None if said.same_media or not can.replaces_media else self._own()
            edit = Way(CorrectionAct.EDIT, new.title, new.text, settings, post.link, *picture_of(self._making, picture))
            if picture is None and self._leaves_media(said):
                edit = replace(edit, problem=phrase("correct.words-alone"))
            ways.append(edit if edit.problem else self._proved(edit, whole=False))
        if (
            can.withdraws
            and not problem
            and (new is not None or self._cause is not CorrectionCause.OURS or self._whole())
        ):
            ways.append(self._new(CorrectionAct.REPLACE, self._rules.anew))
        if not problem:
            ways.append(self._new(CorrectionAct.ERRATUM, self._rules.beside))
        if new is not None and (renewed := self._if_it_waits()) is not None:
            ways.append(renewed)
        return {
            way.act: way for way in ways if way.text or way.act not in (CorrectionAct.REPLACE, CorrectionAct.ERRATUM)
        }

    def _leaves_media(self, said: Restatement) -> bool:
        """An edit of the words alone would leave a picture that says what is wrong, or old."""
        if self._cause is not CorrectionCause.OURS:
            return not said.same_media
        error = misstatement(self._case)
        return error is not None and says(said.media_words, error)

    def _if_it_waits(self) -> Way | None:
        """Return the way if it waits: of a post under way that may yet not go out, and of a broadcast: who has nothing so far
        gets these words."""
        case = self._case
        if case.affected.stands is not Stands.UNDER_WAY and not case.spec.broadcasts:
            return None
        waiting = replace(case, affected=replace(case.affected, stands=Stands.WAITS))
        new, _problem = written(lambda: self._rules.in_place(waiting))
        if new is None:
            return None
        settings = {**case.post.settings, **new.settings, HEADLINE: new.headline}
        picture = picture_of(self._making, self._replacing(new.headline))
        return Way(CorrectionAct.RENEW, new.title, new.text, settings, case.post.link, *picture)

    def _new(self, act: CorrectionAct, write: Callable[[CauseOfCorrection, str], NewWords | None]) -> Way:
        """A post of its own, proved as far as can be without calling anybody."""
        link = self._link(act)
        words, problem = written(lambda: write(self._case, link))
        if words is None:
            return Way(act, problem=problem)
        picture = self._drawn(link, words.headline) if self._rules.illustrated else None
        kept = {name: value for name, value in self._case.post.settings.items() if name not in (COVER, CAPTIONS)}
        settings = {**kept, **words.settings}
        way = Way(act, words.title, words.text, settings, link, *picture_of(self._making, picture))
        return self._proved(way, whole=not self._video())

    def _proved(self, way: Way, *, whole: bool) -> Way:
        unreachable = self._account.state in (AccountState.NEEDS_SIGNIN, AccountState.CLOSED)
        if unreachable and way.act is not CorrectionAct.RENEW:
            closed = self._account.state is AccountState.CLOSED
            why = "deliver.account-closed" if closed else "correct.account-needs-sign-in"
            return replace(way, problem=phrase(why))
        if self._adapter is None:
            return way
        return prove(self._adapter, way, key=f"post-{self._case.post.id}", whole=whole)

    def _first_that_works(self, choice: ChosenAct, ways: dict[CorrectionAct, Way]) -> ChosenAct:
        """The act, or where it is proved that it cannot be done the next best, with both reasons."""
        reason = choice.reason
        for act in (choice.act, *otherwise(choice.act)):
            way = ways.get(act)
            if way is not None and not way.problem:
                return ChosenAct(act, reason)
            if way is not None:
                reason = listed([reason, phrase("correct.cannot", why=way.problem)])
        return ChosenAct(CorrectionAct.NONE, listed([reason, phrase("correct.stays-until")]))

    def _whole(self) -> bool:
        """All of our post was wrong."""
        return self._case.erratum is not None and not self._case.erratum.wrong.strip()

    def _video(self) -> bool:
        return bool(shape_wanted(self._case.spec, self._account.settings, self._case.view.kind))

    def _own(self) -> Picture | None:
        """The post's card as it would come out now; None without one. What a video would say is not known before it is made."""
        post = self._case.post
        if len(self._case.affected.pictures) != 1 or post.settings.get(COVER) or post.picture:
            return None
        return self._drawn(post.link, post.headline)

    def _replacing(self, headline: str) -> Picture | None:
        """The card that takes the place of a waiting post's, where it says something else."""
        if self._own() is None:
            return None
        picture = self._drawn(self._case.post.link, headline)
        if picture is None or _says_the_same(picture, *self._case.affected.pictures[0]):
            return None
        return picture

    def _draw(self, link: str, headline: str) -> Picture | None:
        case, spec = self._case, self._case.spec
        if spec.media.max_count == 0 or self._video():
            return None
        view = on_occasion(case.view, case.post.purpose)
        return draw_announcement(
            replace(view, title=headline) if headline else view,
            self._making.templates,
            self._making.store,
            channel=self._account.channel,
            link=link,
            alt_text_limit=spec.media.alt_text_limit,
            sample=self._making.sample,
            address_in_words=bool(case.post.settings.get(ADDRESS_IN_PICTURE)),
        )


def picture_of(making: Making, picture: Picture | None) -> tuple[StoredMedia | None, str]:
    """Kept in the library, and its alternative text."""
    return (making.store.put(picture.bytes, picture.mime), picture.alt_text) if picture else (None, "")


def _says_the_same(picture: Picture, sha: str, alt_text: str) -> bool:
    """A unit's new colours, or a new way of drawing, are no reason to take a post down: what a card says is in its alt text."""
    return sha256(picture.bytes).hexdigest() == sha or (alt_text != "" and picture.alt_text == alt_text)


def abilities_of(carrier: Proposer, account: Account) -> Abilities:
    return _opened(carrier, account)[0]


def _opened(carrier: Proposer, account: Account) -> tuple[Abilities, Adapter | None]:
    """Return what the channel can do, and the account's adapter; None where people publish. Raises LoaError."""
    spec = spec_of(account.channel)
    if account.channel == "manual":
        return Abilities(by_hand=True), None
    try:
        adapter = carrier.open(account_view(account)).adapter
    except ChannelError as error:
        if spec.broadcasts:
            return Abilities(), None
        raise LoaError(error.message) from error
    if spec.broadcasts:
        return Abilities(), adapter
    return Abilities(
        edits=isinstance(adapter, Edits),
        withdraws=isinstance(adapter, Withdraws),
        video=bool(spec.video_shape),
        replaces_media=spec.replaces_media,
    ), adapter
