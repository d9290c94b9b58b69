"""Danger: the words and the number to ring go out before anything else, to anyone, known or not."""

from datetime import datetime

from casework.notifications import tell
from casework.words import Said
from directory.matching.reading import Reading
from storage import Session


def tell_danger(session: Session, said: Said, reading: Reading, recipient: str, *, now: datetime) -> None:
    """Tell the writer what to do first, once a message, where it cannot be overlooked: not in a thread.

    Nothing where no issue is dangerous.
    """
    found = next((issue.emergency for issue in reading.issues if issue.emergency), None)
    if found is None:
        return
    facts = {
        "kind": found.kind,
        "advice": found.advice,
        "telephone": found.telephone,
        "sensitive": found.sensitive,
    }
    tell(
        session, "emergency_words", recipient, facts=facts, now=now, dedup=f"danger:{said.channel}:{said.ts}"
    )
