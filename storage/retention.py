"""Which messages have nothing open any more, and still have their words."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from storage.cases import Case
from storage.enquiries import Enquiry

_PAGE = 500


def finished(session: Session, *, before: datetime) -> Iterator[tuple[int, list[Case]]]:
    """Enquiries whose cases had all closed before a moment, each with its cases; not those whose words are gone. A page
    is held at a time."""
    other = aliased(Case)
    unfinished = select(other.id).where(
        other.enquiry_id == Enquiry.id,
        other.state != "merged",
        (other.state != "closed") | (other.closed_at.is_(None)) | (other.closed_at >= before),
    )
    some = select(other.id).where(other.enquiry_id == Enquiry.id, other.state == "closed")
    again = some.where(other.closed_at > Enquiry.cleared_at)  # opened again since
    has_words = or_(Enquiry.cleared_at.is_(None), again.exists())
    wanted = select(Enquiry.id).where(has_words, some.exists(), ~unfinished.exists())
    after = 0
    while ids := session.scalars(wanted.where(Enquiry.id > after).order_by(Enquiry.id).limit(_PAGE)).all():
        found: dict[int, list[Case]] = {each: [] for each in ids}
        for case in session.scalars(select(Case).where(Case.enquiry_id.in_(ids)).order_by(Case.id)):
            found[case.enquiry_id].append(case)
        yield from found.items()
        after = ids[-1]
