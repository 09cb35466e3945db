"""What the supervisor itself needs of the demo: who signs in, and that the stand-ins tell of changes. It loads little."""

import contextlib
import secrets

from commands.demo.accounts import ask
from distributor.errors import LoaError
from distributor.measure.nudges import verify_token, webhook_address
from distributor.settings import Settings

APPROVER, AUTHOR = "lanhdao", "bientap"


def demo_password(settings: Settings) -> str:
    """The demo staff's password: made once, kept in the home, readable by its owner only."""
    file = settings.home / "demo-password"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(9), encoding="ascii")
    return file.read_text(encoding="ascii").strip()


def subscribe_to_changes(settings: Settings) -> None:
    """Have the stand-ins tell us what citizens do: the Page of comments, Zalo of messages. Without it they come later, or not."""
    wishes = {
        "callback": webhook_address(settings, "facebook"),
        "verify_token": verify_token(settings.home, "facebook"),
    }
    with contextlib.suppress(LoaError):
        ask(settings, "graph/webhook", wishes, method="PUT")
    with contextlib.suppress(LoaError):
        ask(settings, "zalo/webhook", {"callback": webhook_address(settings, "zalo")}, method="PUT")
