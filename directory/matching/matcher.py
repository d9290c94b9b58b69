"""The matcher: a message in, what it asks for out. The rules are in the modules it puts together; loading is in
compiled.py."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from directory.council import Street
from directory.matching.compiled import Compiled, Ready, load_compiled
from directory.matching.emergencies import EmergencyMatch
from directory.matching.gazetteer import Mention
from directory.matching.issues import Piece, asked_piece, pieces, whole_piece
from directory.matching.kinds import Kind, Matter
from directory.matching.places import Place
from directory.matching.questions import Question, asked_by_form, question_of, references
from directory.matching.reading import Candidate, Decision, Issue, Reading, most_cautious
from directory.matching.reasons import why_service
from directory.matching.saying import Word
from directory.matching.services import Ranking
from directory.matching.text import Token, tokens

_CANDIDATES = 5
_REASONS = 3
# From this weight on a word is named as a reason.
_SPEAKS = 0.3
# Words that only point at something name no service.
_POINTING = frozenset(("it", "this", "that", "them", "these", "those", "there"))
# Nobody chats longer than this about the council's business without meaning it.
_LONGEST_CHATTER = 12


@dataclass(frozen=True, slots=True)
class Matcher:
    """Reads messages by one version of a council's words. Safe to share between threads."""

    words: Compiled
    prefixes: tuple[str, ...] = ("SEF",)

    @classmethod
    def load(
        cls, ready: Ready, *, streets: Iterable[Street] | None = None, prefixes: Sequence[str] = ("SEF",)
    ) -> Matcher:
        """The matcher of what `compile_council` made; `streets` are known besides the compiled ones.

        `prefixes` are those of the council's case references. Raises OSError when a file is missing.
        """
        return cls(load_compiled(ready, streets), tuple(prefixes))

    def names_danger(self, text: str) -> bool:
        """Whether `text` holds words of the directory's list of dangers."""
        return bool(self.words.emergencies.find(text, tokens(text)))

    def read(self, text: str, *, ward: str | None = None) -> Reading:  # noqa: ARG002 (see below)
        """What `text` asks for. Never raises.

        The sender's `ward` is casework's default and never counts as a place that was found."""
        found = tokens(text)
        cases = references(text, self.prefixes)
        mentions = self.words.places.mentions(text, found)
        dangers = self.words.emergencies.find(text, found)
        asked = None if dangers or cases else asked_by_form(found)
        if asked is not None:
            about = asked_piece(self.words, text, found, mentions, asked.words)
            issue = self._issue(text, found, about, mentions, dangers, "query")
            return Reading("query", issue.decision, (issue,), asked.question, ())
        whole = whole_piece(self.words, text, found, mentions)
        likely = self.words.kinds.likely(
            text, found, whole.said, Matter(whole.ranking.covered, float(whole.ranking.likely.max()))
        )
        kind = self._kind(self.words.kinds.kind(likely), found, whole, mentions, cases)
        if kind == "chatter" and not dangers:
            return Reading("chatter", "chatter", (), None, cases)
        kind = "enquiry" if dangers and kind == "chatter" else kind
        issues = tuple(
            self._issue(text, found, piece, mentions, dangers, kind)
            for piece in pieces(self.words, text, found, mentions, whole, kind)
        )
        question = self._question(found, cases, issues) if kind == "query" else None
        if question in ("covers", "case", "mine", "open"):
            issues = tuple(_without_services(issue, question) for issue in issues)
        if not cases and self.words.kinds.may_be_chatter(likely):
            issues = tuple(_asked_about(issue) for issue in issues)
        return Reading(
            kind, most_cautious(tuple(issue.decision for issue in issues)), issues, question, cases
        )

    def _kind(
        self,
        kind: Kind,
        found: Sequence[Token],
        whole: Piece,
        mentions: Sequence[Mention],
        cases: Sequence[str],
    ) -> Kind:
        """The kind to act on, given how the words alone are read."""
        if not found:
            return "chatter"
        if cases and kind in ("chatter", "enquiry") and len(whole.said) <= 3:
            return "chase"
        told = len(found) > _LONGEST_CHATTER and self._is_sure(whole)
        placed = any(each.name.kind == "street" or not whole.said for each in mentions)
        if kind == "chatter" and (told or placed):
            return "enquiry"
        return kind

    def _is_sure(self, piece: Piece) -> bool:
        return piece.ranking.sure >= self.words.services.calibration.threshold

    def _issue(
        self,
        text: str,
        found: Sequence[Token],
        piece: Piece,
        mentions: Sequence[Mention],
        dangers: Sequence[EmergencyMatch],
        kind: Kind,
    ) -> Issue:
        start, end = piece.words
        span = (found[start].start, found[end - 1].end) if piece.is_part else _whole(text)
        own = [each for each in mentions if start <= each.start < end]
        place = self.words.places.resolve(text, found, own or mentions)
        danger = next((each for each in dangers if span[0] <= each.span[0] < span[1]), None)
        services = self._candidates(piece.said, piece.ranking)
        decision: Decision = "ask"
        if danger is not None:
            decision = "emergency"
        elif kind == "chase" or (services and self._is_sure(piece)):
            decision = "sure"
        return Issue(text[span[0] : span[1]], span, decision, services, place, danger)

    def _candidates(self, said: Sequence[Word], ranking: Ranking) -> tuple[Candidate, ...]:
        if all(word.meant in _POINTING for word in said):
            return ()
        services = self.words.services
        # Words that stand in every other phrase are no reason that a person would give.
        telling = [
            word for word in said if word.stem not in services.phrasebook.common and len(word.typed) > 2
        ]
        says = services.regression.says([("@" if word.where else "=") + word.stem for word in telling])
        shares = ranking.shares()
        return tuple(
            Candidate(
                services.keys[number],
                round(float(shares[number]), 4),
                why_service(_reasons(telling, says[:, number].tolist()), services.names[number]),
            )
            for number in ranking.order[:_CANDIDATES]
        )

    def _question(self, found: Sequence[Token], cases: Sequence[str], issues: Sequence[Issue]) -> Question:
        sure = any(issue.services and issue.decision == "sure" for issue in issues)
        placed = any(issue.place is not None for issue in issues)
        return question_of(found, cases, has_service=sure, has_place=placed)


def _reasons(said: Sequence[Word], says: Sequence[float]) -> list[str]:
    """The words that speak for a service most, in the order of the text."""
    weighed = {word.typed: weight for word, weight in zip(said, says, strict=True) if weight > _SPEAKS}
    best = sorted(weighed, key=lambda each: -weighed[each])[:_REASONS]
    return [word for word in weighed if word in best]


def _without_services(issue: Issue, question: Question) -> Issue:
    """An issue of a query that names no service: it is sure when what it asks about is named."""
    if issue.emergency is not None:
        return issue
    known = question != "covers" or (issue.place is not None and len(issue.place.areas) == 1)
    return Issue(issue.text, issue.span, "sure" if known else "ask", (), issue.place, None)


def _asked_about(issue: Issue) -> Issue:
    return replace(issue, decision="ask") if issue.decision == "sure" else issue


def _whole(text: str) -> tuple[int, int]:
    """The span of a text without the blanks around it."""
    start = len(text) - len(text.lstrip())
    return start, max(start, len(text.rstrip()))


__all__ = ["Matcher", "Place"]
