"""What a person is told when something cannot be done. The message names the thing and the way out, in Vietnamese."""

from channels.errors import ChannelError


class LoaError(Exception):
    """Shown to the person as it stands; never with a traceback."""

    @property
    def said(self) -> str:
        """The phrase, which a page says in its own language; `str()` of the error is its Vietnamese."""
        return str(self) if not self.args or not isinstance(self.args[0], str) else self.args[0]


def said_by(error: Exception) -> str:
    """Return what went wrong, for a row or a result: the phrase of an error of ours or of a channel, the words of any other."""
    if isinstance(error, ChannelError):
        return error.message
    return error.said if isinstance(error, LoaError) else str(error)


class SettingsError(LoaError):
    """A setting is missing or wrong."""


class NotThere(LoaError):
    """There is none, or it is another unit's: who may not see it does not learn that it is there."""


class WrongValue(LoaError):
    """A value that was given is wrong, however things stand. `field`: its name, as programs give it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field
