"""Which messages have nothing open any more, and still have their words."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Exists, or_, select
from sqlalchemy.orm import Session, aliased

from storage.cases import Case
from storage.enquiries import Enquiry
from storage.words import Message, Words

_PAGE = 500


def _written_since(before: datetime) -> list[Exists]:
    """What somebody wrote in a message's thread, or on one of its cases, after its words had gone; kept as long as these
    at least."""
    said = select(Message.id).join(Words, Words.id == Message.words_id)
    said = said.where(Words.salt.is_not(None), Words.said_at < before)
    on_a_case = said.join(Case, Case.id == Message.case_id).where(Case.enquiry_id == Enquiry.id)
    return [said.where(Message.enquiry_id == Enquiry.id).exists(), on_a_case.exists()]


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
    has_words = or_(Enquiry.cleared_at.is_(None), again.exists(), *_written_since(before))
    wanted = select(Enquiry.id).where(has_words, some.exists(), ~unfinished.exists())
    after = 0
    while ids := session.scalars(wanted.where(Enquiry.id > after).order_by(Enquiry.id).limit(_PAGE)).all():
        found: dict[int, list[Case]] = {each: [] for each in ids}
        for case in session.scalars(select(Case).where(Case.enquiry_id.in_(ids)).order_by(Case.id)):
            found[case.enquiry_id].append(case)
        yield from found.items()
        after = ids[-1]
