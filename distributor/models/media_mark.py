"""Which folder this database's media lie in, so that no machine takes another for it."""

from sqlmodel import Field, SQLModel


class MediaMark(SQLModel, table=True):
    """One row; the folder has a file that says the same (`distributor.media.place`)."""

    __tablename__ = "media_mark"
    id: int = Field(default=1, primary_key=True)
    mark: str = Field(max_length=64)
