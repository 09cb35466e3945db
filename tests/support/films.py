"""Real videos for tests: a few seconds made by ffmpeg, and the same ones as heavy as a test wants them."""

import subprocess
from hashlib import sha256, shake_128
from pathlib import Path

import imageio_ffmpeg

SECONDS = 4


def film(path: Path, width: int, height: int) -> Path:
    """H.264 of four seconds, written to `path`."""
    source = f"testsrc=size={width}x{height}:rate=24:duration={SECONDS}"
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", "-f", "lavfi", "-i", source]
    subprocess.run([*command, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "ultrafast", str(path)], check=True)
    return path


def pad(path: Path, size: int) -> str:
    """Make the film weigh `size` bytes: an MP4 may end in a box of nothing. Its SHA-256, in hex.

    The filling is not all alike, so that a piece at the wrong place would be noticed.
    """
    content = path.read_bytes()
    room = size - len(content)
    filling = shake_128(content).digest(room - 8)
    whole = content + room.to_bytes(4, "big") + b"free" + filling
    path.write_bytes(whole)
    return sha256(whole).hexdigest()
