"""A file that a command writes where a person said."""

import os
import tempfile
from pathlib import Path

from distributor.errors import LoaError, system_words


def write_out(out: Path, content: bytes) -> None:
    """Whole or not at all, over what is there. Raises LoaError."""
    try:
        descriptor, name = tempfile.mkstemp(dir=out.parent, prefix=".loa-", suffix=out.suffix)
        try:
            with os.fdopen(descriptor, "wb") as written:
                written.write(content)
            Path(name).chmod(0o644)
            Path(name).replace(out)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise cannot_write(out, error) from error


def cannot_write(out: Path, error: OSError) -> LoaError:
    return LoaError(f"Không ghi được {out}: {system_words(error)}. Hãy chọn thư mục khác (--out).")
