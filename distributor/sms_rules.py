"""The dated rules of `config/sms.toml`: hours, cap, consent; the texts of replies and their caps, also of other channels' private
messages (`config/chat.toml`). Raises Misconfigured."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from channels.errors import Misconfigured
from channels.sms.configuration import SMS_FILE, meanings_of, words_of
from channels.sms_text import Encoding, encoding_of, lightest, unaccent
from channels.tables import Table, content_of, table_of
from distributor.clock import VIETNAM
from distributor.settings import CONFIG_FOLDER
from phrases import phrase
from phrases.grouped import grouped


@dataclass(frozen=True)
class SmsRules:
    """`opens` to `closes`: Vietnam's time. At most `most_per_number` messages of a unit to a number in `per_hours`, and where it
    is set `most_of_all_units` of all units together."""

    since: date
    source: str
    opens: time
    closes: time
    most_per_number: int
    per_hours: int
    advertising_label: str
    needs_consent: bool
    most_of_all_units: int | None = None


@dataclass(frozen=True)
class ReplyCaps:
    """The caps of answers to one number, and of an account, in 24 hours, and of an account in 30 days."""

    refusals_a_day: int
    answers_a_day: int
    acknowledgements_a_day: int
    account_a_day: int
    account_a_month: int


def read_rules(file: Path = SMS_FILE) -> tuple[SmsRules, ...]:
    """All rules, the oldest first."""
    entries = content_of(file).get("rules")
    if not isinstance(entries, list) or not entries:
        raise Misconfigured(phrase("sms_rules.no-rules", file=file.name))
    return tuple(sorted((_rule(entry, file) for entry in entries), key=lambda rule: rule.since))


def _rule(entry: object, file: Path) -> SmsRules:
    if not isinstance(entry, dict):
        raise Misconfigured(phrase("sms_rules.no-table", file=file.name))
    table = Table(entry, file, "rules")
    opens, closes, needs = entry.get("opens"), entry.get("closes"), entry.get("needs_consent")
    if not isinstance(opens, time) or not isinstance(closes, time) or opens >= closes:
        raise Misconfigured(phrase("sms_rules.hours", file=file.name))
    if not isinstance(needs, bool):
        raise Misconfigured(phrase("sms_rules.consent", file=file.name))
    return SmsRules(
        since=table.day("since"),
        source=table.text("source"),
        opens=opens,
        closes=closes,
        most_per_number=table.whole("most_per_number", 1),
        per_hours=table.whole("per_hours", 1),
        advertising_label=table.text("advertising_label"),
        needs_consent=needs,
        most_of_all_units=table.whole("most_of_all_units", 1) if table.has("most_of_all_units") else None,
    )


@cache
def _rules() -> tuple[SmsRules, ...]:
    return read_rules()


def rules_at(now: datetime, rules: tuple[SmsRules, ...] | None = None) -> SmsRules:
    """The rule in force on Vietnam's day of `now`."""
    today = now.astimezone(VIETNAM).date()
    standing = [rule for rule in rules or _rules() if rule.since <= today]
    if not standing:
        raise Misconfigured(phrase("sms_rules.none-in-force", file=SMS_FILE.name, today=today))
    return standing[-1]


DEMO_CLOCK = "demo_clock"
"""Setting of an SMS account at a stand-in network: outside the hours of the rule its hours are kept by the demo's clock."""
HALF_A_DAY = timedelta(hours=12)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def is_open(instant: datetime, rules: SmsRules) -> bool:
    """Return True within the rule's hours. The opening minute belongs to them, the closing one does not."""
    return rules.opens <= instant.astimezone(VIETNAM).time() < rules.closes


def demo_time(now: datetime, rules: SmsRules | None = None) -> datetime:
    """Return what the demo's clock says: the time itself within the rule's hours, at night half a day later, so that it is day
    there."""
    return now if is_open(now, rules or rules_at(now)) else now + HALF_A_DAY


def clock_of_hours(now: datetime, settings: Mapping[str, Any], rules: SmsRules | None = None) -> datetime:
    """The time by which an account's hours are kept; `settings`: the account's. Only a network on this machine has a demo's."""
    if settings.get(DEMO_CLOCK) is True and settings.get("host") in LOOPBACK:
        return demo_time(now, rules)
    return now


def reply_cost(settings: Mapping[str, Any], *, is_brief: bool = False) -> str:
    """Return what a message to the account's number costs, as it stands behind the number; empty where the account does not
    say."""
    price = settings.get("reply_price")
    if not isinstance(price, int) or isinstance(price, bool):
        return ""
    table = table_of(SMS_FILE, "invitation")
    if not price:
        return table.text("free_brief" if is_brief else "free")
    return table.text("price").format(price=grouped(price))


def number_told(settings: Mapping[str, Any], number: str) -> str:
    """The account's number with what a message to it costs; without accents."""
    return f"{number}{unaccent(reply_cost(settings))}"


def invitation(settings: Mapping[str, Any], *, is_brief: bool) -> str:
    """Return how to opt out, as messages end with it; empty where the account's settings do not say so."""
    number = str(settings.get("reply_to") or "")
    if settings.get("names_reply") is not True or not number:
        return ""
    table = table_of(SMS_FILE, "invitation")
    table.day("as_of")
    table.text("source")
    wording = table.text("brief" if is_brief else "text")
    return wording.format(number=number, cost=reply_cost(settings, is_brief=is_brief))


def invitations(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """All that a message of this account may say of opting out: it stands in no source."""
    return tuple(filter(None, (invitation(settings, is_brief=is_brief) for is_brief in (True, False))))


def with_invitation(settings: Mapping[str, Any], text: str, *, is_brief: bool = False) -> str:
    """Return `text` with how to opt out, where the account's setting says so and its number is not in it; accented as the text
    is.

    `is_brief`: on a line of its own, for its text may end with an address.
    """
    line = invitation(settings, is_brief=is_brief)
    if not line or str(settings["reply_to"]) in text or not text.strip():
        return text
    text = text.rstrip()
    stop = "\n" if is_brief else " " if text[-1] in ".!?…" else ". "
    return text + stop + (unaccent(line) if encoding_of(lightest(text)) is Encoding.GSM else line)


SMS = "sms"
CHAT_FILE = CONFIG_FOLDER / "chat.toml"
"""Of private messages on other channels."""


def _answers_file(channel: str) -> Path:
    return SMS_FILE if channel == SMS else CHAT_FILE


def answer_window() -> timedelta:
    """Return how long after a person's last message a channel other than SMS takes an answer to them."""
    table = table_of(CHAT_FILE, "window")
    table.day("as_of")
    table.text("source")
    return timedelta(seconds=table.whole("answer_s", 1))


@cache
def reply_caps(channel: str = SMS) -> ReplyCaps:
    table = table_of(_answers_file(channel), "caps")
    table.day("as_of")
    table.text("source")
    return ReplyCaps(
        refusals_a_day=table.whole("refusals_a_day", 1),
        answers_a_day=table.whole("answers_a_day"),
        acknowledgements_a_day=table.whole("acknowledgements_a_day"),
        account_a_day=table.whole("account_a_day"),
        account_a_month=table.whole("account_a_month"),
    )


@dataclass(frozen=True)
class CodeRules:
    """The rules of codes: how many go to one number and out of one account in 24 hours, how long one lasts, how often it may be
    guessed."""

    number_a_day: int
    apart: timedelta
    account_a_day: int
    lasts: timedelta
    guesses: int


@cache
def code_rules() -> CodeRules:
    table = table_of(SMS_FILE, "codes")
    table.day("as_of")
    table.text("source")
    return CodeRules(
        number_a_day=table.whole("number_a_day", 1),
        apart=timedelta(seconds=table.whole("apart_s", 1)),
        account_a_day=table.whole("account_a_day"),
        lasts=timedelta(seconds=table.whole("lasts_s", 1)),
        guesses=table.whole("guesses", 1),
    )


@cache
def reply_texts(channel: str = SMS) -> Mapping[str, str]:
    content = content_of(_answers_file(channel)).get("replies")
    texts = (
        {name: text for name, text in content.items() if name not in ("as_of", "source")}
        if isinstance(content, dict)
        else content
    )
    return words_of(texts, "replies")


@cache
def receipt_meanings() -> tuple[frozenset[str], frozenset[str], frozenset[str], Mapping[str, str]]:
    """Statuses that mean delivered, failed, expired; and words for staff."""
    table = table_of(SMS_FILE, "receipts")
    receipts = content_of(SMS_FILE)["receipts"]
    words = meanings_of(receipts.get("words", {}) if isinstance(receipts, dict) else {}, "receipts.words")
    delivered, failed, expired = (frozenset(table.texts(name)) for name in ("delivered", "failed", "expired"))
    return delivered, failed, expired, words
