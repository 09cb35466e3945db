"""Whether a message asks anything of the law at all: pure."""

from pathlib import Path

import pytest

from distributor.broadcast.heard import Before, Reply, reaction_to
from distributor.lookup.asked import matter_asked
from distributor.lookup.asks_law import AsksLawWeights, asks_law_likelihood, asks_law_signs, asks_law_weights
from distributor.lookup.meaning import ASKS_LAW, Intent, meaning_of, plain_words
from distributor.sms_rules import SMS, reply_caps

LEARNT = Path(__file__).parents[1] / "broadcast" / "words" / "learnt"


def reply_to(text: str) -> Reply:
    return reaction_to(meaning_of(text), plain_words(text), Before(), reply_caps(SMS)).reply


@pytest.mark.parametrize(
    "text",
    [
        "chúc sức khỏe cả nhà",
        "xin chua ban binh an cho gia dinh",
        "cuoi tuan ve que nhe",
        "quỹ lớp đóng rồi nha",
        "nhà có đám",
        "con gái tôi đậu đại học",
        "tuyen phu quan",
        "vàng lên giá quá",
        "cho thuê phòng trọ gần trường",
        "chuyển khoản cho mình nhé",
        "giá lúa nay nhiêu",
    ],
)
def test_talk_that_asks_nothing_is_not_looked_up(text: str) -> None:
    assert not meaning_of(text).looks_up
    assert reply_to(text) is not Reply.LOOKUP


@pytest.mark.parametrize(
    "text",
    [
        "dat 60m2 chia duoc khong",
        "mẹ 82 tuổi không lương hưu được trợ cấp không",
        "khai sinh",
        "karaoke khuya",
        "27/2026",
        "TRA mai ra đồng sớm nhé",
    ],
)
def test_a_matter_a_document_and_whatever_follows_tra_is_looked_up(text: str) -> None:
    assert meaning_of(text).looks_up


def test_words_that_nobody_ever_wrote_ask_for_nothing() -> None:
    assert asks_law_likelihood(asks_law_signs("xyzzy qwrt", None)) < asks_law_weights().least


def test_the_likelihood_is_the_sum_of_the_weights_of_what_stands_there() -> None:
    known = AsksLawWeights.model_validate(
        {
            "as_of": "2026-11-30",
            "source": "-",
            "least": 0.5,
            "least_of_questions": 0.5,
            "bias": -1.0,
            "weights": {"dat": 2.0, "^ dat": 1.0},
        }
    )
    signs = asks_law_signs("dat", None)
    assert {"dat", "^ dat", "dat $"} <= signs
    assert asks_law_likelihood(signs, known) == pytest.approx(0.8808, abs=1e-4)
    assert asks_law_likelihood(frozenset(), known) == pytest.approx(0.2689, abs=1e-4)


def test_what_names_a_matter_or_is_asked_like_one_says_so() -> None:
    assert {"@matter", "@matter of ours"} <= asks_law_signs("ho khau", matter_asked("ho khau"))
    assert any(sign.startswith("@ahead of talk") for sign in asks_law_signs("tach thua", matter_asked("tach thua")))
    assert not any(sign.startswith("@ahead of talk") for sign in asks_law_signs("xyzzy", matter_asked("xyzzy")))


@pytest.mark.parametrize(
    "text", ["thue", "ho khau", "can cuoc", "luong huu", "hoc phi", "giay phep xay dung", "nghia vu quan su"]
)
def test_a_matter_alone_is_looked_up(text: str) -> None:
    assert meaning_of(text).looks_up


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("đăng ký khai thuế ở đâu", Intent.QUESTION),
        ("đăng ký học nghề ở đâu", Intent.QUESTION),
        ("dk may cay can giay to gi", Intent.QUESTION),
        ("đăng ký nhận tin ở đâu", Intent.START),
        ("muốn đăng ký theo dõi thuế", Intent.START),
        ("DK THUE", Intent.START),
    ],
)
def test_who_asks_where_or_how_to_register_something_subscribes_to_nothing(text: str, means: Intent) -> None:
    assert meaning_of(text).means is means


def test_who_looks_why_finds_how_likely_it_asks() -> None:
    scores = meaning_of("mai ra đồng sớm nhé").scores
    assert scores is not None
    assert scores[ASKS_LAW] < asks_law_weights().least


@pytest.mark.parametrize(
    "text", ["toi dang ky nham", "lỡ tay đăng ký", "đăng ký cho vui thôi, giờ bỏ", "không phải tôi đăng ký"]
)
def test_who_registered_by_mistake_opts_out(text: str) -> None:
    assert meaning_of(text).means is Intent.STOP


@pytest.mark.parametrize(
    "text",
    [
        "đăng ký nhầm ngày sinh thì sửa sao",
        "dang ky giam tru gia canh",
        "đăng ký lại khai sinh",
        "dang ky nhan cha cho con",
    ],
)
def test_who_registers_something_at_an_office_neither_subscribes_nor_opts_out(text: str) -> None:
    assert meaning_of(text).means in (Intent.LOOKUP, Intent.QUESTION)


@pytest.mark.parametrize(
    "text", ["hủy rồi sao còn gửi", "dung nhan cho no nua", "sim nay gan trong camera, dung nhan vao"]
)
def test_refusals_that_complain_or_speak_for_others_are_heard(text: str) -> None:
    assert meaning_of(text).means is Intent.STOP


def _of(file: str, means: str) -> list[str]:
    rows = [line.split("\t") for line in (LEARNT / file).read_text(encoding="utf-8").splitlines()]
    return [text for said, text in rows if said == means]


def test_of_what_was_learnt_talk_is_hardly_looked_up_and_hardly_opts_out() -> None:
    heard = [meaning_of(text) for text in _of("talk.tsv", "talk")[::4]]
    assert sum(meaning.looks_up for meaning in heard) <= 0.04 * len(heard)
    assert sum(meaning.means is Intent.STOP for meaning in heard) <= 0.02 * len(heard)


def test_of_what_was_learnt_refusals_are_heard_and_questions_of_the_law_are_none() -> None:
    refusals = [meaning_of(text) for text in _of("refusals_and_like.tsv", "stop")[::3]]
    assert sum(meaning.means is Intent.STOP for meaning in refusals) >= 0.97 * len(refusals)
    questions = [meaning_of(text) for text in _of("refusals_and_like.tsv", "law")[::3]]
    assert sum(meaning.means is Intent.STOP for meaning in questions) <= 0.01 * len(questions)
