"""Who speaks: nobody, the embedded voice (demo and tests), a voice model of the operator's, or a recording by staff.

`voice` is the contract, `choose_voice` follows the settings; `track` puts what is said on the time line.
"""

from distributor.render.video.narration.command import CommandVoice
from distributor.render.video.narration.espeak import EspeakVoice
from distributor.render.video.narration.voice import Recording, Speech, Voice
from distributor.render.video.settings import VideoSettings

__all__ = ["CommandVoice", "EspeakVoice", "Recording", "Speech", "Voice", "choose_voice"]


def choose_voice(settings: VideoSettings, *, sample: bool) -> Voice | None:
    """Choose a voice by `[voice]` of the settings; None: nobody speaks. `sample`: for demonstration data. Raises
    `SettingsError`."""
    voice = settings.voice
    use = voice.use if voice.use == "command" or not sample else voice.use_for_samples
    if use == "command":
        return CommandVoice(voice.command, voice.timeout)
    return EspeakVoice(voice.espeak_rate, voice.timeout) if use == "espeak" else None
