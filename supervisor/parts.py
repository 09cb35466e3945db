"""Which parts a home runs on this machine, with their commands, in the order in which they start."""

import importlib.util
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from distributor.clock import SystemClock
from distributor.errors import LoaError
from distributor.settings import Settings
from supervisor.forker import Forker
from supervisor.process import Part
from supervisor.valkey import valkey_command

ROOT = Path(__file__).resolve().parent.parent
FIRST_TO_STOP, THEN, LAST_TO_STOP = 0, 1, 2
"""Nobody is asked to stop before those who use it have stopped."""
PARTS = ("valkey", "worker", "gateway", "telephone", "sandbox", "web", "beat")
"""What a machine may leave to another. Each database needs one gateway and one beat, and at least one worker."""
DEMO_MODULES = ("sandbox", "commands.demo", "aiosmtpd", "espeakng_loader", "fpdf")
"""What `loa[demo]` brings: ours, and what only it wants of others."""
CELERY = ("celery.bin.celery", "kombu.transport.redis")
MODULES: Mapping[str, Sequence[str]] = {
    "worker": (
        *CELERY,
        *(f"celery.{name}" for name in ("apps.worker", "concurrency.thread", "worker.consumer", "worker.strategy")),
        *(f"dispatch.{name}" for name in ("due", "life", "places", "runtime")),
        *(f"distributor.{name}" for name in ("cases.turn", "correct.propose", "deliver.lane", "draft.occasion_store")),
        *(f"distributor.{name}" for name in ("draft.turns", "ingest.turn", "measure.settle", "render.jobs")),
        *(f"distributor.{name}" for name in ("review.store", "understand.store")),
    ),
    "beat": (*CELERY, "celery.apps.beat", "dispatch.beat"),
    "web": ("web.app", "web.page_memory", "web.server"),
    "gateway": ("distributor.broadcast.desk", "distributor.broadcast.gateway", "commands.gateway"),
    "telephone": ("commands.telephone",),
}
"""What a part loads, nearly all of it: read once for all parts. None of them reads the settings or opens anything."""
OTHERS = ("valkey", "sandbox")
"""Those that are no copies: no Python, and what no office runs. They begin before the rest is loaded."""
KEEPS_OPEN = "LOA_KEEPS_OPEN"
"""Environment of a part that has parts of its own: the descriptors that they inherit too."""


def parts_of(
    settings: Settings, *, web: bool, keeps_open: Sequence[int] = (), without: Sequence[str] = ()
) -> list[Part]:
    """Return the parts of one machine. `web`: the staff console and the citizens' pages too. `keeps_open`: descriptors that
    every part inherits.

    `without`: names of PARTS that another machine has. Raises LoaError for a name that is none, and for a demo's home where the
    demo is not installed.
    """
    if unknown := [name for name in without if name not in PARTS]:
        raise LoaError(f"Không có phần «{unknown[0]}». Các phần: {', '.join(PARTS)}.")
    environment = {
        "LOA_HOME": str(settings.home),
        "PYTHONPATH": python_path(),
        "PYTHONUNBUFFERED": "1",
        KEEPS_OPEN: ",".join(str(descriptor) for descriptor in keeps_open),
        # Else each thread that draws keeps memory of its own: 51 cards by 16 threads left 896 MB instead of 423 MB.
        "MALLOC_ARENA_MAX": "2",
    }

    def part(
        name: str, label: str, command: list[str], *, stage: int, announces: str = "", stop_s: float = 5.0
    ) -> Part:
        return Part(
            name,
            label,
            command,
            environment,
            settings.home / "logs",
            announces=announces,
            stage=stage,
            stop_s=stop_s,
            keeps_open=keeps_open,
        )

    parts: list[Part] = []
    if not settings.values.broker_url:
        parts.append(
            part(
                "valkey",
                "Valkey",
                valkey_command(settings),
                stage=LAST_TO_STOP,
                announces="Ready to accept connections",
            )
        )
    parts.append(part("worker", "Tiến trình gửi (worker)", _worker_command(settings), stage=FIRST_TO_STOP, stop_s=20.0))
    # Waits at almost no cost until an account wants an SMPP bind; what is in its window is finished before it stops.
    parts.append(
        part(
            "gateway",
            "Cổng SMS",
            [sys.executable, "-m", "loa", "gateway"],
            stage=FIRST_TO_STOP,
            announces="gateway ready",
            stop_s=30.0,
        )
    )
    if settings.values.telephone_port:
        parts.append(
            part(
                "telephone",
                "Tổng đài điện thoại",
                [sys.executable, "-m", "loa", "telephone"],
                stage=FIRST_TO_STOP,
                announces="telephone ready",
            )
        )
    if settings.values.sandbox:
        if problem := why_no_demo(settings):
            raise LoaError(problem)
        parts.append(
            part(
                "sandbox",
                "Nền tảng mô phỏng",
                _sandbox_command(settings, follow=web),
                stage=THEN,
                announces="sandbox ready ",
            )
        )
    if web:
        parts.append(part("web", "Trang web", [sys.executable, "-m", "web"], stage=THEN, announces="web ready "))
    parts.append(part("beat", "Đồng hồ (beat)", _beat_command(), stage=FIRST_TO_STOP))
    return [each for each in parts if each.name not in without]


def forker_for(parts: Sequence[Part], keeps_open: Sequence[int], *modules: str) -> Forker | None:
    """Begin the forker for these parts. `modules`: what the caller will load too. None where programs cannot be forked; then
    each begins by itself."""
    wanted = dict.fromkeys(module for part in parts for module in MODULES.get(part.name, ()))
    return Forker.begin([*wanted, *modules], keeps_open)


def python_path() -> str:
    """Return the path with which our programs find each other."""
    return os.pathsep.join([str(ROOT), str(ROOT / "queue"), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)


def why_no_demo(settings: Settings) -> str:
    """Return what of the optional part `loa[demo]` is not installed, and how to get it or do without; empty if all of it is."""
    missing = [name for name in DEMO_MODULES if importlib.util.find_spec(name) is None]
    if not missing:
        return ""
    return (
        f"Bản cài đặt này không có phần mẫu (tỉnh mẫu và nền tảng mô phỏng; thiếu {', '.join(missing)}). Muốn chạy thử, hãy "
        "cài thêm từ bộ cài của Loa: pip install --no-deps --require-hashes -r requirements-demo.lock, rồi pip install --no-deps "
        "dist/loa_demo-*.whl (trong thư mục mã nguồn: make setup). Dùng thật thì không cần phần mẫu: thêm dòng "
        f"«sandbox = false» vào đầu tệp {settings.home / 'config.toml'} hoặc đặt LOA_SANDBOX=0, rồi chạy «loa init»."
    )


def _sandbox_command(settings: Settings, *, follow: bool) -> list[str]:
    """Return the command of the sandbox. `follow`: it reads our feed as a citizen's reader does, and its province publishes a
    new item now and then."""
    from distributor.sms_rules import rules_at  # noqa: PLC0415 - the gateway imports this file, and is to stay small

    values = settings.values
    command = [sys.executable, "-m", "sandbox"]
    command += ["--port", str(values.sandbox_port), "--state", str(settings.home / "sandbox")]
    command += ["--past", str(values.demo_past if follow else 0)]
    command += ["--speed", str(values.sandbox_speed)]
    command += ["--publish-every", str(values.sandbox_publish_every if follow else 0)]
    rules = rules_at(SystemClock().now())
    if values.telephone_port:
        command += ["--telephone", str(values.telephone_port)]
    command += ["--hours", f"{rules.opens:%H:%M}", f"{rules.closes:%H:%M}"]
    if follow:
        command += ["--follow", f"{settings.public_url}/feeds/phap-luat.rss"]
        command += ["--follow-every", str(values.sandbox_follow_every)]
    return command


def _celery(app: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--app", app, "--workdir", str(ROOT), "--quiet"]


def _worker_command(settings: Settings) -> list[str]:
    values = settings.values
    command = [*_celery("worker"), "worker", "--pool", "threads", "--concurrency", str(values.worker_threads)]
    if values.celery_events:
        # Several homes of one machine are several workers.
        command += ["--hostname", f"loa-{os.getpid()}@%h"]
    else:
        command += ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    # At INFO Celery writes two lines a task, thus for every sweep of every second.
    return [*command, "--loglevel", "WARNING" if values.log_level == "INFO" else values.log_level]


def _beat_command() -> list[str]:
    return [*_celery("dispatch.ticking"), "beat", "--loglevel", "WARNING", "--pidfile", ""]


def kept_open(environment: Mapping[str, str]) -> list[int]:
    """The descriptors that this part was told to hand on."""
    return [int(number) for number in environment.get(KEEPS_OPEN, "").split(",") if number]
