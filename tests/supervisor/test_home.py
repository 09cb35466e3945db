"""Who runs a home: one at a time, and none before the last one's processes are all gone."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from distributor.errors import LoaError
from distributor.settings import Settings, Values
from supervisor import home as home_module
from supervisor.home import AlreadyRunning, hold_home, is_ready, is_running


def settings_of(folder: Path) -> Settings:
    return Settings(folder, Values())


def test_one_at_a_time(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with hold_home(settings) as held:
        assert is_running(settings)
        assert not is_ready(settings)
        held.announce(ready=True)
        assert is_ready(settings)
        with pytest.raises(AlreadyRunning, match=rf"{tmp_path} \(tiến trình {os.getpid()}\)"), hold_home(settings):
            pass
    assert not is_running(settings)
    assert not is_ready(settings)
    with hold_home(settings):
        pass


def test_looking_makes_nothing(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "nowhere")
    assert not is_running(settings)
    assert not settings.home.exists()


def test_a_part_that_still_ends_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, told = settings_of(tmp_path), list[str]()
    with hold_home(settings) as held:
        left = subprocess.Popen(["cat"], stdin=subprocess.PIPE, pass_fds=[held.parts_lock])  # ends when it is told to
    assert not is_running(settings), "its supervisor has gone"

    def tell(line: str) -> None:
        told.append(line)
        assert left.stdin is not None
        left.stdin.close()

    with hold_home(settings, tell):
        assert left.poll() is not None or not Path(f"/proc/{left.pid}/fd").exists()
    assert len(told) == 1
    left.wait()
    monkeypatch.setattr(home_module, "LEFTOVERS_S", 0.2)
    with hold_home(settings) as held:
        stays = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], pass_fds=[held.parts_lock])
    with pytest.raises(LoaError, match="chưa dừng"), hold_home(settings):
        pass
    stays.kill()
    stays.wait()


def test_a_home_whose_run_folder_was_removed_stays_ours(tmp_path: Path) -> None:
    """A cleaner of temporary files, or a person, removes it while everything runs on; a second stack would begin beside it."""
    settings = settings_of(tmp_path)
    with hold_home(settings) as held:
        held.announce(ready=True)
        shutil.rmtree(settings.run_folder)
        assert not is_running(settings)
        held.hold_on()
        assert is_ready(settings)
        with pytest.raises(AlreadyRunning, match=str(os.getpid())), hold_home(settings):
            pass
        held.hold_on()
        assert is_ready(settings), "there was nothing to mend"
    assert not is_running(settings)
    with hold_home(settings):
        pass
