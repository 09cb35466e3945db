"""Running Loa's parts on one machine: an embedded Valkey, worker, beat, web and sandbox, started, watched and stopped."""
