"""What adapters say to staff is a phrase to its end: in the reader's language, with the platform's own words as they are."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import Field, SecretStr

import channels
from channels.base import Credentials, MediaFile, OutgoingPost, Progress
from channels.checks import bytes_in_words, common_problems, seconds_in_words, video_wishes
from channels.connect import ConnectFailure, failed, missing_permissions
from channels.connectors import connect_specs
from channels.errors import AuthExpired, ChannelError, Misconfigured, NotGranted, Rejected
from channels.media import COVER, picture_fault
from channels.optional import LONGEST, MISSING, told_missing, without
from channels.outcome import Stage, unclear
from channels.registry import parse_credentials, spec_of
from channels.settings import identifier
from channels.tables import table_of
from phrases import Phrase, in_language, phrase

CHANNELS = Path(channels.__file__).parent
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
NOT_SAID_TO_STAFF = {
    "manual/package.py": "goes along with the files, to whoever publishes them at that place",
    "sms/encoding.py": "letters, as a telephone shows them",
    "sms/templates.py": "the labels that a message may begin with",
    "sms_text.py": "letters, as a telephone shows them",
    "x/subtitles.py": "the name of the captions' language, which X shows",
    "zalo/rights.py": "rights, as Zalo's own screen names them",
}
"""Files whose Vietnamese recognises something, or is shown to others."""
ERRORS = (
    "Retryable",
    "RateLimited",
    "Rejected",
    "NotGranted",
    "OnlyByHand",
    "AuthExpired",
    "OutcomeUnknown",
    "Misconfigured",
)
SAID = dict.fromkeys((*ERRORS, "Unseen"), 0) | dict.fromkeys(("Problem", "Rest", "Permission", "FormField"), 1)
"""What carries words for staff → where they stand among what it is given."""


def files() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(CHANNELS.rglob("*.py")):
        name = str(file.relative_to(CHANNELS))
        yield name, ast.parse(file.read_text(encoding="utf-8"))


def test_no_adapter_has_words_of_its_own() -> None:
    found: dict[str, list[str]] = {}
    for name, tree in files():
        docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
        if said := [
            f"{node.lineno}: {node.value!r}" for node in texts if id(node) not in docs and _is_ours(node.value)
        ]:
            found[name] = said
    assert {name: said for name, said in found.items() if name not in NOT_SAID_TO_STAFF} == {}
    assert found.keys() == NOT_SAID_TO_STAFF.keys(), "what is excepted has such words still"


def _is_ours(text: object) -> bool:
    return VIETNAMESE.search(str(text)) is not None


def test_what_an_adapter_says_is_not_glued() -> None:
    """A phrase in an f-string, or behind `+`, is Vietnamese for good."""
    found = []
    for name, tree in files():
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in SAID:
                words = call.args[SAID[call.func.id] :][:1]
                glued = [given for given in words if isinstance(given, ast.JoinedStr | ast.BinOp)]
                found += [f"{name}:{call.lineno} {ast.unparse(given)}" for given in glued]
    assert found == []


def english(said: str) -> str:
    assert isinstance(said, Phrase), said
    return said.in_language("en")


def test_what_the_platform_said_stays_in_its_own_words() -> None:
    refusal = Rejected(phrase("channels.picture-empty")).quoting("<b>Bad</b> picture")
    assert isinstance(refusal, Rejected)
    assert refusal.said == "Bad picture"
    assert str(refusal) == "Tệp ảnh trống (0 byte). Hãy tạo lại ảnh rồi duyệt lại bài. Lời của nền tảng: “Bad picture”."
    assert english(refusal.message) == (
        "The picture file is empty (0 bytes). Make the picture again, then approve the post again. "
        "The platform said: “Bad picture”."
    )


def test_plain_words_of_a_package_may_be_quoted_too() -> None:
    refusal = AuthExpired("Mã cũ.").quoting("token_old")
    assert refusal.message == "Mã cũ. Lời của nền tảng: “token_old”."
    assert english(refusal.message) == "Mã cũ. The platform said: “token_old”."


def test_what_a_post_lacks_survives_its_walk_s_progress() -> None:
    progress: Progress = {"step": "captions"}
    for what in (COVER, "lời của gói"):
        progress = json.loads(json.dumps(dict(without(progress, what, Rejected("…", code="403")))))
    assert told_missing(progress, "YouTube") == (
        "Bài đã đăng, nhưng YouTube không nhận: ảnh bìa (403); lời của gói (403). "
        "Hãy bổ sung trực tiếp trên YouTube, không gửi lại bài."
    )
    assert english(told_missing(progress, "YouTube")).startswith(
        "The post is published, but YouTube did not take: cover picture (403); lời của gói (403). Add it directly"
    )


def test_a_progress_of_an_older_version_has_words() -> None:
    assert english(told_missing({MISSING: "ảnh bìa (No)"}, "YouTube")).startswith("The post is published")
    later = without({MISSING: "ảnh bìa (No)"}, COVER, Rejected("…", code="1"))
    assert "ảnh bìa (No); ảnh bìa (1)" in told_missing(later, "YouTube")


def test_what_is_missing_does_not_grow_without_end() -> None:
    progress: Progress = {}
    for _ in range(100):
        progress = without(progress, COVER, Rejected("…", code="403"))
    assert len(told_missing(progress, "")) < LONGEST + 200


def test_problems_of_a_post_are_said_in_english() -> None:
    facebook = spec_of("facebook")
    problems = common_problems("Facebook", OutgoingPost("k", "", "", "x y"), 10, len, facebook.media)
    assert [english(problem.message) for problem in problems] == [
        "The post for Facebook has no text yet. Write it.",
        "The link must be a whole address, beginning with http:// or https://.",
    ]
    long = common_problems("Facebook", OutgoingPost("k", "", "a" * 1200, None), 1000, len, facebook.media)
    assert [english(problem.message) for problem in long] == [
        "The text is 1,200 long; Facebook takes 1,000 at most. Shorten it by at least 200 characters."
    ]
    assert facebook.media.video is not None
    video = MediaFile(Path("a.mp4"), "", "video/mp4", 3_000_000_000, 1280, 720, "", duration_s=20_000.0)
    assert [english(wish) for wish in video_wishes("Facebook", video, facebook.media.video, 1000)] == [
        "The video has 3 GB; Facebook takes 2.1 GB at most. Export it again in a lower quality.",
        "The video is 333 minutes 20 seconds long; Facebook takes 240 minutes at most. Shorten it.",
    ]
    assert english(seconds_in_words(61)) == "1 minute 1 second"
    assert english(bytes_in_words(1)) == "1 byte"
    assert english(picture_fault(b"GIF89a")).startswith("The picture file is neither JPG nor PNG")


@pytest.mark.parametrize("reason", ConnectFailure)
def test_a_connection_that_did_not_come_about_is_said_in_english(reason: ConnectFailure) -> None:
    error = failed(reason, connect_specs()["facebook"], missing="x")
    assert "Facebook" in english(error.message)
    assert str(error) == error.message


def test_rights_that_are_missing_are_named() -> None:
    error = missing_permissions(connect_specs()["facebook"], {"pages_show_list", "pages_manage_posts"})
    assert error is not None
    assert "đọc bài đăng của Trang (pages_read_engagement)" in error.message
    assert "(pages_read_engagement)" in english(error.message)


class _Token(Credentials):
    token: SecretStr = Field(title=phrase("channels.a-video"), min_length=1)


def test_a_credential_keeps_its_name_in_both_languages() -> None:
    title = _Token.model_fields["token"].title
    assert title is not None
    assert english(title) == "video"


def test_settings_and_files_of_numbers_are_named_in_english(tmp_path: Path) -> None:
    said: list[ChannelError] = []
    file = tmp_path / "x.toml"
    file.write_text("[a]\nb = 1\n", encoding="utf-8")
    for wrong in (
        lambda: identifier("Facebook", {}, "page_id", phrase("channels.a-picture")),
        lambda: table_of(file, "a").text("b"),
        lambda: table_of(file, "c"),
        lambda: parse_credentials(spec_of("facebook"), {"strange": "1"}),
        lambda: spec_of("fax"),
    ):
        with pytest.raises(Misconfigured) as error:
            wrong()
        said.append(error.value)
    told = [english(each.message) for each in said]
    assert told[0] == "The account of Facebook lacks the picture (`page_id`). Add it under Accounts."
    assert told[1] == "File x.toml, table [a], entry `b`: it must be a text that is not empty."
    assert told[2] == "File x.toml lacks the table [c]. Add it."
    assert told[3].startswith("The sign-in details of Facebook are not right: ")
    assert "`strange` is not wanted" in told[3]
    assert told[4].startswith("There is no channel “fax”. The channels: ")


def test_an_unclear_answer_is_said_in_english() -> None:
    assert english(unclear(Stage.PUBLISHING, "X").message).startswith("X did not say clearly")
    assert english(unclear(Stage.REVERSIBLE, "X").message).startswith("X cannot answer at the moment")
    assert in_language(NotGranted("Lời.").message, "en") == "Lời."
