"""Stand-ins for the platforms, on loopback, for tests, the demo and trainers.

The sandbox imports no other room of Loa and knows nothing of Loa's database: it does what the platforms' published
descriptions say, so that it can disagree with the adapters.
"""
