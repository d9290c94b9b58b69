"""People as views are given them: plain values."""

from casework.facts import PersonFacts
from casework.rules import rules
from directory.council import Person
from storage import Session


def person_facts(session: Session, key: str) -> PersonFacts:
    person = rules(session).person(key)
    return person_of(person) if person else PersonFacts(key=key, name="somebody no longer listed")


def person_of(person: Person) -> PersonFacts:
    return PersonFacts(
        key=person.key,
        name=person.name,
        slack_id=person.slack_id or None,
        telephone=person.telephone,
        title=person.title,
    )
