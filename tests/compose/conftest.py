"""Channels as they are configured, and templates as they are shipped."""

import pytest

from channels.base import ChannelSpec
from channels.registry import spec_of
from distributor.compose.templates import Templates

CHANNELS = ("facebook", "x", "rss")


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates()


@pytest.fixture(params=CHANNELS)
def spec(request: pytest.FixtureRequest) -> ChannelSpec:
    return spec_of(str(request.param))
