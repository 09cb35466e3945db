"""Legal and administrative documents, known by issuer as named then, number and symbol, and date of issue."""

from datetime import date

from sqlmodel import Field, SQLModel, UniqueConstraint


class Document(SQLModel, table=True):
    """Two communes may both hold 01/2026/QĐ-UBND: the issuer is part of the identity. `issuer`: the first, as named then."""

    __table_args__ = (UniqueConstraint("issuer", "number", "issued_on"),)
    id: int | None = Field(default=None, primary_key=True)
    issuer: str = Field(max_length=300)
    number: str = Field(max_length=100)
    issued_on: date
    kind: str = Field(default="", max_length=60)
    subject: str = Field(default="", max_length=1000)
    effective_on: date | None = None
