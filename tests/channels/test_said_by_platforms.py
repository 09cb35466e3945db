"""What X, Zalo, SMS, RSS and posting by hand say to staff, in the reader's language, from the call to the row."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from channels.errors import ChannelError, Misconfigured
from channels.http import Answer
from channels.messenger import Message, Taken, Verdict
from channels.outcome import Stage
from channels.registry import spec_of
from channels.sms.account import check_sender, place_of, text_fault
from channels.sms.configuration import SMS_FILE, gateway_configurations, smpp_configuration
from channels.sms.credentials import SmsCredentials
from channels.sms.place import BindPlace, check_place
from channels.sms.templates import check_templates
from channels.sms.traffic import MessageInFlight
from channels.x.configuration import x_configuration
from channels.x.failures import failure_of as x_failure
from channels.x.pace import RateLimitPace
from channels.x.processing import refusal_of
from channels.zalo.configuration import zalo_configuration
from channels.zalo.failures import failure_of as zalo_failure
from channels.zalo.webhook import with_note
from distributor.sms_rules import receipt_meanings
from phrases import Phrase, in_language, phrase, read_phrase, to_stored

VIETNAMESE = re.compile(r"[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
NOW = datetime(2026, 11, 26, 2, 30, tzinfo=UTC)


def english(said: str) -> str:
    """Of what a row of 1000 characters kept."""
    kept = read_phrase(to_stored(said, 1000))
    assert isinstance(kept, Phrase), said
    assert kept == said
    return kept.in_language("en")


def refused_by_x(status: int, body: bytes, headers: dict[str, str] | None = None) -> ChannelError:
    return x_failure(None, Answer(status, headers or {}, body), Stage.PUBLISHING, NOW, "X", "", signed=True)


def refused_by_zalo(code: int, status: int = 200) -> ChannelError:
    answer = Answer(status, {}, b'{"error": %d, "message": "no"}' % code)
    return zalo_failure(None, answer, Stage.PUBLISHING, NOW, zalo_configuration(), "")


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (refused_by_x(400, b'{"title": "Invalid"}'), "X refused (HTTP 400). Change the post accordingly"),
        (refused_by_x(403, b'{"title": "Forbidden"}'), "X does not let the account do this."),
        (refused_by_x(429, b"{}"), "X is limiting the account's calls. The account rests; the post stays planned."),
        (refused_by_x(401, b"{}", {"date": "Thu, 26 Nov 2026 02:20:00 GMT"}), "10 minutes off, so X does not"),
        (refused_by_zalo(-211), "The Official Account has used up the messages of its package. The post stays"),
        (refused_by_zalo(-32), "The application called Zalo too often within a minute. The account rests;"),
        (refused_by_zalo(-209), "Zalo refused (code -209). The application was not given this right."),
        (refused_by_zalo(-220), "Zalo: The access token has expired. Loa asks for a new token;"),
    ],
    ids=lambda value: value[:24] if isinstance(value, str) else "",
)
def test_a_refusal_is_said_in_english(failure: ChannelError, said: str) -> None:
    assert said in english(failure.message)


def test_the_platform_s_reason_stands_behind_our_advice() -> None:
    answer = {
        "data": {"processing_info": {"state": "failed", "error": {"name": "InvalidMedia", "message": "too long"}}}
    }
    said = english(refusal_of(answer, x_configuration(), "", video=True).message)
    assert said.startswith("X could not process the post's video. The video must be 0.5 to 140 seconds long.")
    assert said.endswith("The platform said: “InvalidMedia: too long”.")


def test_a_rest_says_its_hour_as_the_language_does() -> None:
    pace = RateLimitPace(0)
    pace.learn("posts", {"x-rate-limit-remaining": "0", "x-rate-limit-reset": str(int(NOW.timestamp()) + 600)})
    rest = pace.rest(NOW)
    assert rest is not None
    assert "đến 09:40 26/11." in rest.reason
    assert "until 26 Nov 2026 09:40." in english(rest.reason)


def test_each_code_of_the_tables_has_its_english() -> None:
    zalo = [error.words for error in zalo_configuration().errors.values()]
    smpp = smpp_configuration()
    told = [words for table in (smpp.throttled, smpp.account, smpp.refused) for words in table.values()]
    told += [
        words
        for gateway in gateway_configurations().values()
        for table in (gateway.account, gateway.refused, gateway.throttled, gateway.unknown)
        for words in table.values()
    ]
    told += receipt_meanings()[3].values()
    for words in (*zalo, *told):
        assert not VIETNAMESE.search(english(words))
        assert words != english(words)
    assert len(zalo) > 20
    assert len(told) > 40


def test_an_office_s_own_words_for_a_gateway_stay_its_own(folder: Path) -> None:
    file = folder / "sms.toml"
    whole = SMS_FILE.read_text(encoding="utf-8")
    file.write_text(whole.replace('"sms.esms.keys"', '"sai khóa, gọi anh Hùng"'), encoding="utf-8")
    account = gateway_configurations(file)["esms"].account
    assert account["101"] == "sai khóa, gọi anh Hùng"
    assert not isinstance(account["101"], Phrase)
    assert in_language(account["103"], "en") == "the account has too little credit"


def test_what_became_of_a_message_is_a_sentence_in_both_languages() -> None:
    made = MessageInFlight(Message("k", "+84912345678", "x" * 400, "8100", frozenset({1})), 3, 2)
    made.unknown = phrase("sms.unknown.silent")
    whole = made.outcome()
    assert whole.verdict is Verdict.UNKNOWN
    assert whole.words == "Nhà mạng không trả lời, chưa rõ tin đã đi hay chưa."
    assert english(whole.words).startswith("The carrier did not answer;")
    made.taken.append(Taken(2, "a"))
    assert "2 trên 3 phần của tin đã được nhận." in made.outcome().words
    assert english(made.outcome().words).endswith(". Parts of the message that were taken: 2 of 3.")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: check_sender("Sở Tư pháp"), "The sender name “Sở Tư pháp” cannot be used:"),
        (lambda: check_sender("Viettel"), "is that of a carrier or of another authority"),
        (lambda: check_templates("Chào {a}{b}"), "Template in line 1: there must be words between two places {…}"),
        (lambda: check_templates("Chào {a"), "Template in line 1: the braces { } do not come in pairs."),
        (lambda: place_of({}, SmsCredentials()), "the address of the SMPP server (`host`) is missing or wrong"),
        (
            lambda: check_place(BindPlace("h", 1, "", "123456789")),
            "SMS account: the SMPP password has more than 8 characters; the SMPP user name (system_id) is missing.",
        ),
    ],
)
def test_a_wrong_sms_account_is_told_in_english(act: Callable[[], object], said: str) -> None:
    with pytest.raises(Misconfigured) as wrong:
        act()
    assert said in english(wrong.value.message)


def test_a_text_that_a_network_would_not_take() -> None:
    fault = text_fault({"forbidden": "^~"}, "a^b")
    assert english(fault) == "This account's carrier does not take the characters ^. Write it another way."


def test_forms_ask_in_the_reader_s_language() -> None:
    for channel in ("rss", "sms", "manual"):
        for field in spec_of(channel).fields:
            assert not VIETNAMESE.search(english(field.label))
            assert not field.hint or not VIETNAMESE.search(english(field.hint))
    for channel in ("x", "zalo", "sms"):
        for secret in spec_of(channel).credentials.model_fields.values():
            assert secret.title
            assert not VIETNAMESE.search(in_language(secret.title, "en"))
    assert in_language(spec_of("manual").label, "en") == "By hand"


def test_a_note_of_what_came_with_a_message_is_said_in_english() -> None:
    note = "[Người dân gửi ảnh, hãy mở Zalo OA Manager để xem]"
    assert in_language(with_note(note), "en") == "[The citizen sent a picture; open Zalo OA Manager to see it]"
    assert in_language(with_note(f"Cho hỏi\n{note}"), "en").startswith("Cho hỏi\n[The citizen sent a picture;")
    assert in_language(with_note(f"Cho hỏi {note}"), "en").startswith("Cho hỏi [The citizen sent a picture;")
    for words in ("Cho hỏi", "Cho hỏi\ntiếp", "", f"{note} x"):
        assert with_note(words) == words
        assert in_language(with_note(words), "en") == words
