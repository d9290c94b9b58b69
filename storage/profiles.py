"""How each councillor likes to be told, and how far their cases are shared from the start. Who they are is in people.py."""

from datetime import datetime

from sqlalchemy.orm import Mapped, Session, mapped_column

from storage.base import Base


class Profile(Base):
    """What one councillor chose for themselves; no row: the defaults."""

    __tablename__ = "profiles"

    person: Mapped[str] = mapped_column(primary_key=True)  # people.key
    told_when: Mapped[str] = mapped_column(default="at_once")  # at_once | morning
    sharing: Mapped[str] = mapped_column(
        default="not_shared"
    )  # of new cases: not_shared | ward_members | everyone
    changed_at: Mapped[datetime]


def of_person(session: Session, person: str) -> Profile | None:
    return session.get(Profile, person)
