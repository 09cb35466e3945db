"""What citizens ask: collected into cases, answered once by who may speak for the office, or passed on to who is competent."""
