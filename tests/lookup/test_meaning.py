"""What citizens' messages mean: refusals in every spelling, and what is none; labelled messages of our own."""

from pathlib import Path

import pytest

from distributor.lookup.meaning import Intent, meaning_of, signs_of
from distributor.lookup.opt_out_model import opt_out_likelihood, opt_out_signs, opt_out_weights
from distributor.text.typed import bare
from tests.lookup.thanks_cases import ONLY_THANKS, THANKS_AND_MORE

WORDS = Path(__file__).parents[1] / "broadcast" / "words"
HEARD_AT_ONCE = {"seventeenth.tsv": 0.85, "eighteenth.tsv": 0.85}
"""… of sets of which more are asked back: they complain, and say no plain word of refusing."""


def labelled(name: str) -> list[tuple[str, str, str]]:
    lines = (WORDS / name).read_text(encoding="utf-8").splitlines()
    return [(means, arg, text) for means, arg, text in (line.split("\t") for line in lines)]


@pytest.mark.parametrize(
    "text",
    [
        "HUY", "huy", "Hủy", "HUỶ", "  huy  ", "H U Y", "đ.ừ.n.g g.ử.i", "Hủy.",
        "HUY TIN", "huy  tin", "Hủy nhận tin nhắn này giúp tôi",
        "huy di", "TC", "tc", "T.C", "Từ chối", "tu choi", "TUCHOI", "TỪ CHỐI NHẬN TIN", "STOP", "Dừng", "HUY!!!",
        "Không nhận tin nữa nhé", "hu\u0309y", "ＨＵＹ", "Đừng nhắn tin cho tôi nữa", "ddwngf nhawns tin nuwax", "sotp",
        "hok nhan nua nha", "🛑", "huydangky", "Số này của ba tôi, ông mất rồi. Xin đừng gửi tin nữa",
        "Ai cho phép gửi tin cho tôi? Dừng ngay", "HUYDK", "hủy lẹ", "để tôi yên", "xin rút", "rut ten toi",
    ],
)  # fmt: skip
def test_opting_out_in_every_spelling(text: str) -> None:
    assert meaning_of(text).means is Intent.STOP


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("DK", Intent.START),
        ("Đăng ký", Intent.START),
        ("đk", Intent.START),
        ("bấm nhầm TC, cho tôi nhận lại", Intent.START),
        ("HD", Intent.HELP),
        ("hướng dẫn", Intent.HELP),
        ("HUY DNC", Intent.HELP),
        ("HUY HOP DONG", Intent.LOOKUP),
        ("tra hủy kết hôn trái pháp luật", Intent.LOOKUP),
        ("hủy hợp đồng lao động thì sao", Intent.QUESTION),
        ("Hủy hợp đồng lao động thì được bồi thường thế nào?", Intent.QUESTION),
        ("Từ chối nhận di sản thừa kế làm ở đâu?", Intent.QUESTION),
        ("Đăng ký kết hôn cần giấy tờ gì?", Intent.QUESTION),
        ("TRA 27/2026", Intent.LOOKUP),
        ("[QC] Giam gia 50%. Tu choi soan TC gui 9xxx", Intent.AUTO),
        ("Toi dang hop, se goi lai sau", Intent.AUTO),
        ("", Intent.UNCLEAR),
        ("👍", Intent.UNCLEAR),
    ],
)
def test_what_is_no_opt_out(text: str, means: Intent) -> None:
    assert meaning_of(text).means is means


@pytest.mark.parametrize("text", ONLY_THANKS)
def test_thanks_are_thanks_however_long(text: str) -> None:
    assert meaning_of(text).means is Intent.THANKS


@pytest.mark.parametrize("text", THANKS_AND_MORE)
def test_what_stands_beside_thanks_is_not_passed_over(text: str) -> None:
    meaning = meaning_of(text)
    assert meaning.means in (Intent.QUESTION, Intent.LOOKUP, Intent.UNCLEAR)
    assert not meaning.doubtful


def test_who_asks_how_to_opt_out_is_asked_back() -> None:
    asked = meaning_of("làm sao để hủy nhận tin")
    assert (asked.means, asked.doubtful) == (Intent.UNCLEAR, True)
    assert meaning_of("làm sao hủy thì hủy giùm").means is Intent.STOP


@pytest.mark.parametrize(
    "text",
    [
        "HUY LUAT DAT DAI",
        "hủy luật giao thông",
        "từ nay đừng gửi luật đất đai nữa",
        "đừng gửi luật đất đai cho tôi nữa",
        "toi bam nham dang ky, huy nhe",
    ],
)
def test_what_names_a_matter_and_may_be_an_opt_out_is_asked_back(text: str) -> None:
    assert meaning_of(text).doubtful or meaning_of(text).means is Intent.STOP


@pytest.mark.parametrize(
    "text",
    [
        "đừng hủy số của tôi, tôi vẫn muốn nhận", "gửi tiếp cho tôi nhé, đừng dừng", "đừng ngừng gửi nhé tin rất hữu ích",
        "đừng quên nhắn cho tôi khi có luật mới", "toi dau co muon huy", "lau roi khong nhan duoc tin nao", "nhan nua di em",
    ],
)  # fmt: skip
def test_who_asks_us_to_go_on_neither_opts_out_nor_is_asked(text: str) -> None:
    meaning = meaning_of(text)
    assert meaning.means is not Intent.STOP
    assert not meaning.doubtful


@pytest.mark.parametrize(
    "text", ["hủy rồi mà vẫn nhận, dừng lại đi", "khong muon nhan nua", "cứ gửi hoài, dừng tất cả"]
)
def test_who_complains_that_it_goes_on_may_opt_out(text: str) -> None:
    assert meaning_of(text).means is Intent.STOP or meaning_of(text).doubtful


@pytest.mark.parametrize(
    "text", ["hủy giúp em lịch hẹn làm căn cước", "huy gium toi ho so da nop", "rút giùm con cái đơn"]
)
def test_what_is_ended_for_somebody_is_not_our_messages(text: str) -> None:
    assert meaning_of(text).means is not Intent.STOP


@pytest.mark.parametrize("text", ["hủy giùm em", "tắt giúp tôi tin này", "huy ho bac nhe"])
def test_who_asks_for_help_to_opt_out_does(text: str) -> None:
    assert meaning_of(text).means is Intent.STOP


@pytest.mark.parametrize("text", ["dạo này không thấy gửi tin nữa", "dung roi a"])
def test_what_rules_and_words_hear_otherwise_is_asked_back(text: str) -> None:
    assert meaning_of(text).doubtful


def test_a_question_that_is_asked_back_is_still_a_question() -> None:
    meaning = meaning_of("sao cứ gửi hoài")
    assert (meaning.means, meaning.doubtful) == (Intent.QUESTION, True)


def test_weights_of_opt_outs_are_bounded() -> None:
    known, many = opt_out_weights(), ["huy"] * 1_000
    refuse = [["@refuse"]] * 1_000
    assert opt_out_likelihood(opt_out_signs(many, many, refuse, marks=())) > known.least["unclear"]
    assert opt_out_likelihood(frozenset()) < known.sure["unclear"]


def test_a_matter_is_told_from_what_can_be_opted_out() -> None:
    assert "@refuse @foreign" in signs_of("hủy giấy hẹn")
    assert "@refuse @followed" in signs_of("HUY HO TICH")
    assert {"stop sign", "?"} <= signs_of("🛑?")


@pytest.mark.parametrize(
    "text", ["tu72 cho61i nha65n tin", "d9u72ng gu73i nu74a", "hu3y", "từ trối nhận tin", "hu y", "du ng"]
)
def test_opt_outs_are_heard_that_were_typed_without_their_keyboard(text: str) -> None:
    assert meaning_of(text).means is Intent.STOP


@pytest.mark.parametrize(
    "text",
    ["rất quan tâm", "có nhu cầu", "đồng ý nhận tin", "không phiền đâu, cứ nhắn", "hàng xóm nhắn tin chửi tôi, báo ai"],
)
def test_who_wants_our_messages_or_complains_of_others_opts_out_of_nothing(text: str) -> None:
    assert meaning_of(text).means is not Intent.STOP


def test_who_never_signed_up_signs_up_for_nothing() -> None:
    asked = meaning_of("em k có đăng kí nhận tin đâu ạ, bỏ giùm em")
    assert asked.means is Intent.STOP or asked.doubtful


def test_what_its_words_alone_are_sure_of_opts_out_unless_they_answer_a_question() -> None:
    sure = meaning_of("phiền quá chịu hết nổi, tôi mệt với mấy cái tin này rồi")
    assert (sure.means, sure.guessed) == (Intent.STOP, True)


@pytest.mark.parametrize(
    "text",
    [
        "xoá số nhà cũ cấp số nhà mới", "bỏ số điện thoại vào hồ sơ được không", "Tôi xin rút đơn ly hôn", "em xin rút hồ sơ",
        "Rút tên khỏi hộ khẩu", "xóa hộ tôi án tích", "Hủy hộ tôi giấy hẹn", "hàng xóm không để cho tôi yên",
        "cắt liên lạc với chồng thì làm sao", "Dừng lễ hội", "bỏ lệ làng", "điện cắt liên tục", "Block chung cư ở đâu",
        "xóa tên khỏi hệ thống đăng ký kinh doanh", "chậm",
    ],
)  # fmt: skip
def test_what_is_said_of_something_else_opts_out_of_nothing_and_thanks_for_nothing(text: str) -> None:
    assert meaning_of(text).means not in (Intent.STOP, Intent.THANKS)


@pytest.mark.parametrize("text", ["hủy hợp đồng", "huy hoa don", "hủy di chúc", "luật đất đai mới"])
def test_a_matter_that_can_be_cancelled_is_looked_up(text: str) -> None:
    assert meaning_of(text).means is Intent.LOOKUP


def test_who_no_longer_gets_what_is_due_asks() -> None:
    assert not meaning_of("tháng này gia đình tôi không nhận được tiền trợ cấp hộ nghèo nữa").doubtful


def test_stopall_is_an_opt_out() -> None:
    assert meaning_of("STOPALL").means is Intent.STOP


@pytest.mark.parametrize(
    ("text", "arg"),
    [
        ("tra qd 27 2026 ubnd", "27/2026/QĐ-UBND"),
        ("TRA tach thua", "tách thửa"),
        ("khai sih", "khai sinh"),
        ("bhyt", "bảo hiểm y tế"),
        ("DK DAT DAI", "đất đai"),
        ("huy hoc phi", "học phí"),
    ],
)
def test_what_is_asked_for_is_said_back_with_its_accents(text: str, arg: str) -> None:
    assert meaning_of(text).arg == arg


@pytest.mark.parametrize("name", sorted(file.name for file in WORDS.glob("*.tsv")))
def test_labelled_messages_are_heard(name: str) -> None:
    """At least 99 of 100 refusals are heard or asked back, at most one of 100 others is taken for one."""
    rows = labelled(name)
    heard = [meaning_of(text) for _, _, text in rows]
    asked = [meaning.doubtful for (means, _, _), meaning in zip(rows, heard, strict=True) if means == "stop"]
    opt_outs = [
        meaning.means is Intent.STOP for (means, _, _), meaning in zip(rows, heard, strict=True) if means == "stop"
    ]
    others = [
        meaning.means is Intent.STOP for (means, _, _), meaning in zip(rows, heard, strict=True) if means != "stop"
    ]
    assert sum(opt_outs) >= HEARD_AT_ONCE.get(name, 0.99) * len(opt_outs)
    assert sum(opt_outs) + sum(asked) >= 0.99 * len(opt_outs)
    assert sum(others) <= 0.01 * len(others)
    wanted = [(bare(arg), meaning) for (means, arg, _), meaning in zip(rows, heard, strict=True) if means == "lookup"]
    found = [meaning.means is Intent.LOOKUP and _says(arg, bare(meaning.arg)) for arg, meaning in wanted]
    assert sum(found) >= 0.85 * len(found)


def _says(arg: str, said: str) -> bool:
    return arg in said or (bool(said) and said in arg)


def test_what_the_weights_were_learnt_from_is_heard_and_little_is_taken_for_it() -> None:
    rows = [line.split("\t") for line in (WORDS / "learnt" / "breadth.tsv").read_text(encoding="utf-8").splitlines()]
    opt_outs, others = ([meaning_of(text) for means, text in rows[::5] if means == each] for each in ("stop", "other"))
    heard = sum(meaning.means is Intent.STOP for meaning in opt_outs)
    assert heard >= 0.96 * len(opt_outs)
    assert heard + sum(meaning.doubtful for meaning in opt_outs) >= 0.99 * len(opt_outs)
    assert sum(meaning.means is Intent.STOP for meaning in others) <= 0.02 * len(others)


def test_a_long_message_is_looked_at_in_bounded_time() -> None:
    assert meaning_of("huy " * 100_000).means is Intent.STOP
    assert meaning_of("a" * 100_000).means is Intent.UNCLEAR
