"""A post as it will be sent, bound by its manifest, and the adapters that are opened for it."""
