"""Campaigns as people plan them: drafted, forecast, started, paused, ended; and the standing yes that lets them go by rule."""
