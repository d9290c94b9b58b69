"""What the matcher answers with: plain values, no rules."""

from dataclasses import dataclass
from typing import Literal

from directory.matching.emergencies import EmergencyMatch
from directory.matching.kinds import Kind
from directory.matching.places import Place
from directory.matching.questions import Question

Decision = Literal["emergency", "ask", "sure", "chatter"]

# The most cautious first: a message is decided like the most cautious of its issues.
CAUTION: tuple[Decision, ...] = ("emergency", "ask", "sure", "chatter")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A service that may be meant. `score` is the probability that it is; `why` is for people."""

    key: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Issue:
    """One matter of a message. `span` counts characters of the message; services are best first."""

    text: str
    span: tuple[int, int]
    decision: Decision
    services: tuple[Candidate, ...]
    place: Place | None
    emergency: EmergencyMatch | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A message as it was understood. `question` only for a query; `references` are the cases it names."""

    kind: Kind
    decision: Decision
    issues: tuple[Issue, ...]
    question: Question | None
    references: tuple[str, ...]


def most_cautious(decisions: tuple[Decision, ...]) -> Decision:
    return min(decisions, key=CAUTION.index, default="ask")
