"""`loa telephone`: the office's telephone line, for an exchange that speaks FastAGI. Exit code 0 when it was asked to stop.

With `script` it tells what to record: the name of each sound and the words to be read.
"""

import signal
from ipaddress import ip_network
from types import FrameType

from commands.guard import show
from commands.home import existing_database
from distributor.clock import VIETNAM, SystemClock
from distributor.database_clock import DatabaseClock
from distributor.errors import LoaError
from distributor.logs import set_up_logs
from distributor.settings import Settings, load_settings
from distributor.telephone.carry import TelephoneDesk
from distributor.telephone.desk import looked_up, office_hours, unit_of_line
from distributor.telephone.flow import CallTerms, fixed_prompts
from distributor.telephone.rules import telephone_rules
from distributor.telephone.server import TelephoneServer, progress_of
from distributor.telephone.sounds import RECORDED, SaysAloud, Sounds
from distributor.units import unit_name
from distributor.vault import open_vault
from distributor.work.liveness import LivingIncarnation
from distributor.work.progress import TELEPHONE


def telephone(*, as_json: bool) -> int:
    """Serve the line until asked to stop."""
    settings = load_settings()
    if not settings.values.telephone_port:
        raise LoaError("Chưa đặt cổng cho tổng đài: ghi telephone_port = 4573 vào config.toml (xem docs/telephone.md).")
    with existing_database(settings) as database:
        set_up_logs(settings.values.log_level, settings.values.log_format)
        clock = DatabaseClock()
        with database.read() as session:
            clock.synchronise(session)
        settings.run_folder.mkdir(parents=True, exist_ok=True)
        progress = progress_of(telephone_rules())
        # Before anything else that may fail: who looks knows from now on that there should be a line.
        life = LivingIncarnation(
            database, settings.run_folder, on_beat=clock.synchronise, part=TELEPHONE, progress=progress.told
        )
        desk = TelephoneDesk(
            database,
            open_vault(settings.home, database=database),
            clock,
            Sounds(settings.telephone_sounds, _voice(settings), shared=bool(settings.values.telephone_sounds)),
            telephone_rules(),
        )
        peers = [ip_network(peer, strict=False) for peer in settings.telephone_peers]
        server = TelephoneServer(
            desk, settings.values.telephone_address, settings.values.telephone_port, peers, progress, life.beat_soon
        )

        def stop(_number: int, _frame: FrameType | None) -> None:
            server.stopping.set()

        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, stop)

        def announce() -> None:
            if as_json:
                show({"ready": True, "port": server.port})
            else:
                print("telephone ready", flush=True)

        server.serve(announce)
        life.close()  # one that failed did not end in order
    return 0


def script(words: str, *, as_json: bool) -> int:
    """Return what to record. `words`: of a look-up whose answers are wanted too."""
    settings, now = load_settings(), SystemClock().now()
    sounds = Sounds(settings.telephone_sounds, None)
    with existing_database(settings) as database, database.read() as session:
        unit_id = unit_of_line(session, "")
        name = unit_name(session, unit_id, now.astimezone(VIETNAM).date()) if unit_id else ""
        terms = CallTerms(name or "", office_hours(now), telephone_rules())
        prompts = looked_up(session, words, now).answers if words else fixed_prompts(terms)
    there = sounds.recorded()
    told = [{"file": f"{each.sound}.wav", "text": each.text, "recorded": each.sound in there} for each in prompts]
    if as_json:
        show({"folder": str(sounds.folder / RECORDED), "sounds": told})
        return 0
    print(f"Ghi âm vào thư mục {sounds.folder / RECORDED}, dạng WAV 8000 Hz, một kênh, 16 bit:")
    for each in told:
        print(f"{'✓' if each['recorded'] else ' '} {each['file']}\n    {each['text']}")
    return 0


def _voice(settings: Settings) -> SaysAloud | None:
    from distributor.telephone.voice import voice_of

    return voice_of(settings.home, sample=settings.values.sandbox)
