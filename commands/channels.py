"""`loa channels [CHANNEL]`: which channels are installed, what each is able to, and what it lacks.

With `--suite FILE` Loa's conformance suite runs over a third party's channel first; FILE describes the channel to it
(docs/adapters.md). The suite is no part of an installed Loa: it is run from Loa's own folder.
"""

import importlib.util
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from channels.abilities import abilities_of
from channels.base import ChannelSpec
from channels.connectors import connectable
from channels.errors import Misconfigured
from channels.forms import composed_limit
from channels.metric import ACCOUNT, POST
from channels.outside import brought_by, faults, outside_specs, package_of
from channels.registry import spec_of, specs
from commands.guard import say, show
from distributor.compose.templates import TemplateProblem, Templates
from distributor.errors import LoaError
from distributor.labels import PURPOSE_LABELS
from distributor.render.choose import choose_format
from distributor.render.layout import FORMATS

ROOT = Path(__file__).resolve().parent.parent
SUITE = ROOT / "tests" / "channels" / "test_conformance.py"
PURPOSES = ("announce", "before_effect", "effective", "digest", "erratum")

ABLE = {
    "pictures": "ảnh",
    "video": "video",
    "find": "tìm lại bài",
    "edit": "sửa bài",
    "withdraw": "gỡ bài",
    "metrics": "số liệu của bài",
    "followers": "số người theo dõi",
    "comments": "đọc và trả lời bình luận",
    "probe": "kiểm tra tài khoản",
}
LACKS = {
    "pictures": "không đăng ảnh: bài chỉ có chữ",
    "video": "không đăng video",
    "find": "không tìm lại được bài: khi nền tảng không trả lời rõ, người phải xem và cho biết",
    "edit": "không sửa được bài đã đăng: bài sai thì gỡ rồi đăng lại, hoặc đăng bài đính chính",
    "withdraw": "không gỡ được bài đã đăng: người phải gỡ tay",
    "metrics": "không có số liệu của bài: chỉ đếm lượt mở liên kết ngắn",
    "followers": "không có số người theo dõi",
    "comments": "không đọc được bình luận: người phải xem trên nền tảng",
    "probe": "không kiểm tra được tài khoản trước khi đăng",
}


@dataclass
class ChannelFacts:
    """The facts that are told of one channel. `lacks`: what it is not able to, or its package does not bring. `wrong`: must be
    mended."""

    name: str
    label: str
    package: str
    able: list[str]
    lacks: list[str]
    wrong: list[str]
    text_limit: int
    composed_limit: int
    card: str
    connected: str
    asks: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)


def channels(name: str, suite: Path | None, *, as_json: bool) -> int:
    try:
        wanted = [spec_of(name)] if name else list(specs().values())
    except Misconfigured as error:
        raise LoaError(error.message) from error
    if suite is not None and not name:
        raise LoaError("Hãy cho biết kênh cần kiểm tra: «loa channels KÊNH --suite TỆP».")
    passed = _conforms(suite) if suite is not None else None
    told = [facts_of(spec) for spec in wanted]
    broken = [] if name else list(faults())
    if as_json:
        show({"channels": [vars(each) for each in told], "faults": broken, "conforms": passed})
    else:
        print("\n\n".join("\n".join(_lines(each, whole=bool(name))) for each in told))
        for fault in broken:
            print(f"\n✗ Không dùng được: {fault}")
        if passed is not None:
            print(f"\n{'✓ Qua' if passed else '✗ Không qua'} bộ kiểm tra chuẩn của Loa.")
    return 1 if broken or passed is False or any(each.wrong for each in told) else 0


def facts_of(spec: ChannelSpec) -> ChannelFacts:
    """Return the facts of a channel, from it and its package alone: no account is opened, nothing is called."""
    able, package = abilities_of(spec), package_of(spec.name)
    ways = [way for way in connectable() if way.channel == spec.name]
    consent = "; ".join(way.title for way in ways)
    typed = [f"{each.name}: {each.label}{'' if each.is_needed else ' (không bắt buộc)'}" for each in spec.fields]
    secrets = [f"{key}: {one.title or key} (bí mật)" for key, one in spec.credentials.model_fields.items()]
    lacks, wrong = _brings(spec) if spec.name in outside_specs() else ([], [])
    return ChannelFacts(
        name=spec.name,
        label=spec.label,
        package=package or "có sẵn trong Loa",
        able=[words for key, words in ABLE.items() if key in able],
        lacks=[*(words for key, words in LACKS.items() if key not in able), *lacks],
        wrong=wrong,
        text_limit=spec.text_limit,
        composed_limit=composed_limit(spec),
        card=choose_format(spec.name) if spec.media.max_count else "",
        connected=consent or "nhập bằng tay",
        asks=[] if ways else [*typed, *secrets],
        rights=[
            f"{one.name} ({'cần' if one.is_needed else 'nếu không cho thì riêng việc này tắt'}): {one.words}"
            for one in dict.fromkeys(one for way in ways for one in way.permissions)
        ],
    )


def _brings(spec: ChannelSpec) -> tuple[list[str], list[str]]:
    """Return what a package does not bring, and what in it is wrong."""
    lacks: list[str] = []
    wrong: list[str] = []
    templates = Templates()
    for purpose in PURPOSES:
        try:
            templates.find(spec.name, purpose, "")
        except TemplateProblem as problem:
            label = PURPOSE_LABELS.get(purpose, purpose)
            (wrong if purpose == "announce" else lacks).append(f"bài «{label}» chưa soạn được: {problem}")
    brought = brought_by(spec.name)
    if brought.card_format and brought.card_format not in FORMATS:
        wrong.append(f"[card] format «{brought.card_format}»: phải là một trong {', '.join(FORMATS)}")
    told = {metric.of for metric in brought.metrics}
    able = abilities_of(spec)
    for ability, of in (("metrics", POST), ("followers", ACCOUNT)):
        if ability in able and of not in told:
            lacks.append(f"{LACKS[ability]}, vì gói chưa khai báo [[metric]] nào cho nó")
    if spec.folder is None or not (spec.folder / "icon.svg").is_file():
        lacks.append("chưa có biểu tượng (icon.svg): dùng biểu tượng chung")
    said = {each.label for each in spec.fields} | {each.label for each in brought.metrics}
    if missing := sorted(said - set(brought.english)):
        lacks.append(f"chưa có tiếng Anh cho: {', '.join(missing)}")
    return lacks, wrong


def _lines(facts: ChannelFacts, *, whole: bool) -> list[str]:
    lines = [
        f"{facts.name}: {facts.label} ({facts.package})",
        f"  Làm được: {', '.join(facts.able) or 'chỉ đăng chữ'}.",
    ]
    lines += [f"  ✗ {each}" for each in facts.wrong]
    if not whole:
        return [
            *lines,
            *([f"  Thiếu: {len(facts.lacks)} điều, xem «loa channels {facts.name}»."] if facts.lacks else []),
        ]
    limit = f"{facts.text_limit}" if facts.composed_limit == facts.text_limit else (
        f"{facts.text_limit}; có ảnh thì {facts.composed_limit}"
    )  # fmt: skip
    lines += [f"  Thiếu: {each}." for each in facts.lacks]
    lines += [f"  Chữ tối đa: {limit}.", f"  Kết nối: {facts.connected}."]
    lines += [f"    {each}" for each in (*facts.asks, *facts.rights)]
    return [*lines, *([f"  Thẻ: {facts.card}."] if facts.card else [])]


def _conforms(suite: Path) -> bool:
    """Run the suite over the channel; what fails is printed. Raises LoaError where it cannot be run here."""
    if not SUITE.is_file() or importlib.util.find_spec("pytest") is None:
        raise LoaError(
            "Bộ kiểm tra chuẩn nằm trong mã nguồn của Loa: hãy chạy lệnh này trong thư mục ấy, sau khi cài các gói của "
            "requirements-dev.lock."
        )
    if not suite.is_file():
        raise LoaError(f"Không có tệp {suite}.")
    # By Loa's own settings, wherever the suite lies: else sources beside it would be tried in place of what is installed.
    ours = ["-c", str(ROOT / "pyproject.toml"), "-q", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", *ours, str(suite.resolve())]
    ran = subprocess.run(  # noqa: S603 - Python itself, and a file that the caller names
        command, cwd=ROOT, check=False, capture_output=True, text=True
    )
    said = ran.stdout.strip().splitlines()
    say("\n".join(said[-1:] if ran.returncode == 0 else said[-60:]))
    return ran.returncode == 0
