"""One tap on an answered case, by the member and by staff: was it the right thing, and done in the right way? What the
two sides' answers come to is in measures.py."""

from datetime import datetime
from typing import Literal

from casework import gate
from casework.errors import NotUnderstood
from casework.history import record
from directory.council import Person
from storage import Session, ratings
from storage.cases import Outcome

Side = Literal["member", "staff"]
# question -> score -> what is pressed. Two questions, after S4 of the papers: the right things, in the right ways?
ANSWERS: dict[str, dict[int, str]] = {
    "thing": {2: "The right thing", 1: "Partly", 0: "The wrong thing"},
    "way": {2: "Handled well", 1: "So-so", 0: "Handled badly"},
}


def rate(session: Session, case_id: int, question: str, score: int, *, by: Person, now: datetime) -> str:
    """Keep what `by` thinks of how the case was answered; the last press counts. Returns the words they pressed."""
    words = ANSWERS.get(question, {}).get(score)
    if words is None:
        raise NotUnderstood("That button is not one of ours. Use the ones under the outcome.")
    case = gate.begin(session, case_id, "rate", by=by, now=now)
    outcome = session.get(Outcome, case.outcome_id) if case.outcome_id else None
    if outcome is None or outcome.kind == "scheduled":
        raise NotUnderstood("There is nothing to say about it yet: the work is still to be done.")
    side: Side = "member" if by.key == case.member else "staff"
    ratings.put(
        session, case_id=case.id, outcome_id=outcome.id, side=side, question=question, score=score, given_at=now
    )  # fmt: skip
    facts = {"side": side, "question": question, "score": score, "outcome": outcome.id}
    record(session, "rated", case=case, actor=by.key, facts=facts, now=now)
    return words
