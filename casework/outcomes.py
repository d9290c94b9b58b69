"""How a case is honestly answered: a typed outcome with the facts that its kind needs, then the right of reply. Nothing
is answered for good while somebody is still asked for a part of it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from casework import cases, clocks, contributors, gate, offers, prepared_texts, questions, tasks
from casework.errors import NotUnderstood
from casework.history import record
from casework.replies import check_words
from casework.rules import rules
from casework.words import keep_words
from directory.council import Person
from storage import Session
from storage.cases import Case, Outcome

LONGEST_FACT = 300  # characters
_TOO_LONG = f"That is too long: at most {LONGEST_FACT} characters. The words above hold the rest."
KINDS = ("done", "scheduled", "not_ours", "no")


@dataclass(frozen=True)
class Answer:
    """An outcome as a person filled it in. `words` go to the member as they stand."""

    kind: str
    words: str
    on: date | None = None  # scheduled: the day the owner confirms
    body: str = ""  # not ours: who accepted it
    reference: str = ""  # and their reference, or
    told: str = ""  # whom the owner told, when and how
    waive: str = ""  # why what services and partners were still asked for is no longer needed


def problems(answer: Answer, today: date) -> dict[str, str]:
    """What is missing, by field, in words for the form. Empty: the answer is complete."""
    found: dict[str, str] = {}
    if answer.kind not in KINDS:
        found["kind"] = "Choose what the outcome is."
    if not answer.words.strip():
        found["words"] = {
            "done": "Say what was done, and how you know.",
            "no": "Give the reason: the member will read it.",
        }.get(answer.kind, "Write what the member should read.")
    if answer.kind == "scheduled":
        if answer.on is None:
            found["date"] = "Give the date that you confirm."
        elif answer.on < today:
            found["date"] = "That date has passed. Give one from today on."
    if answer.kind == "not_ours":
        if not answer.body.strip():
            found["body"] = "Name the body that accepted it."
        if not answer.reference.strip() and not answer.told.strip():
            found["reference"] = "Give their reference, or say below whom you told, when and how."
    for name in ("body", "reference", "told"):
        if len(getattr(answer, name)) > LONGEST_FACT:
            found[name] = _TOO_LONG
    return found


def missing(session: Session, case_id: int, answer: Answer, *, by: Person, now: datetime) -> dict[str, str]:
    """The same for a case as it stands: also whether anybody is still asked for a part of it."""
    case = gate.check(session, case_id, "answer", by=by, now=now)
    today = now.astimezone(UTC).date()
    # A day that is still to be given is said under its own field.
    left = prepared_texts.gaps_left(session, dated(replace(answer, on=answer.on or today)).words)
    return problems(answer, today) | _still_asked(session, case, answer) | ({"words": left} if left else {})


def dated(answer: Answer) -> Answer:
    """With the day that the owner confirms where the words leave room for it: that of the form, and no other."""
    if answer.kind != "scheduled":
        return answer
    return replace(answer, words=prepared_texts.with_day(answer.words, answer.on))


def give(
    session: Session,
    case_id: int,
    answer: Answer,
    *,
    by: Person,
    now: datetime,
    saw: str | None = None,
    along_with: int | None = None,
) -> Case:
    """Answer a case. *Scheduled* stays answered until its date; the others start the right of reply. `along_with` is the
    history entry of a joined case that was answered the same way."""
    wrong = missing(session, case_id, answer, by=by, now=now)
    if wrong:
        raise NotUnderstood(" ".join(wrong.values()))
    case = gate.begin(session, case_id, "answer", by=by, now=now, saw=saw)
    wrong = _still_asked(session, case, answer)
    if wrong:
        raise NotUnderstood(" ".join(wrong.values()))
    cases.take_up(session, case, now=now)
    words = keep_words(session, check_words(session, answer.words), by.key, at=now)
    outcome = Outcome(
        case_id=case.id,
        kind=answer.kind,
        words_id=words.id,
        facts=_facts(answer),
        given_by=by.key,
        given_at=now,
    )
    session.add(outcome)
    session.flush()
    case.outcome_id, case.answered_at, case.confirmed = outcome.id, now, True
    case.waiting_for = case.waiting_why = case.waiting_until = None
    questions.close_open(session, case.id, "answered by the outcome", now=now)
    clocks.stop(session, case, "question", "answer", "scheduled", "right_of_reply", now=now)
    planned = answer.on if answer.kind == "scheduled" else None
    if planned is not None:
        clocks.start_scheduled(session, case, rules(session).calendar(now).close_of(planned), now=now)
    else:
        clocks.start_right_of_reply(session, case, now=now)
    facts: dict[str, Any] = {"kind": answer.kind, **({"date": planned.isoformat()} if planned else {})}
    if along_with is not None:
        facts["along_with"] = along_with
    record(session, "answered", case=case, actor=by.key, words_id=words.id, facts=facts, now=now)
    _settle_contributors(session, case, answer, by=by, now=now)
    return case


def _still_asked(session: Session, case: Case, answer: Answer) -> dict[str, str]:
    """Who still has a part of it, unless the work is only planned, or the answer says why it is no longer needed."""
    if answer.kind == "scheduled":
        return {}
    open_tasks, open_offers = contributors.unfinished(session, case, accepted_by=_handed_to(answer))
    found = rules(session)
    people = (found.person(task.officer) for task in open_tasks)
    names = [*(person.name for person in people if person), *(offer.body_name for offer in open_offers)]
    if (open_tasks or open_offers) and not answer.waive.strip():
        return {
            "waive": f"Still asked for a part of it: {', '.join(names)}. Wait for them, or say why it is no longer needed."
        }
    return {"waive": _TOO_LONG} if len(answer.waive) > LONGEST_FACT else {}


def _settle_contributors(session: Session, case: Case, answer: Answer, *, by: Person, now: datetime) -> None:
    """What an answer for good ends: the offer it rests on is handed over, everything else is waived with the reason."""
    if answer.kind == "scheduled":
        return
    offers.hand_over(session, case, _handed_to(answer), by=by, now=now)
    open_tasks, open_offers = contributors.unfinished(session, case)
    tasks.waive_all(session, case, open_tasks, answer.waive, by=by, now=now)
    offers.withdraw_all(session, case, open_offers, answer.waive, by=by, now=now)


def _handed_to(answer: Answer) -> str:
    return answer.body.strip() if answer.kind == "not_ours" else ""


def _facts(answer: Answer) -> dict[str, str]:
    facts = {
        "date": answer.on.isoformat() if answer.on else "",
        "body": answer.body.strip(),
        "reference": answer.reference.strip(),
        "told": answer.told.strip(),
    }
    return {name: value for name, value in facts.items() if value}
