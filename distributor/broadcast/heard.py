"""What is done with a citizen's message, by what it means and what went before. Pure.

An opt-out is honoured always, and acknowledged within a cap of its own. Whoever may have opted out is asked back once and
gets nothing meanwhile. Thanks, what machines send, and abuse get no answer, so that no two machines talk to each other for ever.
"""

from dataclasses import dataclass
from enum import StrEnum

from distributor.lookup.followed import AskedFor
from distributor.lookup.meaning import Intent, Meaning
from distributor.sms_rules import ReplyCaps

WORDS_OF_A_CASE = 3
"""What is unclear and has so many words is shown to staff as a case."""


class ConsentChange(StrEnum):
    """The change that a message makes to the person's wish to be written to."""

    OPT_OUT = "refuse"
    LEAVE = "leave"
    """No more of the matters that the message names."""
    SUBSCRIBE = "subscribe"
    PAUSE = "pause"
    GO_ON = "go_on"
    """They were asked back, and opt out of nothing."""
    AS_IT_IS = ""


class Reply(StrEnum):
    """The answers of `config/sms.toml`; those of look-ups are made when they are sent."""

    STOP = "stop"
    ASK_BACK = "ask_back"
    KEPT = "kept"
    SUBSCRIBE = "subscribe"
    MATTERS = "matters"
    """What they follow now, or could; made when it is sent."""
    HELP = "help"
    QUESTION = "question"
    LOOKUP = "lookup"
    NONE = ""


@dataclass(frozen=True)
class Spent:
    """Answers of an account in 24 hours and in 30 days."""

    day: int = 0
    month: int = 0


@dataclass(frozen=True)
class Before:
    """`paused`: asked back, without an answer yet. `looked_up`: a look-up in 24 hours. `opt_outs`, `answers`, `acknowledged`: how
    many of these answers the number got in 24 hours."""

    paused: bool = False
    looked_up: bool = False
    opt_outs: int = 0
    answers: int = 0
    acknowledged: int = 0
    spent: Spent = Spent()


@dataclass(frozen=True)
class Reaction:
    """`action`: what the message was understood as, for its row."""

    action: str
    consent: ConsentChange = ConsentChange.AS_IT_IS
    reply: Reply = Reply.NONE
    is_case: bool = False


YES = frozenset(
    {
        "co",
        "dung",
        "phai",
        "dong y",
        "u",
        "uh",
        "uk",
        "um",
        "ok",
        "y",
        "yes",
        "vang",
        "da",
        "chuan",
        "1",
        "muon",
        "duoc",
    }
)
"""To whether they want no more; politeness beside it (`POLITE`) and one yes beside another change nothing."""
POLITE = frozenset({"a", "da", "roi", "chu", "please"})
NO = frozenset({"khong", "khong a", "no", "khong phai", "da khong", "van nhan"})
LIFTS = frozenset({Intent.START, Intent.LOOKUP, Intent.HELP, Intent.QUESTION})
"""What tells that they go on; what is unclear, or only thanks, leaves the question open."""
PAGES = {"1": "more", "2": "papers"}
"""What figures ask for after an answered look-up."""


NOTHING_NAMED = AskedFor()
FEW = 2
MOST_OF_A_WISH = 6
"""Words of a subscription; in a longer one, words that name nothing known are no topic."""


def reaction_to(
    meaning: Meaning, plain: str, before: Before, caps: ReplyCaps, asked: AskedFor = NOTHING_NAMED
) -> Reaction:
    """Decide what is done with a message. `plain`: the message's words without accents. `asked`: what they name that one can
    follow."""
    return _within(_wanted(meaning, plain, before, asked), before, caps)


def _wanted(meaning: Meaning, plain: str, before: Before, asked: AskedFor) -> Reaction:
    if (
        meaning.means is Intent.STOP
        and asked.matters
        and not asked.rest
        and not asked.is_everything
        and not before.paused
    ):
        return Reaction("unfollow", ConsentChange.LEAVE, Reply.MATTERS)
    bare_no = (
        meaning.means is Intent.STOP and meaning.guessed and len(plain.split()) <= FEW
    )  # no what: to be asked, or messages
    guessed = before.paused and (bare_no or (meaning.guessed and meaning.doubtful))
    doubtful = meaning.doubtful and not meaning.guessed
    if (meaning.means is Intent.STOP and not guessed) or (before.paused and (doubtful or _says_yes(plain))):
        return Reaction("stop", ConsentChange.OPT_OUT, Reply.STOP)
    if before.paused and plain in NO:
        return Reaction("kept", ConsentChange.GO_ON, Reply.KEPT)
    if guessed:
        return Reaction("unclear", is_case=len(plain.split()) >= WORDS_OF_A_CASE)
    if meaning.doubtful:
        asks = meaning.means is Intent.QUESTION  # whatever they answer, the question is not lost
        return Reaction("ask_back", ConsentChange.PAUSE, Reply.ASK_BACK, is_case=asks)
    reaction = _of_others(meaning, plain, before, asked)
    if before.paused and reaction.consent is ConsentChange.AS_IT_IS and meaning.means in LIFTS:
        return Reaction(reaction.action, ConsentChange.GO_ON, reaction.reply, reaction.is_case)
    return reaction


def _says_yes(plain: str) -> bool:
    said = [word for word in plain.split() if word not in POLITE]
    return plain in YES or " ".join(said) in YES or (bool(said) and all(word in YES for word in said))


def _of_others(meaning: Meaning, plain: str, before: Before, asked: AskedFor) -> Reaction:
    if before.looked_up and plain in PAGES:
        return Reaction(PAGES[plain], reply=Reply.LOOKUP)
    match meaning.means:
        case Intent.START:
            if asked.matters and not asked.is_everything:
                return Reaction("follow", ConsentChange.SUBSCRIBE, Reply.MATTERS)
            if asked.rest and not asked.is_everything and len(plain.split()) <= MOST_OF_A_WISH:
                return Reaction("unknown_matter", reply=Reply.MATTERS)
            return Reaction("subscribe", ConsentChange.SUBSCRIBE, Reply.SUBSCRIBE)
        case Intent.HELP:
            return Reaction("help", reply=Reply.HELP)
        case Intent.LOOKUP:
            return Reaction("lookup", reply=Reply.LOOKUP)
        case Intent.MORE:
            return Reaction("more", reply=Reply.LOOKUP if before.looked_up else Reply.HELP)
        case Intent.QUESTION:
            # What a document is today, or what is public of a matter, can be said at once; a person answers the rest.
            return Reaction("question", reply=Reply.LOOKUP if meaning.looks_up else Reply.QUESTION, is_case=True)
        case Intent.UNCLEAR:
            return Reaction("unclear", is_case=len(plain.split()) >= WORDS_OF_A_CASE)
        case _:
            return Reaction(meaning.means.value)


def _within(reaction: Reaction, before: Before, caps: ReplyCaps) -> Reaction:
    """The reaction, without its answer where that would be one too many."""
    if reaction.reply is Reply.NONE:
        return reaction
    if reaction.reply is Reply.STOP:
        allowed = before.opt_outs < caps.refusals_a_day
    else:
        allowed = (
            before.answers < caps.answers_a_day
            and before.spent.day < caps.account_a_day
            and before.spent.month < caps.account_a_month
            and (reaction.reply is not Reply.QUESTION or before.acknowledged < caps.acknowledgements_a_day)
        )
    return reaction if allowed else Reaction(reaction.action, reaction.consent, Reply.NONE, reaction.is_case)
