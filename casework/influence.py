"""What members' views changed: each service change that their wards were told of, whose views were sought, how many were
given, and what came of them. By ward and day; never summed up by member."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from casework.rules import rules
from casework.ward_notices import check
from casework.ward_views import may_answer, speaks_for
from directory.council import Person
from storage import Session, words
from storage import ward_notices as notices
from storage import ward_views as views
from storage.ward_notices import WardNotice, WardNoticeReader
from storage.ward_views import WardView

Row = TypeVar("Row", WardNoticeReader, WardView)
EFFECTS = ("changed", "partly", "not_changed", "withdrawn")


@dataclass(frozen=True)
class Sought:
    """A member whose view was sought, or who was told: `state` is told, waiting, unreachable or not_told, since `at`."""

    name: str
    state: str
    at: datetime


@dataclass(frozen=True)
class Influence:
    """One service change. `effects` counts views by what came of them, `reasons` are the answers' words by effect;
    `waiting` are views of which nobody has said yet what came of them. `withdrawable` and `answerable` (views, with who gave
    them) are what the reader may act on."""

    id: int
    wards: tuple[str, ...]
    what: str
    place: str
    author: str
    state: str
    involvement: str
    sent_at: datetime
    sought: tuple[Sought, ...]
    given: int
    effects: dict[str, int]
    waiting: int
    reasons: tuple[tuple[str, str], ...]
    withdrawable: bool = False
    answerable: tuple[tuple[int, str], ...] = ()

    @property
    def asked(self) -> bool:
        """Whether views were asked for; else the members were told of it only."""
        return self.involvement != "inform"


def influence(
    session: Session, *, since: datetime, until: datetime, reader: Person | None = None
) -> list[Influence]:
    """Every change that members were told of in that time, by ward and then by day. `reader` is who looks at it."""
    found = notices.sent_between(session, since, until)
    ids = [notice.id for notice in found]
    readers, given = _by_notice(notices.readers_of(session, ids)), _by_notice(views.of_notices(session, ids))
    texts = words.texts(
        session, [v.effect_words_id for of in given.values() for v in of if v.effect_words_id]
    )
    rows = [
        _influence(session, notice, readers[notice.id], given[notice.id], texts, reader, until)
        for notice in found
    ]
    return sorted(rows, key=lambda row: (row.wards, row.sent_at, row.id))


def influence_for(session: Session, *, since: datetime, by: Person, now: datetime) -> list[Influence]:
    """The same, for those who announce what is done in wards."""
    check(session, by, now=now)
    return influence(session, since=since, until=now, reader=by)


def _influence(
    session: Session, notice: WardNotice, readers: Iterable[WardNoticeReader], given: list[WardView],
    texts: dict[int, str], reader: Person | None, now: datetime,
) -> Influence:  # fmt: skip
    found = rules(session)
    sought = [Sought(_name(found.person(row.person), row.person), row.state, row.at) for row in readers]
    counted = Counter(view.effect for view in given)
    said = [(view.effect, texts.get(view.effect_words_id or 0, "")) for view in given if view.effect]
    assert notice.sent_at is not None
    return Influence(
        id=notice.id, wards=tuple(sorted(notice.wards)), what=notice.what, place=notice.place,
        author=_name(found.person(notice.author), notice.author), state=notice.state,
        involvement=notice.involvement, sent_at=notice.sent_at,
        sought=tuple(sorted(sought, key=lambda each: each.name)), given=len(given),
        effects={effect: counted[effect] for effect in EFFECTS}, waiting=counted[None],
        reasons=tuple(dict.fromkeys((effect, text) for effect, text in said if text)),
        withdrawable=reader is not None and notice.state != "withdrawn" and speaks_for(found, notice, reader, now),
        answerable=tuple(
            (view.id, _name(found.person(view.person), view.person))
            for view in given
            if reader is not None and view.effect is None and may_answer(session, view, reader, now=now)
        ),
    )  # fmt: skip


def _by_notice(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.notice_id].append(row)
    return found


def _name(person: Person | None, key: str) -> str:
    return person.name if person else key
