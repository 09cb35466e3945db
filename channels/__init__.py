"""One adapter a channel. Knows the platforms; knows no database, no Celery and no clock of its own."""
