"""Words about what was read, for the tables and for a child that loads none: of a source, a file, a document."""

from enum import StrEnum


class SourceKind(StrEnum):
    """The kind of what lies at the address. `PAGE`: one article, pasted by hand. `GIVEN`: nothing; other programs hand items
    over."""

    FEED = "feed"
    TEXT = "text"
    QUESTIONS = "questions"
    LISTING = "listing"
    SITEMAP = "sitemap"
    PAGE = "page"
    GIVEN = "given"


class AttachmentState(StrEnum):
    WANTED = "wanted"
    READ = "read"
    SCAN = "scan"
    """A picture of a document without text: a person has to read it."""
    UNREADABLE = "unreadable"
    """For `problem`."""


class RelationKind(StrEnum):
    AMENDS = "amends"
    REPLACES = "replaces"
    REPEALS = "repeals"
    CORRECTS = "corrects"
    CONSOLIDATES = "consolidates"
    SUSPENDS = "suspends"
    RESUMES = "resumes"
    """Lets a suspended document have effect again."""
    EXTENDS = "extends"
    """Prolongs a document that ends by its own term."""
    GUIDES = "guides"
    """Implements or details the other: what becomes of it when the other ends is for a person."""


class DocumentStatusKind(StrEnum):
    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    PARTLY_ENDED = "partly_ended"
    ENDED = "ended"
    SUSPENDED = "suspended"
    CORRECTED = "corrected"
    """Of the day on which its text was put right; what it was before goes on."""
    UNKNOWN = "unknown"
    """Nothing that is known says it: never called in force."""
