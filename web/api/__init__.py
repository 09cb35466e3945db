"""The interface for other programs, under `/api`: an application of its own, with its own errors (RFC 9457) and its own OpenAPI.

`/api/items` and its neighbours are the first and only version: fields and operations are added, never taken away or renamed. What
would break a caller comes beside it, as `/api/v2/…`.
"""
