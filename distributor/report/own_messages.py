"""Messages that Loa sends to single citizens: codes, answers to what they wrote, mails. Told by their kind alone.

A message is of a kind if it is the very words of its template, with nothing in the gaps but our offices, numbers, topics and
addresses. To whom one was sent, or whether, is never looked for. Reads only.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from string import Formatter

from sqlmodel import Session, col, select

from channels.sms_text import unaccent
from distributor.lookup.answers import LookedUp, look_up, told_of
from distributor.lookup.followed import choices, topics_to_choose
from distributor.lookup.message import BY_CHAT, BY_SMS, first_message, more_message, papers_message
from distributor.lookup.numbers import number_in
from distributor.lookup.public import has_public_post
from distributor.models import Account, AccountState, Item, UnitName
from distributor.report.public import public_titles
from distributor.sms_rules import SMS, code_rules, number_told, reply_texts
from phrases import catalogue_of, phrase

PRIVATE_PATH = r"/(?:cau-hoi|dang-ky-tin|nhan-tin|thu|thu/xac-nhan)/\d{1,12}(?:-\d{1,6})?-[a-z2-7]{16,26}(?:/ngung)?"
"""Of a page that one person was given the address of (`distributor.signed_codes`)."""
_ON_CHAT = "chat"
_MAILS = (("mail.confirm-subject", "mail.confirm-letter"), ("mail.digest-subject", "mail.digest-letter"))
_LISTED = re.compile(r"/tin/(\d{1,9})(?=\s|$)")


def is_private_path(path: str) -> bool:
    return re.fullmatch(PRIVATE_PATH, path) is not None


def is_own_message(session: Session, text: str, public_url: str, today: date) -> bool:
    """Return True if it is of a kind that Loa sends to single citizens. `today`: in Vietnam."""
    private = f"{re.escape(public_url)}{PRIVATE_PATH}"
    units = {*session.exec(select(UnitName.name))}
    accounts = session.exec(select(Account).where(Account.state == AccountState.ACTIVE, Account.channel == SMS)).all()
    matters = {one.name for one in topics_to_choose()} | units
    matters |= {phrase(f"broadcast.{name}") for name in ("everything", "everything-else", "nothing")}
    plain = sorted(map(unaccent, matters))
    gaps = {
        "code": r"\d{6}",
        "minutes": str(code_rules().lasts // timedelta(minutes=1)),
        "due": r"\d\d/\d\d",
        "matters": _list_of(plain),
        "left": _list_of(plain),
        "choices": _list_of(choices()),
        **dict.fromkeys(("link", "address", "leave"), private),
    }
    numbers = {
        number_told(one.settings, str(number))
        for one in accounts
        for number in (one.settings.get("reply_to"), one.settings.get("sender"))
        if number
    }
    by_sms = {**gaps, "unit": _any_of({*map(unaccent, units), "Co quan"}), "number": _any_of(numbers)}
    link = f"(?:\\s+{_pattern(reply_texts()['link'], by_sms)})?"
    patterns = [f"{_pattern(said, by_sms)}{link}" for name, said in reply_texts().items() if name != "link"]
    by_chat = {**gaps, "unit": _any_of({*units, "Cơ quan"}), "number": _any_of(numbers)}
    patterns += [_pattern(said, by_chat) for said in reply_texts(_ON_CHAT).values()]
    if any(re.fullmatch(pattern, text.strip()) for pattern in patterns):
        return True
    return _is_mail(session, text.strip(), public_url, gaps) or _is_looked_up(session, text, public_url, today)


def _is_looked_up(session: Session, text: str, public_url: str, today: date) -> bool:
    """Return True if a look-up would be answered just so today: of the items whose pages it leads to, or of the document that it
    names."""
    wanted = text.split()
    led_to = re.findall(rf"{re.escape(public_url)}/tin/(\d{{1,9}})(?=\s|$)", text)
    found = [LookedUp(answers=(one,)) for item_id in led_to[:1] for one in told_of(session, int(item_id), today)]
    if not led_to and (number := number_in(text)) is not None:
        found = [look_up(session, str(number), today)]
    said = (one for each in found if each.answers for one in _answers(each, public_url))
    return any(one.split() == wanted for one in said)


def _answers(found: LookedUp, public_url: str) -> Iterator[str]:
    """All that may be said of it: at first, as papers or places are asked for, and on "1" and "2"."""
    answer = found.answers[0]
    for form in (BY_SMS, BY_CHAT):
        for first in ((), answer.papers, answer.places):
            facts = (*first, *(fact for fact in answer.facts if fact not in first))
            asked = replace(found, answers=(replace(answer, facts=facts), *found.answers[1:]))
            yield first_message(asked, public_url, form)
            yield from (more_message(asked, page, public_url, form) for page in range(1, len(facts) + 2))
        yield papers_message(found, public_url, form)


def _is_mail(session: Session, text: str, public_url: str, gaps: Mapping[str, str]) -> bool:
    """Return True for a mail of ours: with its subject, without, or the subject alone."""
    said = catalogue_of("vi").gettext
    sample = f"(?:{_pattern(said('mail.sample'), {})}\\s+)?"
    filled = {**gaps, "count": r"\d{1,3}", "items": r"(?P<items>-\s.+?)"}
    for subject, letter in _MAILS:
        headed, body = _pattern(said(subject), filled), _pattern(said(letter), filled)
        if re.fullmatch(headed, text):
            return True
        wording = f"(?:{headed}\\s+)?{sample}{body}"
        if (found := re.fullmatch(wording, text, re.DOTALL)) is not None:
            return "items" not in found.groupdict() or _are_listed(session, found["items"], public_url)
    return False


def _are_listed(session: Session, items: str, public_url: str) -> bool:
    """Return True if these are public titles with their addresses and no more."""
    ids = [int(number) for number in _LISTED.findall(items)]
    titles = public_titles(session, session.exec(select(Item).where(col(Item.id).in_(ids), has_public_post())).all())
    listed = " ".join(f"- {titles.get(one, '')} {public_url}/tin/{one}" for one in ids)
    return listed.split() == items.split()


def _pattern(template: str, gaps: Mapping[str, str]) -> str:
    """Any white space is as good as another."""
    return "".join(
        re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(words)) + (f"(?:{gaps[gap]})" if gap else "")
        for words, gap, _, _ in Formatter().parse(template)
    )


def _any_of(words: Iterable[str]) -> str:
    """`(?!)`, which matches nothing, where there is none."""
    return "|".join(re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(one)) for one in sorted(words)) or "(?!)"


def _list_of(words: Iterable[str]) -> str:
    one = f"(?:{_any_of(words)})"
    return rf"{one}(?:,\s+{one})*"
