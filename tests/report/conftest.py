"""The same province as the web's tests look at."""

from tests.web.home import bare_province, clock, database, province, settings, templates

__all__ = ["bare_province", "clock", "database", "province", "settings", "templates"]
