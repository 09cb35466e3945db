"""Finds the template for a post, and makes blocks of it.

Looked up as `<purpose>.<kind>.j2`, then `<purpose>.j2`: first in the unit's own folder, then in `templates_posts/`. A template
has a name and a version: the version changes with the file and with every editorial entry that shapes the text, for a standing
approval is bound to it.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from distributor.compose.editorial import ChannelRules, Editorial, load_editorial
from distributor.compose.fit import Block, Keep
from distributor.compose.sandboxed import CagedTemplate, TemplateProblem
from distributor.settings import TEMPLATE_FOLDER

__all__ = ["PostTemplate", "TemplateProblem", "Templates"]

PLAIN_NAME = re.compile(r"[a-z0-9_]+\Z")


@dataclass(frozen=True)
class PostTemplate:
    """`name`: `facebook/announce.j2`, with `unit:` before it if the unit's own. `version`: 12 hex digits."""

    name: str
    version: str
    rules: ChannelRules
    caged: CagedTemplate

    def blocks(self, words: Mapping[str, str]) -> tuple[Block, ...]:
        """The blocks in reading order. Raises `TemplateProblem`."""
        return tuple(
            Block(name, text, separator=self.caged.separators[name], **dict(self.rules.blocks[name]))
            for name, text in self.caged.render(words).items()
        )

    def has(self, block: str) -> bool:
        return block in self.caged.separators


class Templates:
    """All templates of an installation, or of a unit with its own folder. Files are read again when they change."""

    def __init__(
        self,
        folder: Path = TEMPLATE_FOLDER,
        editorial: Editorial | None = None,
        override_folder: Path | None = None,
    ) -> None:
        self.editorial = editorial or load_editorial()
        self._folders = ([("unit:", override_folder)] if override_folder else []) + [("", folder)]
        self._compiled: dict[Path, tuple[int, str, CagedTemplate]] = {}

    def find(self, channel: str, purpose: str, kind: str) -> PostTemplate:
        """Raises `TemplateProblem` if there is none or it is wrong. `purpose` counts up to its colon: `digest:2026-W48`."""
        stem = purpose.partition(":")[0]
        names = [f"{stem}.{kind}.j2"] if PLAIN_NAME.match(kind) else []
        for mark, folder in self._folders:
            for name in (*names, f"{stem}.j2"):
                path = folder / channel / name
                if PLAIN_NAME.match(stem) and PLAIN_NAME.match(channel) and path.is_file():
                    return self._load(path, f"{mark}{channel}/{name}", channel, kind)
        raise TemplateProblem(f"Không có mẫu {channel}/{stem}.j2. Hãy thêm tệp này vào thư mục templates_posts.")

    def _load(self, path: Path, name: str, channel: str, kind: str) -> PostTemplate:
        rules = self.editorial.channels.get(channel)
        if rules is None:
            raise TemplateProblem(f"Kênh «{channel}» chưa có mục [channels.{channel}] trong config/editorial.toml.")
        source, caged = self._compile(path, name)
        for block in caged.separators:
            if block not in rules.blocks:
                raise TemplateProblem(
                    f"Khối «{block}» của mẫu {name} chưa có trong [channels.{channel}.blocks] của config/editorial.toml."
                )
        for block, rule in rules.blocks.items():
            if rule.keep in {Keep.WHOLE, Keep.HEADLINE} and block not in caged.separators:
                raise TemplateProblem(f"Mẫu {name} thiếu khối bắt buộc «{block}» ({rule.label}). Hãy thêm khối này.")
        return PostTemplate(name, self._version(source, rules, kind), rules, caged)

    def _compile(self, path: Path, name: str) -> tuple[str, CagedTemplate]:
        changed = path.stat().st_mtime_ns
        known = self._compiled.get(path)
        if known is None or known[0] != changed:
            try:
                source = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise TemplateProblem(f"Không đọc được mẫu {name}: {error}. Hãy lưu tệp dạng UTF-8.") from error
            known = (changed, source, CagedTemplate(source, name))
            self._compiled[path] = known
        return known[1], known[2]

    def _version(self, source: str, rules: ChannelRules, kind: str) -> str:
        shaping = (
            source,
            self.editorial.house.model_dump_json(),
            self.editorial.words_of(kind).model_dump_json(),
            self.editorial.label_of(kind),
            rules.model_dump_json(),
        )
        return hashlib.sha256("\x00".join(shaping).encode()).hexdigest()[:12]
