"""What is done with a citizen's message, by what it means and what went before: pure."""

import pytest

from distributor.broadcast.heard import Before, ConsentChange, Reaction, Reply, Spent, reaction_to
from distributor.lookup.meaning import meaning_of, plain_words
from distributor.sms_rules import ReplyCaps

CAPS = ReplyCaps(refusals_a_day=3, answers_a_day=12, acknowledgements_a_day=3, account_a_day=1000, account_a_month=9000)


def to(text: str, before: Before | None = None) -> Reaction:
    return reaction_to(meaning_of(text), plain_words(text), before or Before(), CAPS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đừng nhắn tin cho tôi nữa", Reaction("stop", ConsentChange.OPT_OUT, Reply.STOP)),
        ("DK", Reaction("subscribe", ConsentChange.SUBSCRIBE, Reply.SUBSCRIBE)),
        ("huong dan", Reaction("help", reply=Reply.HELP)),
        ("TRA 27/2026", Reaction("lookup", reply=Reply.LOOKUP)),
        ("hủy hợp đồng lao động thì sao", Reaction("question", reply=Reply.LOOKUP, is_case=True)),
        ("nhà tôi bị vậy thì phải làm sao hả cán bộ", Reaction("question", reply=Reply.LOOKUP, is_case=True)),
        ("làm sao để hủy nhận tin", Reaction("ask_back", ConsentChange.PAUSE, Reply.ASK_BACK)),
        ("cảm ơn", Reaction("thanks")),
        ("Toi dang hop, se goi lai sau", Reaction("auto")),
        ("ngu như bò", Reaction("abuse")),
        ("👍", Reaction("unclear")),
        ("mai 7h có mặt nha cô", Reaction("unclear", is_case=True)),
        ("1", Reaction("unclear")),
        ("xem tiep", Reaction("more", reply=Reply.HELP)),
    ],
)
def test_what_a_first_message_leads_to(text: str, expected: Reaction) -> None:
    assert to(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "HUY",
        "co",
        "Ok",
        "ừ",
        "đúng rồi",
        "làm sao để hủy nhận tin",
        "Muốn",
        "muốn ạ",
        "dạ vâng",
        "có chứ",
        "ừ đúng rồi",
        "được",
    ],
)
def test_who_was_asked_back_and_says_so_opts_out(text: str) -> None:
    assert to(text, Before(paused=True)) == Reaction("stop", ConsentChange.OPT_OUT, Reply.STOP)


@pytest.mark.parametrize(
    ("text", "reply"),
    [("KHONG", Reply.KEPT), ("k", Reply.KEPT), ("TRA khai sinh", Reply.LOOKUP), ("huong dan", Reply.HELP)],
)
def test_who_was_asked_back_and_asks_for_something_goes_on(text: str, reply: Reply) -> None:
    told = to(text, Before(paused=True))
    assert (told.consent, told.reply) == (ConsentChange.GO_ON, reply)


def test_a_guess_asks_once_and_opts_out_of_nothing() -> None:
    guess = "phiền chết đi được"
    assert to(guess).action == "ask_back"
    assert to(guess, Before(paused=True)).consent is ConsentChange.AS_IT_IS


def test_a_question_that_is_asked_back_becomes_a_case() -> None:
    assert (to("sao cứ gửi hoài").action, to("sao cứ gửi hoài").is_case) == ("ask_back", True)


@pytest.mark.parametrize(
    "text", ["Toi dang hop, se goi lai sau", "ngu như bò", "cảm ơn", "thôi khỏi", "yes please", "👍"]
)
def test_what_is_no_answer_leaves_the_wish_open(text: str) -> None:
    assert to(text, Before(paused=True)).consent is ConsentChange.AS_IT_IS


@pytest.mark.parametrize(("text", "action"), [("1", "more"), ("2", "papers"), ("xem tiep", "more")])
def test_figures_ask_of_the_last_look_up(text: str, action: str) -> None:
    assert to(text, Before(looked_up=True)) == Reaction(action, reply=Reply.LOOKUP)


def test_opt_outs_are_honoured_beyond_every_cap_and_acknowledged_within_their_own() -> None:
    full = Spent(CAPS.account_a_day, CAPS.account_a_month)
    spent = Before(answers=CAPS.answers_a_day, acknowledged=CAPS.acknowledgements_a_day, spent=full)
    assert to("HUY", spent).reply is Reply.STOP
    often = to("HUY", Before(opt_outs=CAPS.refusals_a_day))
    assert (often.consent, often.reply) == (ConsentChange.OPT_OUT, Reply.NONE)


@pytest.mark.parametrize(
    "before",
    [
        Before(answers=CAPS.answers_a_day),
        Before(spent=Spent(day=CAPS.account_a_day)),
        Before(spent=Spent(month=CAPS.account_a_month)),
    ],
)
def test_beyond_a_cap_everything_is_kept_and_nothing_else_answered(before: Before) -> None:
    asked = to("hủy hợp đồng lao động thì sao", before)
    assert (asked.is_case, asked.reply) == (True, Reply.NONE)
    assert to("TRA khai sinh", before) == Reaction("lookup")


def test_questions_are_acknowledged_a_few_times_a_day_and_all_become_cases() -> None:
    asked = to("chừng nào anh về vậy?", Before(acknowledged=CAPS.acknowledgements_a_day))
    assert (asked.is_case, asked.reply) == (True, Reply.NONE)
    assert to("TRA khai sinh", Before(acknowledged=CAPS.acknowledgements_a_day)).reply is Reply.LOOKUP
