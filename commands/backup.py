"""`loa backup`: the whole home, while it runs, into a folder; the key apart, and only if it is asked for."""

from pathlib import Path

from commands.guard import say, show
from commands.home import existing_database
from distributor.backup.keys import check_key, export_key
from distributor.backup.take import take_backup
from distributor.clock import SystemClock
from distributor.settings import load_settings
from distributor.vault import open_vault


def backup(*, out: Path | None, keys: Path | None, as_json: bool) -> int:
    """Back the home up. `out`: another folder than the home's own, where nothing is pruned. `keys`: the file that gets the
    key."""
    settings = load_settings()
    place = (out or settings.backup_folder).expanduser().resolve()
    with existing_database(settings) as database:
        vault = open_vault(settings.home, database=database)
        check_key(settings.home, database)
        if keys is not None:
            export_key(settings.home, keys.expanduser().resolve(), place)
        taken = take_backup(
            settings,
            database,
            vault,
            now=SystemClock().now(),
            place=place,
            keep=None if out else settings.values.backup_keep,
        )
    if as_json:
        told = {
            "folder": str(taken.folder),
            "taken_at": taken.manifest.taken_at.isoformat(),
            "media": taken.manifest.media,
        }
        show({**told, "new_media": taken.copied, "keys": str(keys) if keys else None})
        return 0
    print(f"Đã sao lưu vào {taken.folder}")
    print(f"  {taken.manifest.media} tệp ảnh và video, {taken.copied} tệp mới so với lần trước.")
    if keys is not None:
        print(f"  Khóa bí mật ở {keys}. Hãy cất nó ở nơi khác với bản sao lưu.")
    else:
        say(
            "Bản sao lưu không chứa khóa bí mật; thiếu khóa thì không khôi phục được. Nếu chưa cất khóa, hãy chạy "
            "«loa backup --with-keys TỆP» và để tệp ấy ở nơi khác."
        )
    return 0
