"""Every text of the console has its English, and nothing is said past the catalogue."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from web.messages import ROOM, everything_said, read_english

VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
PLACEHOLDER = re.compile(r"%\((\w+)\)[a-z]")
NAMES = re.compile(r"Facebook|Google|YouTube|Zalo|Meta|\bX\b|OAuth|API|RSS|SMS|SRT|VTT|\bloa \w+|https?:|--\w+|<\w+>")
OF_DATA = re.compile(r"(?<![\w.])_\((?!\")[^)]*\)")
WRAPPED = {"_", "mark", "ngettext"}
IN_VIETNAMESE = {
    "api": "programs are answered in one language, and log what they are told",
    "routes/feeds.py": "feeds are read by citizens and kept by programs: Vietnamese for everybody",
    "routes/following.py": "feeds and calendars, as above",
    "devices.py": "a browser's own name",
    "language.py": "a language calls itself by its own name",
}
SCRIPTS = sorted((ROOM / "static").glob("*.js"))
TEMPLATES = sorted((ROOM / "templates").glob("*.html"))
MODULES = sorted(
    file
    for file in ROOM.rglob("*.py")
    if not {str(file.relative_to(ROOM)), file.relative_to(ROOM).parts[0]} & set(IN_VIETNAMESE)
)


def key(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def said_in_english(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOM))


def test_every_text_has_its_english_and_the_catalogue_holds_nothing_else() -> None:
    said = {key(message) for message in everything_said() if message.id}
    known = {key(message) for message in read_english() if message.id}
    assert sorted(said - known) == [], "run `make messages`, then write their English"
    assert sorted(known - said) == [], "nobody says these: run `make messages`"
    lacking = [key(m)[0] for m in read_english() if m.id and not (said_in_english(m) and all(said_in_english(m)))]
    assert lacking == []


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_no_text_stands_inside_an_f_string(file: Path) -> None:
    """Before Python 3.12 such a string is one token, and the text in it is not found for the catalogue."""
    inside = [
        call
        for string in ast.walk(ast.parse(file.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in WRAPPED
    ]
    assert [ast.unparse(call) for call in inside if isinstance(call.args[0], ast.Constant)] == []


def test_placeholders_are_the_same_in_english() -> None:
    for message in read_english():
        if message.id:
            wanted = set(PLACEHOLDER.findall(key(message)[0]))
            for text in said_in_english(message):
                assert set(PLACEHOLDER.findall(text)) == wanted, text
                assert text % dict.fromkeys(wanted, "") is not None


def test_names_and_commands_are_the_same_in_english() -> None:
    """Whoever fills in English a line too low is found by them."""
    for message in read_english():
        for text in said_in_english(message) if message.id else ():
            assert set(NAMES.findall(text)) == set(NAMES.findall(key(message)[0])), (key(message)[0], text)


def test_nothing_needs_a_second_look() -> None:
    assert [key(message) for message in read_english() if message.fuzzy] == []


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_a_template_says_nothing_past_the_catalogue(file: Path) -> None:
    assert unwrapped_in_template(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", TEMPLATES, ids=name_of)
def test_a_template_marks_no_data_as_safe(file: Path) -> None:
    """Jinja takes what `_` answers for safe HTML: data goes through the filter `translated`, which is escaped."""
    assert OF_DATA.findall(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", MODULES, ids=name_of)
def test_a_python_file_says_nothing_past_the_catalogue(file: Path) -> None:
    assert unwrapped_in_python(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", SCRIPTS, ids=name_of)
def test_a_script_says_nothing_by_itself(file: Path) -> None:
    """What it says, its page wrote into data-… attributes, in the reader's language."""
    assert vietnamese_in_script(file.read_text(encoding="utf-8")) == []


def test_what_a_script_says_is_found() -> None:
    assert vietnamese_in_script('// Lịch\ntell("Lịch"); /* Lịch\nLịch */ // Lịch\n') == ['tell("Lịch");']


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('<h1>{{ _("Lịch") }}</h1>', []),
        ("<h1>Lịch</h1>", ["<h1>Lịch</h1>"]),
        ('<p title="Chờ duyệt">', ['<p title="Chờ duyệt">']),
        ('{{ "Đã đăng" if a else _("Lỗi") }}', ['{{ "Đã đăng" if a else  }}']),
        ('{{ ngettext("%(num)s bài", "%(num)s bài", count, num=count | number) }}', []),
        ("{% trans name=a %}Bài của {{ name }}{% endtrans %} {# về đâu #}", []),
    ],
)
def test_what_a_template_says_past_the_catalogue_is_found(source: str, found: list[str]) -> None:
    assert unwrapped_in_template(source) == found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('"""Tổng quan."""\nsaid = _("Lịch")', []),
        ('said = "Lịch"', ["Lịch"]),
        ('said = f"Bài {number}: đã đăng"', ["Bài ", ": đã đăng"]),
        ('said = _(f"Lịch {day}")', ["an f-string inside of _() is not in any catalogue"]),
    ],
)
def test_what_a_python_file_says_past_the_catalogue_is_found(source: str, found: list[str]) -> None:
    assert unwrapped_in_python(source) == found


def unwrapped_in_template(source: str) -> list[str]:
    """Lines that hold Vietnamese once comments and wrapped texts are taken out."""
    literal = r'"(?:[^"\\]|\\.)*"'
    for wrapped in (
        r"\{#.*?#\}",
        r"\{%-?\s*trans\b.*?\bendtrans\s*-?%\}",
        rf"\bngettext\({literal}, {literal}, [^\n]*?\)(?= *\}}\}})",
        rf"\b_\({literal}[,)]",
    ):
        source = re.sub(wrapped, "", source, flags=re.DOTALL)
    return [line for line in source.splitlines() if VIETNAMESE.search(line)]


def vietnamese_in_script(source: str) -> list[str]:
    """Lines that hold Vietnamese once comments are taken out."""
    code = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", source, flags=re.DOTALL)
    return [line.strip() for line in code.splitlines() if VIETNAMESE.search(line)]


def unwrapped_in_python(source: str) -> list[str]:
    """Vietnamese string literals that are neither wrapped nor docstrings."""
    tree = ast.parse(source)
    heard: set[ast.AST] = set()
    found: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            heard.add(node.value)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRAPPED:
            heard |= {one for given in node.args for one in ast.walk(given)}
            if any(isinstance(given, ast.JoinedStr) for given in node.args):
                found.append(f"an f-string inside of {node.func.id}() is not in any catalogue")
    literals = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return found + [str(one.value) for one in literals if one not in heard and VIETNAMESE.search(str(one.value))]
