"""Finds the template for a post, and makes blocks of it.

Looked up as `<purpose>.<kind>.j2`, then `<purpose>.j2`: first in the unit's own folder, then in `templates_posts/`; of a channel
of a third party then in its package, and among those of the channel that it writes like. Beside such
a first wording lie its variants, `<purpose>-<variant>.j2` or `<purpose>.<kind>-<variant>.j2`, from which the caller chooses. A
variant for other mouths or eyes (`FOR_SOME_READERS`) goes before all that a kind or a unit has: what a loudspeaker reads is no
caption of a video, whatever the item is.

Of a file in `templates_posts/` staff may have other words: what stands in use (`distributor.compose.wordings`) goes before what
the file says. How posts of a kind or of an account end they may wish, too (`distributor.compose.endings`).

A template has a name and a version: the version changes with the file and with every editorial entry that shapes the text, for a
standing approval is bound to it.
"""

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from channels.outside import outside_specs
from distributor.compose.editorial import ChannelRules, Editorial, load_editorial, rules_outside
from distributor.compose.endings import EMPTY, ENDINGS, Endings, account_of, endings_in, is_ending, kind_of
from distributor.compose.fit import Block, Keep
from distributor.compose.house import forbidden_words
from distributor.compose.sandboxed import CagedTemplate, TemplateProblem
from distributor.errors import SettingsError
from distributor.settings import TEMPLATE_FOLDER
from phrases import phrase

__all__ = ["PostTemplate", "TemplateProblem", "Templates"]

FOR_SOME_READERS = frozenset({"unaccented", "app"})
"""Wordings for phones without accents, or for an app: a person's choice for an account, none to be learnt."""
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
    """All templates of an installation, or of a unit with its own folder. Files are read again when they change.

    `kept`: staff's words for our files, by name.
    """

    def __init__(
        self,
        folder: Path = TEMPLATE_FOLDER,
        editorial: Editorial | None = None,
        override_folder: Path | None = None,
        kept: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._house_rules = editorial or load_editorial()
        self._kept = kept
        self._account_id = 0
        self._spoken: dict[int, tuple[tuple[tuple[str, str], ...], Editorial]] = {}
        self._folders = ([("unit:", override_folder)] if override_folder else []) + [("", folder)]
        self._house = folder
        self._compiled: dict[Path, tuple[int | str, str, CagedTemplate]] = {}
        self._versions: dict[tuple[Path, str, int | str, tuple[tuple[str, str], ...]], str] = {}

    @property
    def editorial(self) -> Editorial:
        """The house's rules with what staff wish of how posts end; the same object as long as they wish the same."""
        wished, known = self._endings(), self._spoken.get(self._account_id)
        if known is None or known[0] != wished:
            endings = endings_in(wished) if wished else Endings()
            known = self._spoken[self._account_id] = (wished, endings.applied(self._house_rules, self._account_id))
        return known[1]

    def speaking_as(self, account_id: int) -> "Templates":
        """These, with how that account's posts end."""
        own = copy(self)
        own._account_id = account_id
        return own

    def accounts_with_endings(self) -> frozenset[int]:
        """Those whose posts end by a wish of their own."""
        return frozenset(filter(None, (account_of(name) for name, _ in self._endings())))

    def _endings(self) -> tuple[tuple[str, str], ...]:
        return tuple(sorted(one for one in self._kept().items() if one[0].startswith(f"{ENDINGS}/")))

    def with_words(self, name: str, source: str) -> "Templates":
        """These templates, were this one's source in use."""
        return Templates(self._house, self._house_rules, kept=lambda: {**self._kept(), name: source})

    def source(self, name: str) -> str:
        """Return what the file of this name says. Raises `TemplateProblem`."""
        if is_ending(name):
            return EMPTY
        return _read(self._house / name, name)

    def names(self, channel: str) -> tuple[str, ...]:
        """The names of our files, for which staff may have other words."""
        return tuple(f"{channel}/{path.name}" for path in sorted((self._house / channel).glob("*.j2")))

    def find(self, channel: str, purpose: str, kind: str, variant: str = "") -> PostTemplate:
        """Find a template. Raises `TemplateProblem` if there is none or it is wrong. `purpose` counts up to its colon:
        `digest:2026-W48`.

        A campaign says an item in the words of an announcement.
        """
        stem = _stem(purpose)
        base = self._base(channel, stem, kind)
        if base is None:
            raise TemplateProblem(phrase("compose.template.none", channel=channel, stem=stem))
        if not variant:
            mark, folder, name = base
            return self._load(folder / name, f"{mark}{channel}/{name}", channel, kind)
        found = self._variants(channel, base).get(variant)
        if found is None:
            known = ", ".join(self._variants(channel, base)) or phrase("compose.template.no-known")
            raise TemplateProblem(
                phrase("compose.template.no-variant", channel=channel, name=base[2], variant=variant, known=known)
            )
        mark, path = found
        return self._load(path, f"{mark}{channel}/{path.name}", channel, kind)

    def check(self, channel: str) -> None:
        """Read every wording of a channel, whatever it is for. Raises `TemplateProblem` for the first that is wrong."""
        self.find(channel, "announce", "")
        for mark, folder in self._places(channel):
            for path in sorted(folder.glob("*.j2")):
                self._compile(path, f"{mark}{channel}/{path.name}")

    def variants(self, channel: str, purpose: str, kind: str) -> tuple[str, ...]:
        """Other wordings that `find` knows beside the first, in order; the first, "", is not among them."""
        base = self._base(channel, _stem(purpose), kind)
        return tuple(self._variants(channel, base)) if base else ()

    def _places(self, channel: str) -> list[tuple[str, Path]]:
        """The folders with the channel's templates, and the mark of each."""
        places = [(mark, folder / channel) for mark, folder in self._folders]
        spec = outside_specs().get(channel)
        if spec is not None:
            brought = [spec.folder / "templates"] if spec.folder else []
            alike = [self._house / spec.writes_like] if spec.writes_like else []
            places += [("", folder) for folder in (*brought, *alike)]
        return places

    def _base(self, channel: str, stem: str, kind: str) -> tuple[str, Path, str] | None:
        """The first wording: the mark of its folder, the folder, its file's name."""
        if not (PLAIN_NAME.match(stem) and PLAIN_NAME.match(channel)):
            return None
        names = [f"{stem}.{kind}.j2"] if PLAIN_NAME.match(kind) else []
        for mark, folder in self._places(channel):
            for name in (*names, f"{stem}.j2"):
                if os.path.isfile(f"{folder}/{name}"):  # asked for every post
                    return mark, folder, name
        return None

    def _variants(self, channel: str, base: tuple[str, Path, str]) -> dict[str, tuple[str, Path]]:
        """Files beside the first wording; those of the unit stand in for ours. A unit's first wording has only its own.

        A wording for some readers is found for every kind, also where only the purpose has it.
        """
        _, base_folder, name = base
        start = name.removesuffix(".j2")
        general = start.partition(".")[0]
        found: dict[str, tuple[str, Path]] = {}
        beside = True
        for mark, folder in self._places(channel):
            for stem in dict.fromkeys((start, general)):
                for path in sorted(folder.glob(f"{stem}-*.j2")):
                    variant = path.name.removesuffix(".j2").removeprefix(f"{stem}-")
                    own = beside and stem == start
                    if PLAIN_NAME.match(variant) and (own or variant in FOR_SOME_READERS):
                        found.setdefault(variant, (mark, path))
            beside = beside and folder != base_folder
        return dict(sorted(found.items()))

    def rules_of(self, channel: str) -> ChannelRules:
        """Return the rules of a channel. Raises `TemplateProblem` where there are none, or wrong ones."""
        try:
            rules = self.editorial.channels.get(channel) or rules_outside(channel, self.editorial)
        except SettingsError as error:
            raise TemplateProblem(error.said) from error
        if rules is None:
            raise TemplateProblem(phrase("compose.template.no-channel", channel=channel))
        return rules

    def _load(self, path: Path, name: str, channel: str, kind: str) -> PostTemplate:
        rules = self.rules_of(channel)
        changed, source, caged = self._compile(path, name)
        for block in caged.separators:
            if block not in rules.blocks:
                raise TemplateProblem(phrase("compose.template.unknown-block", block=block, name=name, channel=channel))
        for block, rule in rules.blocks.items():
            if rule.keep in {Keep.WHOLE, Keep.HEADLINE} and block not in caged.separators:
                raise TemplateProblem(phrase("compose.template.lacks-block", name=name, block=block, label=rule.label))
        ends = tuple(one for one in self._endings() if self._is_said(one[0], kind))
        key = (path, kind, changed, ends)
        version = self._versions.get(key)
        if version is None:
            version = self._versions[key] = self._version(source, rules, kind, ends)
        return PostTemplate(name, version, rules, caged)

    def _compile(self, path: Path, name: str) -> tuple[int | str, str, CagedTemplate]:
        folder = path.parent
        kept = self._kept().get(f"{folder.name}/{path.name}") if folder.parent == self._house else None
        changed: int | str = path.stat().st_mtime_ns if kept is None else kept
        known = self._compiled.get(path)
        if known is None or known[0] != changed:
            source = _read(path, name) if kept is None else kept
            known = (changed, source, self._sober(_caged(source, name)))
            self._compiled[path] = known
        return known

    def _sober(self, caged: CagedTemplate) -> CagedTemplate:
        """Words of ours are never sensational."""
        for line, text in caged.literals:
            for word in forbidden_words(text, self.editorial.house):
                raise caged.problem(line, phrase("compose.template.word", word=word))
        return caged

    def _is_said(self, name: str, kind: str) -> bool:
        """Return True if that ending may stand below such a post of the account that is spoken for."""
        account_id = account_of(name)
        return account_id == self._account_id if account_id else kind_of(name) == kind

    def _version(self, source: str, rules: ChannelRules, kind: str, ends: tuple[tuple[str, str], ...]) -> str:
        """Return the version of a template for a kind; how posts of another kind or another account end is no part of it."""
        house = self._house_rules
        shaping = (
            source,
            house.house.model_dump_json(exclude={"footer"}),
            house.words_of(kind).model_dump_json(exclude={"footer", "hashtags_alone"}),
            house.label_of(kind),
            rules.model_dump_json(exclude={"footer"}),
            *(f"{name} {words}" for name, words in ends),
        )
        return hashlib.sha256("\x00".join(shaping).encode()).hexdigest()[:12]


@lru_cache(maxsize=512)
def _caged(source: str, name: str) -> CagedTemplate:
    """Compiled once in a process, whoever asks for it: a template as staff would have it is one changed among many."""
    return CagedTemplate(source, name)


def _read(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateProblem(phrase("compose.template.unreadable", name=name, error=str(error))) from error


def _stem(purpose: str) -> str:
    stem = purpose.partition(":")[0]
    return "announce" if stem == "campaign" else stem
