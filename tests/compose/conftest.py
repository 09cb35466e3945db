"""Channels as they are configured, and templates as they are shipped."""

import pytest

from channels.forms import TextForm, form_of
from distributor.compose.templates import Templates

CHANNELS = ("facebook", "x", "rss", "youtube", "sms", "zalo", "manual")


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates()


@pytest.fixture(params=CHANNELS)
def spec(request: pytest.FixtureRequest) -> TextForm:
    return form_of(str(request.param))
