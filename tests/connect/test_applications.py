"""Where the office's own applications are read from, and that what is missing is named."""

import json
from pathlib import Path

import pytest

from channels.connect import ConnectSpec
from channels.connectors import CONNECTABLE, connect_specs
from distributor.connect.applications import application_of, own_application
from distributor.errors import SettingsError
from distributor.settings import Settings, Values
from tests.ingest.site import Site, says, serving

FACEBOOK, X = connect_specs()["facebook"], connect_specs()["x-oauth1"]
FILE = """
[connect.facebook]
client_id = "1893450027"
client_secret = "from-the-file"
"""


def home(folder: Path, content: str = "", *, sandbox: bool = False, port: int = 9) -> Settings:
    (folder / "config.toml").write_text(content, encoding="utf-8")
    return Settings(folder, Values(sandbox=sandbox, sandbox_port=port))


def test_the_file_and_over_it_the_environment(tmp_path: Path) -> None:
    settings = home(tmp_path, FILE)
    own = own_application(settings, FACEBOOK, {})
    assert own is not None
    assert (own.client_id, own.client_secret.get_secret_value()) == ("1893450027", "from-the-file")
    assert "from-the-file" not in repr(own)
    given = {"LOA_CONNECT_FACEBOOK_CLIENT_SECRET": "from-the-environment"}
    own = own_application(settings, FACEBOOK, given)
    assert own is not None
    assert (own.client_id, own.client_secret.get_secret_value()) == ("1893450027", "from-the-environment")
    given = {"LOA_CONNECT_X_OAUTH1_CLIENT_ID": "key", "LOA_CONNECT_X_OAUTH1_CLIENT_SECRET": "secret"}
    assert own_application(settings, X, given) is not None
    assert own_application(settings, X, {}) is None


@pytest.mark.parametrize("spec", CONNECTABLE, ids=lambda spec: spec.key)
def test_what_is_missing_is_named_with_its_place(spec: ConnectSpec, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as missing:
        application_of(home(tmp_path), spec, {})
    assert f"[connect.{spec.key}]" in str(missing.value)
    assert "CLIENT_SECRET" in str(missing.value)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('[connect.facebook]\nclient_id = "1"', "thiếu client_secret"),
        ("[connect.facebook]\nclient_id = 1", "phải là một chuỗi"),
        ('[connect.facebook]\nappid = "1"', "không có mục appid"),
        ("[connect.facebook", "cú pháp TOML"),
    ],
)
def test_a_wrong_table_is_named(content: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=complaint):
        own_application(home(tmp_path, content), FACEBOOK, {})


def test_the_sandbox_is_asked_past_the_proxy_of_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    theirs = {
        "platform": FACEBOOK.channel,
        "method": FACEBOOK.method,
        "client_id": "1",
        "client_secret": "of-the-sandbox",
    }
    listed = json.dumps({"applications": [{**theirs, "endpoint": "e", "post_address": "p"}]}).encode()
    with serving(Site(answers={"/_sandbox/accounts.json": says(listed)})) as sandbox:
        settings = home(tmp_path, sandbox=True, port=int(sandbox.address.rsplit(":", 1)[1]))
        found = application_of(settings, FACEBOOK, {})
    assert (found.application.client_id, found.endpoint, found.post_address) == ("1", "e", "p")


def test_a_sandbox_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="loa up"):
        application_of(home(tmp_path, sandbox=True), FACEBOOK, {})
