"""When a post goes out: slots, cadence and expiry."""
