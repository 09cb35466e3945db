"""Templates: found in order, versioned by all that shapes the text, and caged."""

from pathlib import Path

import pytest

from channels.registry import spec_of
from distributor.compose.editorial import load_editorial
from distributor.compose.house import forbidden_words
from distributor.compose.sandboxed import CagedTemplate
from distributor.compose.templates import TemplateProblem, Templates
from distributor.draft.compose import compose
from distributor.errors import LoaError, SettingsError
from distributor.settings import CONFIG_FOLDER, TEMPLATE_FOLDER
from tests.compose.conftest import CHANNELS
from tests.compose.demo_items import DEMO, ERRATUM, LINK, item

GOOD = "{% block headline %}{{ title }}{% endblock %}\n{% block link %}{{ link }}{% endblock %}"


def write(folder: Path, name: str, source: str) -> Path:
    file = folder / "facebook" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    return folder


def test_looks_in_the_units_folder_first_and_for_the_kind_first(tmp_path: Path) -> None:
    shipped = Templates()
    assert shipped.find("facebook", "announce", "draft_for_comment").name == "facebook/announce.draft_for_comment.j2"
    assert shipped.find("facebook", "announce", "new_law").name == "facebook/announce.j2"
    assert shipped.find("facebook", "announce", "").name == "facebook/announce.j2"
    own = Templates(override_folder=write(tmp_path, "announce.j2", GOOD))
    assert own.find("facebook", "announce", "draft_for_comment").name == "unit:facebook/announce.j2"
    assert own.find("x", "announce", "").name == "x/announce.j2"


@pytest.mark.parametrize("purpose", ["no_such", "../x/announce", "erratum/../announce", ""])
def test_no_template_is_said_in_words(purpose: str) -> None:
    with pytest.raises(TemplateProblem, match="Không có mẫu"):
        Templates().find("facebook", purpose, "../../etc")


def test_version_changes_with_all_that_shapes_the_text(tmp_path: Path) -> None:
    folder = write(tmp_path, "announce.j2", GOOD)
    templates = Templates(folder)
    first = templates.find("facebook", "announce", "new_law").version
    assert first == Templates(folder).find("facebook", "announce", "new_law").version
    assert first != templates.find("facebook", "announce", "question").version
    house = load_editorial().house.model_copy(update={"reminder": "Khác."})
    other = Templates(folder, load_editorial().model_copy(update={"house": house}))
    assert first != other.find("facebook", "announce", "new_law").version
    write(tmp_path, "announce.j2", GOOD + "\n")
    assert first != templates.find("facebook", "announce", "new_law").version


BAD = [
    ("{% block headline %}{{ title }}", "dòng 1"),
    ("\n{% block headline %}{{ nothing }}{% endblock %}{% block link %}{{ link }}{% endblock %}", "dòng 2.*nothing"),
    ("{% block headline %}{{ title.upper() }}{% endblock %}{% block link %}{% endblock %}", "không được dùng"),
    ("{% block headline %}{{ title.__class__.__mro__ }}{% endblock %}", "Getattr"),
    ("{% block headline %}{% for a in title %}{{ title }}{% endfor %}{% endblock %}", "For"),
    ("{% block headline %}{{ 'a' * 1000000000 }}{% endblock %}", "Mul"),
    ("{% block headline %}{{ title | center(1000000000) }}{% endblock %}", "bộ lọc «center»"),
    ("{% block headline %}{{ title[:20] }}{% endblock %}", "Getitem|Slice"),
    ("{% extends 'base.j2' %}", "ngoài cùng"),
    ("{% block headline %}{% include 'base.j2' %}{% endblock %}", "Include"),
    ("Đọc thêm: {% block headline %}{{ title }}{% endblock %}", "đứng ngoài mọi khối"),
    ("{{ title }}", "ngoài cùng"),
    ("", "không có khối"),
    ("{% block other %}{% endblock %}" + GOOD, "«other».*editorial.toml"),
    ("{% block headline %}{{ title }}{% endblock %}", "thiếu khối bắt buộc «link»"),
    ("{% block headline %}{{ title }}{% endblock %}{% block link %}Đây{% endblock %}", "đường dẫn đúng một lần"),
    ("{% block headline %}" + "{{ lead }}" * 900 + "{% endblock %}{% block link %}{{ link }}{% endblock %}", "quá dài"),
    ("{# " + "a" * 20_001 + " #}", "dài quá"),
    ("{% block headline %}Tin cực sốc:\n{{ title }}{% endblock %}{% block link %}{{ link }}{% endblock %}", "dòng 1.*«cực sốc»"),
    ("\n{% block headline %}{{ title or 'Đừng bỏ lỡ' }}{% endblock %}{% block link %}{% endblock %}", "dòng 2.*«đừng bỏ lỡ»"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "message"), BAD, ids=[message for _, message in BAD])
def test_a_wrong_template_names_its_place_and_says_what_to_do(source: str, message: str, tmp_path: Path) -> None:
    templates = Templates(write(tmp_path, "announce.j2", source))
    long = item("Chính sách mới", summary="Người dân được hưởng chính sách. " * 500, kind="new_law")
    with pytest.raises(LoaError, match=message) as raised:
        compose(long, spec_of("facebook"), "announce", LINK, templates)
    assert "facebook/announce.j2" in str(raised.value)
    assert "Hãy" in str(raised.value) or "editorial.toml" in str(raised.value)


def test_values_are_never_read_as_templates() -> None:
    caged = CagedTemplate("{% block headline %}{{ title }}{% endblock %}", "thử")
    assert caged.render({"title": "{{ 7 * 7 }} <b>&amp;"}) == {"headline": "{{ 7 * 7 }} <b>&amp;"}


def test_wrong_editorial_rules_name_the_entry(tmp_path: Path) -> None:
    file = tmp_path / "editorial.toml"
    with pytest.raises(SettingsError, match="Không đọc được"):
        load_editorial(tmp_path)
    rules = (CONFIG_FOLDER / "editorial.toml").read_text(encoding="utf-8")
    file.write_text(rules.replace('keep = "whole"', 'keep = "hole"', 1), encoding="utf-8")
    with pytest.raises(SettingsError, match=r"channels\.facebook\.blocks\.link\.keep"):
        load_editorial(tmp_path)


def test_every_postable_kind_has_words() -> None:
    editorial = load_editorial()
    assert set(editorial.kind_labels) - set(editorial.kinds) == {"statistics", "not_legal"}
    ours = [text for words in editorial.kinds.values() for text in (words.call, words.question)]
    assert not forbidden_words("\n".join([*ours, editorial.house.reminder, editorial.house.question]), editorial.house)
    assert all(
        not tag.startswith("#") and " " not in tag for words in editorial.kinds.values() for tag in words.hashtags
    )


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("purpose", ["announce", "before_effect", "effective", "digest:2026-12", "erratum:2"])
def test_every_channel_speaks_for_every_purpose(channel: str, purpose: str) -> None:
    templates = Templates()
    for variant in ("", *templates.variants(channel, purpose, "new_law")):
        assert templates.find(channel, purpose, "new_law", variant).name.startswith(f"{channel}/")


def test_every_shipped_template_is_sound() -> None:
    templates = Templates()
    for path in TEMPLATE_FOLDER.glob("*/*.j2"):
        base, _, variant = path.stem.partition("-")
        purpose, _, kind = base.partition(".")
        assert templates.find(path.parent.name, purpose, kind, variant).name == f"{path.parent.name}/{path.name}"


def test_variants_are_listed_and_chosen_by_the_caller() -> None:
    templates = Templates()
    assert templates.variants("facebook", "announce", "new_law") == ("question",)
    assert templates.variants("x", "announce", "") == ("question",)
    assert templates.variants("facebook", "announce", "draft_for_comment") == ()
    assert templates.variants("facebook", "no_such", "") == ()
    decision, facebook = DEMO["decision"], spec_of("facebook")
    first = compose(decision, facebook, "announce", LINK, templates)
    other = compose(decision, facebook, "announce", LINK, templates, variant="question")
    assert (first.variant, other.variant) == ("", "question")
    assert first.text != other.text
    assert first.template_version != other.template_version
    with pytest.raises(TemplateProblem, match=r"phương án «khác» \(đang có: question\)"):
        compose(decision, facebook, "announce", LINK, templates, variant="khác")


def test_a_unit_has_its_own_wordings(tmp_path: Path) -> None:
    """Its variant stands in for ours; beside a first wording of its own only its own variants count."""
    own = Templates(override_folder=write(tmp_path, "announce-short.j2", GOOD))
    assert own.variants("facebook", "announce", "") == ("question", "short")
    assert own.find("facebook", "announce", "", "short").name == "unit:facebook/announce-short.j2"
    assert own.find("facebook", "announce", "").name == "facebook/announce.j2"
    write(tmp_path, "announce.j2", GOOD)
    assert own.variants("facebook", "announce", "") == ("short",)
    assert own.find("facebook", "announce", "").name == "unit:facebook/announce.j2"
    said = compose(DEMO["decision"], spec_of("facebook"), "announce", LINK, own)
    assert (said.text, said.template) == (f"{DEMO['decision'].title}\n{LINK}", "unit:facebook/announce.j2")
    write(
        tmp_path,
        "erratum.j2",
        "{% block headline %}{{ title }}{% endblock %}\n\n{% block link %}{{ linh }}{% endblock %}",
    )
    with pytest.raises(TemplateProblem, match=r"unit:facebook/erratum\.j2 \(dòng 3\).*linh"):
        compose(DEMO["decision"], spec_of("facebook"), "erratum:1", LINK, own, erratum=ERRATUM)
