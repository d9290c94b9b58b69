"""Who is told what when something happened: one readable table, and the outbox rows that follow from it.

Rendering is elsewhere: a row says what happened and to whom it is told, and `casework.told` reads the facts
when the row is sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from casework.audience import is_brief
from casework.rules import local_day, rules
from casework.telling import held_until
from storage import Session, cards, followers, joins, outbox
from storage.cards import Card
from storage.cases import Case, of_enquiry
from storage.enquiries import Enquiry
from storage.history import HistoryEntry
from storage.offers import Offer
from storage.outbox import OutboxRow
from storage.tasks import Task
from storage.words import File, files_of_enquiry, files_of_message

# `told`: whom the entry names under "told"; `channels`: those under "channels"; `support`: member support, to do it in
# person; `author`: whoever did it; `joined_cards`: the members' cards of the cases it is joined with, since these may show
# who else raised it.
Audience = Literal[
    "member", "case_thread", "member_card", "case_card", "owner", "manager", "told", "followers", "channels", "support",
    "author", "joined_cards",
    # Of a task or an offer: its own card, its officer or the partner, and whom it passed from and to.
    "task_card", "offer_card", "officer", "partner", "from", "to",
]  # fmt: skip


HELD = timedelta(minutes=1)  # in which an act can be taken back: what it tells anybody outside waits for that


@dataclass(frozen=True)
class Notice:
    """`kind` names the words (views/notifications), `audience` the reader. A card is edited, not posted again.

    `held`: not told before its act can no longer be taken back. `amends`: no new post, but the one that told the same
    reader of the entries named by this fact, shown as things stand now (a file in it is taken away)."""

    kind: str
    audience: Audience
    held: bool = False
    amends: str = ""


_CARDS = (Notice("card", "member_card"), Notice("card", "case_card"))
_TASK_CARDS = (Notice("card", "task_card"), Notice("card", "case_card"))
# The member's own card first: nobody outside hears of it before their card says so.
_OFFER_CARDS = (*_CARDS, Notice("card", "offer_card"))

# event -> what follows. A new message to the member only for: words or a question to them, an outcome,
# a re-opening, a missed target, a change of contact (an edit notifies nobody).
TELLS: Mapping[str, tuple[Notice, ...]] = {
    "opened": _CARDS,
    "carried_over": (),  # it stood here before the history could rebuild it
    "emergency_raised": (Notice("emergency", "owner"),),
    "emergency_repeated": (Notice("emergency", "owner"),),
    "emergency_unheard": (
        Notice("emergency_unheard", "manager"),
        Notice("emergency_passed", "case_thread"),
        *_CARDS,
    ),
    "emergency_read": _CARDS,
    "acknowledged": _CARDS,
    "noted": (),
    "replied": (
        Notice("reply", "member"),
        Notice("files", "member"),
        Notice("reply_sent", "case_thread"),
        *_CARDS,
    ),
    "reply_corrected": (
        Notice("reply", "member", amends="replied"),
        Notice("reply_corrected", "member"),
        Notice("amendment_sent", "case_thread"),
        *_CARDS,
    ),
    "reply_withdrawn": (
        Notice("reply", "member", amends="replied"),
        Notice("files", "member", amends="replied"),
        Notice("reply_withdrawn", "member"),
        Notice("withdrawal_sent", "case_thread"),
        *_CARDS,
    ),
    "asked": (Notice("question", "member"), Notice("question_sent", "case_thread"), *_CARDS),
    "service_asked": (Notice("service_question", "member"),),
    "member_replied": (Notice("member_reply", "case_thread"), *_CARDS),
    "member_answered": (Notice("member_reply", "case_thread"), *_CARDS),
    "files_added": (Notice("files", "case_thread"), *_CARDS),
    "confirmed": (Notice("confirmed", "case_thread"), *_CARDS),
    "rerouted": (Notice("rerouted", "case_thread"), *_CARDS),
    "contact_changed": (Notice("contact_changed", "member", held=True),),
    "assigned": (Notice("assigned", "case_thread"), *_CARDS),
    # Members are told once about all of their cases: casework/cut_overs.py.
    "moved": (Notice("moved", "case_thread"), *_CARDS),
    "passed_to_cover": (Notice("passed_to_cover", "case_thread"), *_CARDS),
    # Members, and whoever has the work then, are told once about all of their cases: casework/cover.py.
    "covered": (Notice("covered", "case_thread"), *_CARDS),
    "returned": (Notice("returned", "case_thread"), *_CARDS),
    "succeeded": (Notice("succeeded", "case_thread"), *_CARDS),
    "resumed": (Notice("question_lapsed", "case_thread"), *_CARDS),
    "question_reminded": (Notice("question_reminder", "member"),),
    "rated": (),
    "answered": (
        Notice("outcome", "member"),
        Notice("outcome_sent", "case_thread"),
        Notice("outcome_followed", "followers"),
        Notice("followers_unreached", "case_thread"),
        *_CARDS,
    ),
    "settled": (Notice("settled", "case_thread"), *_CARDS),
    "lapsed": _CARDS,
    "handed_over": (Notice("handed_over", "case_thread"), *_CARDS),
    "handover_read": (),
    "member_left": (Notice("member_left", "case_thread"), *_CARDS),
    "member_returned": (Notice("member_returned", "case_thread"), *_CARDS),
    "passed_to_member": (
        Notice("passed_to_you", "member"),
        Notice("passed_to_member", "case_thread"),
        *_CARDS,
    ),
    "kept_by_council": (Notice("kept_by_council", "case_thread"), Notice("card", "case_card")),
    "reopened": (
        Notice("reopened", "member"),
        Notice("reopened_by", "case_thread"),
        Notice("reopened_followed", "followers"),
        *_CARDS,
    ),
    "withdrawn": (Notice("withdrawn", "case_thread"), *_CARDS),
    "chased": (Notice("chased", "case_thread"),),
    "reminded": (Notice("reminder", "case_thread"),),
    "target_missed": (Notice("missed", "member"), Notice("missed_target", "case_thread"), *_CARDS),
    "escalated": (Notice("escalated", "manager"), Notice("escalated_to", "case_thread")),
    "undone": (Notice("undone", "case_thread"), *_CARDS),
    "file_removed": (Notice("file_removed", "case_thread"), *_CARDS),
    "details_shown": (),
    # Two issues of one message that are one, and one that is two. The member's card follows.
    "merged": (Notice("merged", "case_thread"), *_CARDS),
    "took_in": (Notice("took_in", "case_thread"), *_CARDS),
    "split": (Notice("split", "case_thread"), *_CARDS),
    "split_off": _CARDS,
    "restored": (Notice("restored", "case_thread"), *_CARDS),
    # Cases of several messages about the same thing. Only staff are told.
    "duplicate_suspected": (Notice("card", "case_card"),),
    "told_apart": (Notice("card", "case_card"),),
    "joined": (Notice("joined_with", "case_thread"), Notice("card", "case_card")),
    "taken_apart": (Notice("taken_apart", "case_thread"), Notice("card", "case_card")),
    "shared": (*_CARDS, Notice("card", "joined_cards")),
    "profile_changed": (),
    "ward_told": (Notice("ward_told", "told"), *_CARDS),
    "ward_not_told": _CARDS,
    "ward_unreached": (Notice("ward_unreached", "support"),),
    # What is to be done in a ward: its members first.
    "ward_notice_sent": (Notice("ward_notice", "told"),),
    "ward_member_told": (),
    "ward_notice_unreached": (Notice("ward_notice_unreached", "support"),),
    "ward_notice_known": (Notice("ward_notice_known", "author"),),
    "ward_notice_held": (),
    "ward_notice_announced": (Notice("ward_notice_announced", "channels"),),
    "ward_notice_withdrawn": (
        Notice("ward_notice_withdrawn", "told"),
        Notice("ward_notice_withdrawn", "channels"),
    ),
    "ward_withdrawal_unreached": (Notice("ward_withdrawal_unreached", "support"),),
    # What its members think of it, and what came of that.
    "ward_view_given": (Notice("ward_view", "told"), Notice("ward_view_taken", "author")),
    "ward_view_answered": (Notice("ward_view_answered", "told"),),
    "ward_view_passed": (Notice("ward_view_passed", "told"),),
    "ward_view_reminded": (Notice("ward_view_reminder", "told"),),
    "ward_view_overdue": (Notice("ward_view_overdue", "told"), Notice("ward_view_late", "to")),
    "ward_view_escalated": (Notice("ward_view_escalated", "manager"),),
    "flagged": (
        Notice("flagged", "case_thread"),
        Notice("flag_told", "told"),
        *_CARDS,
        Notice("card", "joined_cards"),
    ),
    "lead_passed": (Notice("lead_passed", "case_thread"), Notice("flag_told", "told"), *_CARDS),
    "flag_cleared": (Notice("flag_cleared", "case_thread"), *_CARDS, Notice("card", "joined_cards")),
    "words_edited": (Notice("member_edited", "case_thread"), *_CARDS),
    "task_asked": (Notice("task_asked", "case_thread"), *_TASK_CARDS),
    "task_accepted": (Notice("task_accepted", "case_thread"), *_TASK_CARDS),
    "task_promised": (Notice("task_promised", "case_thread"), *_TASK_CARDS),
    "task_changed": (
        Notice("task_changed", "case_thread"),
        Notice("task_changed_for_you", "officer"),
        *_TASK_CARDS,
    ),
    "task_done": (Notice("task_done", "case_thread"), *_TASK_CARDS),
    "task_returned": (Notice("task_returned", "case_thread"), *_TASK_CARDS),
    "task_waived": (Notice("task_waived", "case_thread"), Notice("task_over", "officer"), *_TASK_CARDS),
    "task_ended": (Notice("task_ended", "case_thread"), Notice("task_over", "officer"), *_TASK_CARDS),
    "task_passed": (
        Notice("task_passed", "case_thread"),
        Notice("task_passed_on", "from"),
        Notice("task_passed_on", "to"),
        *_TASK_CARDS,
    ),
    "task_moved": (Notice("contributor_moved", "case_thread"), *_TASK_CARDS),
    "task_noted": (Notice("contributor_note", "case_thread"),),
    "task_reminded": (Notice("task_reminder", "officer"),),
    "task_overdue": (Notice("task_overdue", "case_thread"), Notice("task_late", "officer"), *_TASK_CARDS),
    "task_escalated": (Notice("task_escalated", "manager"), Notice("task_escalated_to", "case_thread")),
    "offered": (Notice("offered", "case_thread"), *_OFFER_CARDS),
    "offer_accepted": (Notice("offer_accepted", "case_thread"), *_OFFER_CARDS),
    "offer_refused": (Notice("offer_refused", "case_thread"), *_OFFER_CARDS),
    "offer_news": (Notice("offer_news", "case_thread"), *_OFFER_CARDS),
    "offer_done": (Notice("offer_done", "case_thread"), *_OFFER_CARDS),
    "offer_returned": (Notice("offer_returned", "case_thread"), *_OFFER_CARDS),
    "offer_withdrawn": (
        Notice("offer_withdrawn", "case_thread"),
        Notice("offer_over", "partner"),
        *_OFFER_CARDS,
    ),
    "offer_handed_over": (Notice("offer_over", "partner"), *_OFFER_CARDS),
    "offer_ended": (Notice("offer_ended", "case_thread"), Notice("offer_over", "partner"), *_OFFER_CARDS),
    "partner_changed": (Notice("partner_changed", "case_thread"), *_OFFER_CARDS),
    "offer_moved": (Notice("contributor_moved", "case_thread"), *_OFFER_CARDS),
    "offer_noted": (Notice("contributor_note", "case_thread"),),
    "offer_reminded": (Notice("offer_reminder", "partner"),),
    "offer_silent": (Notice("offer_silent", "case_thread"), Notice("offer_reminder", "partner"), *_CARDS),
    "news_asked": (Notice("news_due", "case_thread"), Notice("news_wanted", "partner")),
    "spelling_corrected": _CARDS,
    # Whose words went is told to nobody; the cards that stand are shown anew: casework/taking_away.py.
    "words_erased": (),
    "words_redacted": (),
    "access_given": (),
    "words_taken_back": (
        Notice("member_reply", "case_thread", amends="said"),
        Notice("member_edited", "case_thread", amends="said"),
        Notice("words_taken_back", "case_thread"),
        *_CARDS,
    ),
}


def announce(session: Session, entry: HistoryEntry, *, case: Case | None, now: datetime) -> None:
    """Put in the outbox what `TELLS` says follows from one history entry."""
    for notice in TELLS[entry.event]:
        match notice.audience:
            case "member_card" if entry.enquiry_id:
                member = case.member if case else session.get_one(Enquiry, entry.enquiry_id).member
                refresh_member_card(session, entry.enquiry_id, member, now=now)
            case "case_card":
                _refresh_case_cards(session, entry, case, now)
            case "task_card":
                _refresh_task_cards(session, entry, now)
            case "offer_card":
                _refresh_offer_cards(session, entry, now)
            case "joined_cards" if case is not None:
                for other in joins.joined_with(session, case.id):
                    refresh_member_card(session, other.enquiry_id, other.member, now=now)
            case _:
                _put(session, notice, case, entry, now)


def tell(
    session: Session,
    kind: str,
    recipient: str,
    *,
    now: datetime,
    facts: dict[str, Any] | None = None,
    method: str = "post",
    dedup: str | None = None,
    due: datetime | None = None,
) -> None:
    """Put one message in the outbox that follows from no event: an answer to a look-up, a greeting, a refusal.

    `recipient` is `user:U…` or `channel:C…`; `facts` may carry `thread_ts`, and `channel` with it. `due`: not before.
    """
    outbox.put(
        session,
        recipient=recipient,
        kind=kind,
        facts=facts or {},
        now=now,
        method=method,
        dedup=dedup,
        due=due,
    )


def case_channel(session: Session, case: Case) -> str:
    """The Slack channel in which this case's card stands: its area's, or the duty officer's."""
    return rules(session).case_channel(case)


# What somebody who left the council is answered all the same, when they write: nothing else is ever posted to them.
TO_LEAVERS = frozenset({"emergency_words", "no_longer"})


def may_be_told(session: Session, row: OutboxRow, *, now: datetime) -> bool:
    """Whether a post may still go to its reader, on the day on which it is sent."""
    if row.method in ("delete", "unshare"):
        return True  # it tells nobody anything
    kind, _, slack_id = row.recipient.partition(":")
    person = rules(session).by_slack_id(slack_id) if kind == "user" else None
    return person is None or row.kind in TO_LEAVERS or not rules(session).is_gone(person.key, now)


def person_recipient(session: Session, key: str) -> str | None:
    person = rules(session).person(key)
    return f"user:{person.slack_id}" if person and person.slack_id else None


def _put(session: Session, notice: Notice, case: Case | None, entry: HistoryEntry, now: datetime) -> None:
    card = _card_of_thread(session, notice, case, now=now) if case else None
    if card is not None and card.ts is None:
        cards.refresh(session, card, now=now)  # its thread begins with it: a case has come to another channel
    for recipient, person in _recipients(session, notice, case, entry, card, now=now):
        if notice.amends:
            _amend(session, notice, recipient, entry, now)
            continue
        due = None if person is None else held_until(session, notice.kind, person, now=now)
        if notice.held:
            due = max(due or now, now + HELD)
        for facts in _facts(session, notice, entry):
            outbox.put(
                session,
                recipient=recipient,
                kind=notice.kind,
                facts=facts,
                now=now,
                method="upload" if notice.kind == "files" else "post",
                card_id=card.id if card and card.recipient == recipient else None,
                case_id=entry.case_id,
                enquiry_id=entry.enquiry_id,
                dedup=f"history:{entry.id}:{notice.kind}:{recipient}:{facts.get('file', '')}",
                due=due,
            )


def _card_of_thread(session: Session, notice: Notice, case: Case, *, now: datetime) -> Card | None:
    """The card in whose thread the notice stands; None where it stands by itself."""
    match notice.audience:
        case "member":
            return member_card(session, case.enquiry_id, case.member, now=now)
        case "case_thread":
            return case_card(session, case, now=now)
        case _:
            return None


def _recipients(
    session: Session,
    notice: Notice,
    case: Case | None,
    entry: HistoryEntry,
    card: Card | None,
    *,
    now: datetime,
) -> Iterator[tuple[str, str | None]]:
    """Where it goes, and to which person. Who is not in Slack is not told here."""
    found, facts = rules(session), entry.facts
    keys: Sequence[str | None] = ()
    match notice.audience:
        case "case_thread" if case is not None and notice.kind == "files" and is_brief(case.flags):
            keys = [case.owner]  # what is kept brief is not shown in a channel
        case "case_thread" if card is not None:
            yield card.recipient, None
        case "channels":
            yield from ((f"channel:{channel}", None) for channel in facts["channels"])
        case "member" if case is not None and card is not None:
            keys = [case.member]
        case "owner" if case is not None:
            keys = [case.owner]
        case "followers" if case is not None:
            keys = [follower.person for follower in followers.of_case(session, case.id)]
        case "manager":
            keys = [facts["to"]]
        case "from" | "to":
            keys = [_in_post(session, facts[notice.audience], now)]
        case "officer":
            keys = [_in_post(session, session.get_one(Task, facts["task"]).officer, now)]
            if case is not None and keys == [None] and notice.kind == "task_reminder":
                yield case_card(session, case, now=now).recipient, None  # whoever reads it there tells them
        case "partner":
            partner = session.get_one(Offer, facts["offer"]).partner
            keys = [_in_post(session, partner, now) if partner else None]
        case "told":
            keys = facts["told"]
        case "author":
            keys = [entry.actor]
        case "support":
            keys = [person.key for person in found.with_role("support", now) if person.slack_id]
            if not keys:
                yield f"channel:{found.duty_channel()}", None
    for key in dict.fromkeys(keys):
        recipient = person_recipient(session, key) if key else None
        if recipient is not None:
            yield recipient, key


def _in_post(session: Session, key: str, now: datetime) -> str | None:
    """Somebody in Slack who is in their post: nobody is posted anything once they have left it."""
    there = rules(session).roster.is_in_post(key, local_day(now))
    return key if there and person_recipient(session, key) else None


def _amend(session: Session, notice: Notice, recipient: str, entry: HistoryEntry, now: datetime) -> None:
    """Change what was posted, once it has been; where it never was, there is nothing to change."""
    named = entry.facts[notice.amends]
    ids = named if isinstance(named, list) else [named]
    for row in (row for id_ in ids for row in outbox.of_event(session, id_, notice.kind, recipient)):
        outbox.put(
            session,
            recipient=recipient,
            kind=notice.kind,
            facts={**row.facts, "row": row.id},
            now=now,
            method="unshare" if notice.kind == "files" else "amend",
            card_id=row.card_id,
            case_id=row.case_id,
            enquiry_id=row.enquiry_id,
            dedup=f"history:{entry.id}:amends:{row.id}",
            after_id=row.id,
        )


def _facts(session: Session, notice: Notice, entry: HistoryEntry) -> list[dict[str, Any]]:
    """One row an event; for files, one a file."""
    if notice.kind != "files":
        return [{"history": entry.id}]
    return [{"history": entry.id, "file": file.id} for file in _files(session, entry)]


def _files(session: Session, entry: HistoryEntry) -> Sequence[File]:
    """Those of the message that the entry names; where files were added to an enquiry as a whole, all it has."""
    message = entry.facts.get("message")
    if message:
        return files_of_message(session, message)
    return files_of_enquiry(session, entry.enquiry_id or 0) if entry.event == "files_added" else ()


def member_card(session: Session, enquiry_id: int, member: str, *, now: datetime) -> Card | None:
    """A member's live card of an enquiry: whoever sent it, or has a case of it now. None for a member who is not in
    Slack, or has left. Looked up once a transaction."""
    known: dict[tuple[int, str], Card | None] = session.info.setdefault("member_cards", {})
    if (enquiry_id, member) not in known:
        known[enquiry_id, member] = _open_member_card(session, enquiry_id, member, now)
    return known[enquiry_id, member]


def _open_member_card(session: Session, enquiry_id: int, member: str, now: datetime) -> Card | None:
    enquiry = session.get_one(Enquiry, enquiry_id)
    recipient = person_recipient(session, member)
    if recipient is None or rules(session).has_left_as_member(member, now):
        return None
    # In a direct message the card answers the member's own words; elsewhere it starts their thread.
    thread_ts = enquiry.ts if enquiry.door == "direct" and member == enquiry.member else None
    return cards.open_card(
        session, kind="enquiry", enquiry_id=enquiry_id, recipient=recipient, thread_ts=thread_ts, now=now
    )


def case_card(session: Session, case: Case, *, now: datetime) -> Card:
    """The case's card in the channel that has it now. Looked up once a transaction and channel."""
    recipient = f"channel:{case_channel(session, case)}"
    known: dict[tuple[int, str], Card] = session.info.setdefault("case_cards", {})
    if (case.id, recipient) not in known:
        known[case.id, recipient] = cards.open_card(
            session, kind="case", case_id=case.id, recipient=recipient, now=now
        )
    return known[case.id, recipient]


def refresh_cards(session: Session, case: Case, *, now: datetime) -> None:
    """Show the case's cards anew where nothing has happened but time."""
    for card in (*cards.of_case(session, case.id), *cards.of_enquiry(session, case.enquiry_id)):
        cards.refresh(session, card, now=now)


def refresh_member_card(session: Session, enquiry_id: int, member: str, *, now: datetime) -> None:
    card = member_card(session, enquiry_id, member, now=now)
    if card is not None:
        cards.refresh(session, card, now=now)


def _refresh_case_cards(session: Session, entry: HistoryEntry, case: Case | None, now: datetime) -> None:
    """Every card of the case: the one in its present channel, and any it left behind when it was re-routed. And those
    that suggest it, so that they show it as it stands."""
    for one in [case] if case else of_enquiry(session, entry.enquiry_id or 0):
        standing = list(cards.of_case(session, one.id))
        here = f"channel:{case_channel(session, one)}"
        if not any(card.kind == "case" and card.recipient == here for card in standing):
            standing.append(case_card(session, one, now=now))
        for other in joins.suggested_on(session, one.id):
            standing += cards.of_case(session, other)
        for card in standing:
            cards.refresh(session, card, now=now)


# Notices in a case's thread that say what it is about.
_SAY_WHAT = (
    "member_reply", "member_edited", "reply_sent", "question_sent", "outcome_sent", "reopened_by", "rerouted", "confirmed",
    "moved", "withdrawn", "kept_by_council", "handed_over",
    "task_asked", "task_accepted", "task_promised", "task_changed", "task_done", "task_returned", "task_waived",
    "task_ended", "task_passed", "task_overdue", "task_escalated_to", "contributor_note", "contributor_moved", "offered",
    "offer_accepted", "offer_refused", "offer_returned", "offer_news", "offer_done", "offer_withdrawn",
)  # fmt: skip


def take_out(session: Session, case: Case, *, now: datetime) -> int:
    """Take back what was said in channels of what the case is about. Returns how many files stand there still: only a
    person can remove those."""
    files = 0
    for row in outbox.said_in_channels(session, case.id, (*_SAY_WHAT, "files")):
        if row.method == "upload":
            files += 1
            continue
        outbox.put(
            session,
            recipient=row.recipient,
            kind="taken_out",
            facts={"row": row.id},
            now=now,
            method="delete",
            case_id=case.id,
            dedup=f"taken_out:{row.id}",
            after_id=row.id,
        )
    return files


def _refresh_task_cards(session: Session, entry: HistoryEntry, now: datetime) -> None:
    """The officer's card, and those of whoever had the task before."""
    task = session.get_one(Task, entry.facts["task"])
    officer = _in_post(session, task.officer, now)
    if officer is not None:
        recipient = person_recipient(session, officer) or ""
        cards.open_card(session, kind="task", task_id=task.id, recipient=recipient, now=now)
    for card in cards.of_task(session, task.id):
        cards.refresh(session, card, now=now)


def _refresh_offer_cards(session: Session, entry: HistoryEntry, now: datetime) -> None:
    """The partner's card, if anybody there is in Slack, after the member's has been shown."""
    offer = session.get_one(Offer, entry.facts["offer"])
    partner = _in_post(session, offer.partner, now) if offer.partner else None
    if partner is not None:
        recipient = person_recipient(session, partner) or ""
        cards.open_card(session, kind="offer", offer_id=offer.id, recipient=recipient, now=now)
    case = session.get_one(Case, offer.case_id)
    first = member_card(session, case.enquiry_id, case.member, now=now)
    for card in cards.of_offer(session, offer.id):
        cards.refresh(session, card, after=first, now=now)
