"""The calendar of the office: lunar dates, public holidays, and which days a view shows. Pure."""
