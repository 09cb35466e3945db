"""A telephone exchange on loopback, written from the description of FastAGI: its callers are made up."""
