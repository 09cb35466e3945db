"""`loa run SOURCE`: one pass of a source, from reading to published, through a real worker, until nothing is due.

Ignores cadence, never quotas: what they hold back stays planned, with the reason. Waits for the videos of its items too. Exit
code 1 if the source could not be read, any of its posts is failed or unknown or still waits for its video, or a video failed.
"""

from commands.engine import Engine
from commands.guard import say, show
from commands.home import opened_runtime
from supervisor.interruption import Interruption


def run(source: str, *, as_json: bool, timeout_s: float, videos: bool = True) -> int:
    """Carry a source through once. `videos`: wait for them."""
    interruption = Interruption()
    interruption.install()
    with Engine(interruption) as engine:
        say(f"Đang đọc {source} …")
        # What follows takes a second to import; the parts of the engine start meanwhile.
        from commands.one_pass import one_pass
        from commands.pass_report import as_object, in_words

        with opened_runtime(engine.settings) as runtime:
            engine.wait_ready()
            if engine.settings.values.sandbox:
                from commands.demo.province import ensure_demo

                ensure_demo(runtime)
            passed = one_pass(runtime, source, engine, timeout_s, videos=videos)
        if as_json:
            show(as_object(passed))
        else:
            print(in_words(passed), flush=True)
    return passed.exit_code
