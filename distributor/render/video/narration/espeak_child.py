"""Speaks one phrase with espeak-ng: `python espeak_child.py RATE OUT.wav`, the phrase on standard input. Imports nothing of ours.

espeak-ng is a library with one global state that may end the process it is in: hence a process of its own.
"""

import ctypes
import sys
import wave

import espeakng_loader

SYNCHRONOUS = 2
RATE_PARAMETER = 1
UTF8 = 1
CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def main() -> None:
    rate, wav = int(sys.argv[1]), sys.argv[2]
    text = sys.stdin.buffer.read()
    espeak = ctypes.CDLL(espeakng_loader.get_library_path())
    frequency = espeak.espeak_Initialize(SYNCHRONOUS, 200, espeakng_loader.get_data_path().encode(), 0)
    if frequency <= 0:
        sys.exit("espeak-ng does not start")
    sound = bytearray()

    def take(samples: "ctypes._Pointer[ctypes.c_short]", count: int, _events: object) -> int:
        if samples and count > 0:
            sound.extend(ctypes.string_at(samples, count * 2))
        return 0

    callback = CALLBACK(take)  # kept alive until the end
    espeak.espeak_SetSynthCallback(callback)
    if espeak.espeak_SetVoiceByName(b"vi") != 0:
        sys.exit("espeak-ng has no Vietnamese voice")
    espeak.espeak_SetParameter(RATE_PARAMETER, rate, 0)
    espeak.espeak_Synth(text, ctypes.c_size_t(len(text) + 1), 0, 0, 0, UTF8, None, None)
    espeak.espeak_Synchronize()
    with wave.open(wav, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(frequency)
        writer.writeframes(bytes(sound))


if __name__ == "__main__":
    main()
