"""Which Wardline brought the tables to a version: so that an older one can say what it lacks."""

from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class Release(Base):
    __tablename__ = "releases"

    revision: Mapped[str] = mapped_column(primary_key=True)  # of the tables
    wardline: Mapped[str]
