"""What a person is told when something cannot be done. The message names the thing and the way out, in Vietnamese."""

import errno

from channels.errors import ChannelError
from phrases import phrase

_OF_THE_SYSTEM = {
    errno.ENOSPC: "system.disk-full",
    errno.EDQUOT: "system.quota-used-up",
    errno.EROFS: "system.read-only",
    errno.EACCES: "system.not-allowed",
    errno.EPERM: "system.not-allowed",
    errno.ENOENT: "system.not-there",
    errno.ENOTDIR: "system.no-folder",
    errno.EISDIR: "system.folder",
    errno.EIO: "system.disk-faulty",
    errno.EMFILE: "system.too-many-open",
    errno.ENFILE: "system.too-many-open",
    errno.ENOMEM: "system.no-memory",
    errno.ENOEXEC: "system.no-program",
    errno.EADDRINUSE: "system.port-taken",
    errno.ECONNREFUSED: "system.refused",
}


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


def system_words(error: OSError) -> str:
    """Return what the operating system refused, in the words of a person; in its own where it is none of the usual reasons."""
    code = _OF_THE_SYSTEM.get(error.errno or 0)
    return phrase(code) if code else error.strerror or str(error)


class SettingsError(LoaError):
    """A setting is missing or wrong."""


class NotThere(LoaError):
    """There is none, or it is another unit's: who may not see it does not learn that it is there."""


class WrongValue(LoaError):
    """A value that was given is wrong, however things stand. `field`: its name, as programs give it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field
