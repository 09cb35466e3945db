"""Which mail server is used, and which addresses are taken."""

from pathlib import Path

import pytest

from distributor.errors import LoaError, SettingsError
from distributor.mail.addresses import MOST, addresses_of, is_address
from distributor.mail.server import mail_server
from distributor.settings import Settings, Values, load_settings

FILE = '[mail]\nhost = "smtp.tinh.example"\nuser = "bc"\npassword = "bí mật"\nsender = "bc@tinh.example"\n'


def home(folder: Path, text: str) -> Settings:
    (folder / "config.toml").write_text(text, encoding="utf-8")
    return Settings(folder, Values())


def test_environment_comes_before_the_file(tmp_path: Path) -> None:
    server = mail_server(home(tmp_path, FILE), {"LOA_MAIL_HOST": "khac.example", "LOA_MAIL_SECURITY": "tls"})
    assert (server.host, server.port, server.security) == ("khac.example", 465, "tls")
    assert server.password.get_secret_value() == "bí mật"
    assert "bí mật" not in repr(server)
    assert load_settings({"LOA_HOME": str(tmp_path)}).values.web_port == 8600, "the table is not a setting"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Chưa khai báo máy chủ thư"),
        ('[mail]\nhost = "a.example"\nsender = "không phải"\n', "sender"),
        ('[mail]\nhost = "a.example"\nsender = "a@b.example"\nport = "nhiều"\n', "port"),
        ('[mail]\nhost = "a.example"\nsender = "a@b.example"\nsecurity = "ssl"\n', "security"),
        ('[mail]\nhost = "a.example"\nsender = "a@b.example"\nsecurity = "none"\nuser = "x"\n', "không mã hóa"),
        ('[mail]\nhots = "a.example"\n', "hots"),
        ("[mail\n", "TOML"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        mail_server(home(tmp_path, text), {})


def test_addresses_as_people_type_them() -> None:
    assert addresses_of(" vanthu@stp.example ;\n<a.b@c.example>, VANTHU@stp.example") == [
        "vanthu@stp.example",
        "a.b@c.example",
    ]


@pytest.mark.parametrize(
    "text", ["", " ; ", "a@b", "a b@c.example d", "a@b.example\r\nBcc:x", "á@b.example", "@b.example"]
)
def test_wrong_addresses_are_named(text: str) -> None:
    with pytest.raises(LoaError):
        addresses_of(text)


def test_not_too_many() -> None:
    with pytest.raises(LoaError, match=str(MOST)):
        addresses_of(" ".join(f"a{number}@b.example" for number in range(MOST + 1)))


def test_no_line_break_gets_into_an_address() -> None:
    assert not is_address("a@b.example\nBcc: c@d.example")
    assert not is_address("a@b.example\n")
