"""What is to be done in a ward: its councillors are told first, privately; only then may it be announced to others. A
notice describes the action, never a case or who raised one. What the councillors think of it is in ward_views.py."""

from collections.abc import Sequence
from datetime import datetime

from casework.errors import NotAllowed, NotUnderstood, Refused, TooLate
from casework.history import record
from casework.rules import Rules, local_day, rules
from casework.ward_actions import Action, named_members, problems, word_problem
from casework.ward_views import speaks_for
from casework.words import keep_words
from directory.council import Person, Role
from storage import Session
from storage import ward_notices as rows
from storage import ward_views as views
from storage.history import HistoryEntry
from storage.outbox import OutboxRow
from storage.ward_notices import WardNotice, WardNoticeReader

_MAY: frozenset[Role] = frozenset({"coordinator", "officer", "duty", "manager", "director"})


def may_announce(session: Session, person: Person, *, now: datetime) -> bool:
    """Co-ordinators and who stands in for them, officers, and who is above them."""
    found = rules(session)
    if any(post.role in _MAY for post in found.posts(person.key, now)):
        return True
    coordinators = found.with_role("coordinator", now)
    return any(person in found.stand_ins(each.key, now) for each in coordinators)


def check(session: Session, by: Person, *, now: datetime) -> None:
    if not may_announce(session, by, now=now):
        raise NotAllowed("Co-ordinators and officers announce what is done in a ward.")


def draft(session: Session, action: Action, *, by: Person, now: datetime) -> int:
    """Keep it, for a look at what the councillors will read. Raises Refused with what is wrong, by field."""
    check(session, by, now=now)
    wrong = problems(rules(session), action, now)
    if wrong or action.starts_on is None:
        raise Refused(wrong)
    notice = WardNotice(
        wards=list(action.wards), what=action.what.strip(), place=action.place.strip(), starts_on=action.starts_on,
        ends_on=action.ends_on, who=action.who.strip(), involvement=action.involvement, author=by.key, written_at=now,
    )  # fmt: skip
    session.add(notice)
    session.flush()
    return notice.id


def send(session: Session, notice_id: int, *, by: Person, now: datetime) -> None:
    """Tell the ward's councillors. Who is not in Slack is told by member support."""
    check(session, by, now=now)
    notice = rows.hold(session, notice_id)
    if notice is None or notice.author != by.key:
        raise NotUnderstood("That draft is not yours. Write it again.")
    if not rows.move(session, notice, "draft", "sent"):
        raise TooLate("It has been sent already.")
    notice.sent_at = now
    _tell(session, notice, rules(session).members_of(notice.wards, now), by=by, now=now)
    _note_if_all_know(session, notice, now=now)


def note_delivery(session: Session, row: OutboxRow, *, reached: bool, now: datetime) -> None:
    """A councillor has it, or will not get it: then member support is told."""
    entry = session.get_one(HistoryEntry, row.facts["history"])
    notice = rows.hold(session, entry.facts["ward_notice"])
    person = rules(session).by_slack_id(row.recipient.removeprefix("user:"))
    reader = session.get(WardNoticeReader, (notice.id, person.key)) if notice and person else None
    if notice is None or reader is None or reader.state != "waiting":
        return
    reader.state, reader.at = ("told" if reached else "unreachable"), now
    if notice.state == "withdrawn":
        _note_late(session, notice, reader, reached=reached, now=now)
    elif reached:
        record(
            session, "ward_member_told", facts={"ward_notice": notice.id, "person": reader.person}, now=now
        )
    else:
        _ask_support(session, notice, [reader.person], now=now)
    _note_if_all_know(session, notice, now=now)


def _note_late(
    session: Session, notice: WardNotice, reader: WardNoticeReader, *, reached: bool, now: datetime
) -> None:
    """Its post was on its way when it was withdrawn: who has it after all hears the rest, and nobody tells the others."""
    if not reached:
        reader.state = "not_told"
    else:
        facts = {"ward_notice": notice.id, "told": [reader.person], "channels": [], "views": []}
        words_id = notice.withdrawn_words_id
        record(session, "ward_notice_withdrawn", words_id=words_id, facts=facts, now=now)


def announce(session: Session, notice_id: int, *, by: Person, now: datetime) -> str:
    """Post it where everybody reads it, once every councillor of the ward knows. Returns what was done, in words."""
    check(session, by, now=now)
    notice = rows.hold(session, notice_id)
    if notice is None or notice.state == "draft":
        raise NotUnderstood("The ward's councillors have not been told of it yet.")
    if notice.state == "announced":
        raise TooLate("It has been announced already.")
    if notice.state == "withdrawn":
        raise TooLate("It has been withdrawn: it is not announced.")
    newcomers = _not_yet_readers(session, notice, now=now)
    if newcomers:
        _tell(session, notice, newcomers, by=by, now=now)
        return f"Not announced yet. New in the ward, and told only now: {_names(newcomers)}."
    waiting = _waiting(session, notice)
    if waiting:
        raise NotUnderstood(
            f"Not announced: the ward's councillors are told first. On its way to: {_names(waiting)}."
        )
    return _announce(session, notice, by=by, now=now)


def check_withdrawal(session: Session, notice_id: int, *, by: Person, now: datetime) -> WardNotice:
    """The notice, for whoever may withdraw it. Raises NotAllowed or TooLate."""
    check(session, by, now=now)
    notice = session.get(WardNotice, notice_id)
    if notice is None or notice.state == "draft" or not speaks_for(rules(session), notice, by, now):
        raise NotAllowed("Only who announced it, or stands in for them, withdraws it.")
    if notice.state == "withdrawn":
        raise TooLate("It has been withdrawn already.")
    return notice


def withdraw(session: Session, notice_id: int, why: str, *, by: Person, now: datetime) -> None:
    """It is not done after all: whoever was told of it is told so, with the reason, and every view of it has its answer.
    Raises Refused with what is wrong, by field."""
    rows.hold(session, notice_id)
    notice = check_withdrawal(session, notice_id, by=by, now=now)
    found = rules(session)
    channels: list[str] = []
    if notice.announced_at:
        channels = notice.announced_in or [slack_id for slack_id, _ in _channels(found, notice.wards, now)]
    problem = word_problem(found, why)
    if not problem and channels and found.is_pre_election(now) and named_members(found, [why], now):
        problem = "Before an election nothing that names councillors is announced. Leave the name out."
    if problem:
        raise Refused({"why": problem})
    rows.move(session, notice, notice.state, "withdrawn")  # nobody else can: it is held
    words = keep_words(session, why.strip(), by.key, at=now)
    notice.withdrawn_at, notice.withdrawn_words_id = now, words.id
    settled = [
        view.id
        for view in views.of_notices(session, [notice.id])
        if views.answer(session, view, "withdrawn", words.id, by=by.key, now=now)
    ]
    readers = rows.readers(session, notice.id)
    told = [reader.person for reader in readers if reader.state == "told"]
    facts = {"ward_notice": notice.id, "told": told, "channels": channels, "views": settled}
    record(session, "ward_notice_withdrawn", actor=by.key, words_id=words.id, facts=facts, now=now)
    unreached = [reader.person for reader in readers if reader.state == "unreachable"]
    if unreached:
        facts = {"ward_notice": notice.id, "people": unreached}
        record(session, "ward_withdrawal_unreached", actor=by.key, words_id=words.id, facts=facts, now=now)


def _announce(session: Session, notice: WardNotice, *, by: Person, now: datetime) -> str:
    found = rules(session)
    named = named_members(found, (notice.what, notice.place, notice.who), now)
    if named and found.is_pre_election(now):
        record(session, "ward_notice_held", actor=by.key, facts={"ward_notice": notice.id}, now=now)
        return f"Held: before an election nothing that names councillors is announced, and this names {_names(named)}."
    channels = _channels(found, notice.wards, now)
    if not channels:
        raise NotUnderstood("Not announced: the area has no channel that is live.")
    rows.move(session, notice, "sent", "announced")
    notice.announced_at, notice.announced_in = now, [slack_id for slack_id, _ in channels]
    facts = {"ward_notice": notice.id, "channels": notice.announced_in}
    record(session, "ward_notice_announced", actor=by.key, facts=facts, now=now)
    return f"Announced in {', '.join(f'#{name}' for _, name in channels)}."


def _tell(
    session: Session, notice: WardNotice, people: Sequence[Person], *, by: Person, now: datetime
) -> None:
    session.add_all(
        WardNoticeReader(
            notice_id=notice.id,
            person=person.key,
            state="waiting" if person.slack_id else "unreachable",
            at=now,
        )
        for person in people
    )
    session.flush()
    facts = {
        "ward_notice": notice.id,
        "wards": notice.wards,
        "involvement": notice.involvement,
        "told": [person.key for person in people],
    }
    record(session, "ward_notice_sent", actor=by.key, facts=facts, now=now)
    _ask_support(session, notice, [person.key for person in people if not person.slack_id], now=now)


def _ask_support(session: Session, notice: WardNotice, keys: list[str], *, now: datetime) -> None:
    if keys:
        facts = {"ward_notice": notice.id, "people": keys}
        record(session, "ward_notice_unreached", actor=notice.author, facts=facts, now=now)


def _note_if_all_know(session: Session, notice: WardNotice, *, now: datetime) -> None:
    if notice.state == "sent" and not _waiting(session, notice):
        facts = {"ward_notice": notice.id}
        record(session, "ward_notice_known", actor=notice.author, facts=facts, now=now)


def _waiting(session: Session, notice: WardNotice) -> list[Person]:
    found = rules(session)
    keys = [reader.person for reader in rows.readers(session, notice.id) if reader.state == "waiting"]
    return [person for key in keys if (person := found.person(key))]


def _not_yet_readers(session: Session, notice: WardNotice, *, now: datetime) -> list[Person]:
    """Who has become a councillor of the ward since it was sent."""
    known = {reader.person for reader in rows.readers(session, notice.id)}
    return [p for p in rules(session).members_of(notice.wards, now) if p.key not in known]


def _channels(found: Rules, wards: Sequence[str], now: datetime) -> list[tuple[str, str]]:
    """Of the wards' areas, where they are live: (Slack id, name)."""
    areas = {area for ward in wards for area in found.roster.partnerships_on(ward, local_day(now))}
    return [
        (channel.slack_id, channel.name)
        for channel in found.roster.channels
        if channel.purpose == "area" and channel.area in areas and channel.status in ("pilot", "live")
    ]


def _names(people: Sequence[Person]) -> str:
    return ", ".join(person.name for person in people)
