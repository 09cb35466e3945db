"""What a person is told when something cannot be done. The message names the thing and the way out, in Vietnamese."""


class LoaError(Exception):
    """Shown to the person as it stands; never with a traceback."""


class SettingsError(LoaError):
    """A setting is missing or wrong."""
