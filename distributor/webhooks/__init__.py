"""Outgoing webhooks: other systems are told of what happens here, signed, at least once, each telling logged.

An event is written in the transaction in which the thing happens; `send` carries it out afterwards, with no transaction open
while it calls. An event names what happened and where to ask: words that are not public are not sent along.
"""
