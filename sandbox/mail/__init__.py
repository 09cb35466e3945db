"""A mailbox that takes every mail on loopback and shows it: what offices receive when reports go out on schedule."""
