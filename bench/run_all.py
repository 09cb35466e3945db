"""Runs every benchmark of this folder, one after the other, and writes `docs/benchmarks.md`: what `make bench` does.

    python bench/run_all.py [--quick] [NAME …]

A benchmark is a file here that takes `--json` and then prints one object as the last line of its standard output. One that
fails is named in the page; the others still run, and the exit code is 1. With names, only those run and nothing is written.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "benchmarks.md"
LONGEST_S = 1800


@dataclass(frozen=True)
class Run:
    """One benchmark's run. `table`: what it printed for people; `result`: its JSON object, empty where it failed."""

    command: str
    table: str
    result: dict[str, Any]
    problem: str


def benchmarks() -> list[str]:
    """Names of the files here that say they take `--json`."""
    own = Path(__file__).name
    return sorted(
        file.stem for file in HERE.glob("*.py") if file.name != own and '"--json"' in file.read_text(encoding="utf-8")
    )


def run(name: str, *, quick: bool) -> Run:
    options = ["--quick", "--json"] if quick else ["--json"]
    command = f"python bench/{name}.py {' '.join(options)}"
    try:
        done = subprocess.run(
            [sys.executable, str(HERE / f"{name}.py"), *options],
            cwd=HERE.parent, stdout=subprocess.PIPE, text=True, timeout=LONGEST_S, check=True,
        )  # fmt: skip
        *table, last = done.stdout.rstrip().splitlines()
        result: dict[str, Any] = json.loads(last)
        return Run(command, "\n".join(table), result, "" if "ratio" in result else "its last line has no ratio")
    except subprocess.TimeoutExpired:
        return Run(command, "", {}, f"not done after {LONGEST_S} s")
    except subprocess.CalledProcessError as error:
        return Run(command, str(error.stdout).rstrip(), {}, f"exit code {error.returncode}")
    except ValueError:
        return Run(command, done.stdout.rstrip(), {}, "its last line is not JSON")


def processor() -> str:
    """As Linux names it; else the architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    named = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return named or platform.machine()


def page(runs: list[Run], *, quick: bool, load: float) -> str:
    now = datetime.now(ZoneInfo("Asia/Ho_Chi_Minh"))
    lines = [
        "# Benchmarks",
        "",
        f"Written by `{'python bench/run_all.py --quick' if quick else 'make bench'}` on {now:%Y-%m-%d %H:%M} (Vietnam)."
        + (" Few rounds, rough figures." if quick else ""),
        "`ratio` is ours over the baseline measured in the same run; lower is better.",
        "",
        f"Machine: {processor()}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}; load before the first benchmark {load:.2f}.",
        "",
        "| benchmark | ratio | baseline |",
        "|---|---|---|",
    ]
    for done in runs:
        name = done.command.split()[1]
        if done.problem:
            lines.append(f"| `{name}` | failed: {done.problem} | |")
        else:
            lines.append(f"| `{name}` | {done.result['ratio']} | {done.result.get('baseline', '')} |")
    for done in runs:
        lines += ["", f"## `{done.command}`", "", "```text", done.table, "```"]
        if figures := done.result.get("figures"):
            lines += ["", "| figure | value |", "|---|---|"]
            lines += [f"| {key} | {json.dumps(value, ensure_ascii=False)} |" for key, value in figures.items()]
    return "\n".join(lines) + "\n"


def main() -> int:
    known = benchmarks()
    parser = argparse.ArgumentParser(description="Runs the benchmarks and writes docs/benchmarks.md.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(known)}; without one, all")
    parser.add_argument("--quick", action="store_true", help="small versions, under a minute each")
    options = parser.parse_args()
    if strangers := [name for name in options.names if name not in known]:
        parser.error(f"no benchmark {', '.join(strangers)}; there are {', '.join(known)}")
    load = os.getloadavg()[0]
    runs: list[Run] = []
    for name in options.names or known:
        print(f"— {name}", file=sys.stderr)
        runs.append(run(name, quick=options.quick))
        print(runs[-1].table)
        if runs[-1].problem:
            print(f"{name}: {runs[-1].problem}", file=sys.stderr)
    if not options.names:
        PAGE.write_text(page(runs, quick=options.quick, load=load), encoding="utf-8")
        print(f"written: {PAGE.relative_to(HERE.parent)}", file=sys.stderr)
    return 1 if any(done.problem for done in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
