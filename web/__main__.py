"""`python -m web`: the web of the home that LOA_HOME names, on its loopback port."""

import os
import sys

from distributor.process_memory import collect_seldom

collect_seldom()

from distributor.clock import SystemClock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.file_modes import OWN
from distributor.logs import set_up_logs, set_up_logs_of_libraries
from distributor.settings import load_settings
from web.app import create_app
from web.page_memory import PageMemory
from web.server import serve


def main() -> int:
    os.umask(OWN)
    try:
        settings = load_settings()
        database = Database(settings.database_url, home=settings.home)
    except LoaError as error:
        print(error, file=sys.stderr)
        return 2
    set_up_logs(settings.values.log_level, settings.values.log_format)
    set_up_logs_of_libraries(form=settings.values.log_format)
    try:
        app = create_app(settings, database, SystemClock())
        app.add_middleware(PageMemory)
        serve(app, settings.values.web_port)
    finally:
        database.dispose()
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # All is closed. Python would now take every module apart, which costs more time than stopping did.
    os._exit(code)
