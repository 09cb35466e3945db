"""The channel of people: what has no interface is handed over, with text and files ready to use."""
