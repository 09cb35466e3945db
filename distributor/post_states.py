"""The states of a post, for the tables and for a child that loads none. Who moves it: `states.py`."""

from enum import StrEnum


class PostState(StrEnum):
    DRAFT = "draft"
    AWAITING_REVIEW = "awaiting_review"
    PLANNED = "planned"
    SENDING = "sending"
    PROCESSING = "processing"
    UNKNOWN = "unknown"
    PUBLISHED = "published"
    EDITED = "edited"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"
    MISSED = "missed"
    CANCELLED = "cancelled"
    SKIPPED = "skipped"


SHOWN_STATES = (PostState.PUBLISHED, PostState.EDITED)
"""Stands on its channel, as it went out or as it was edited there."""
EVER_SHOWN_STATES = (*SHOWN_STATES, PostState.WITHDRAWN)
NEED_PERSON = (PostState.AWAITING_REVIEW, PostState.UNKNOWN, PostState.FAILED, PostState.MISSED)
"""Stays so until a person does something."""
