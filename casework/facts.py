"""What views are given: plain values about people, cases and messages. No rows, no markup."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

NO_PLACE = "Place to be confirmed"  # where nobody has said yet


@dataclass(frozen=True)
class PersonFacts:
    key: str
    name: str
    slack_id: str | None = None
    telephone: str = ""
    title: str = ""


@dataclass(frozen=True)
class OutcomeFacts:
    """`kind`: done, scheduled, not_ours, no, withdrawn. Only the facts of that kind are set."""

    kind: str
    words: str = ""
    date: str = ""  # ISO day, confirmed by the owner (scheduled)
    body: str = ""  # who accepted it (not ours)
    reference: str = ""  # the body's reference, or
    told: str = ""  # whom the owner told, when and how
    given_by: str = ""


@dataclass(frozen=True)
class QuestionFacts:
    """A question that waits for an answer. `options` are (key, words); empty: an open question."""

    id: int
    kind: str
    words: str
    options: tuple[tuple[str, str], ...] = ()
    asked_by: str = ""


@dataclass(frozen=True)
class LastWord:
    """The newest thing that a person did on a case, for "any news?" """

    words: str
    at: datetime


@dataclass(frozen=True)
class SentReply:
    """A reply that the member has. `id` is the history entry's."""

    id: int
    by: str
    at: datetime
    words: str


@dataclass(frozen=True)
class PartFacts:
    """A case that is part of another one now, with the words it brought."""

    id: int
    reference: str
    words: str


@dataclass(frozen=True)
class UndoFacts:
    """What somebody (`by`, a key) has just done and may take back. `id` is the history entry's."""

    id: int
    event: str
    by: str
    name: str


@dataclass(frozen=True)
class StandingIn:
    """Somebody has a case for another, who is away (`until` an ISO day, empty: nobody knows) or has left."""

    name: str
    is_away: bool
    until: str = ""
    contact: bool = False
    owner: bool = False


@dataclass(frozen=True)
class FlagFacts:
    """One flag that stands. Its reason is shown with the details only."""

    kind: str
    parish: str = ""
    lead: PersonFacts | None = None
    set_by: str = ""  # empty: by words that the council lists
    set_at: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class TaskFacts:
    """What a service was asked for. `words` are the asker's and `case_words` the member's, both masked; of a restricted
    case nothing is told outside its channel but who is to be rung: `contact`."""

    id: int
    kind: str  # work | own | root_cause
    case_id: int
    reference: str
    service: str
    service_key: str
    place: str
    words: str
    case_words: str
    earlier: tuple[str, ...]  # a root cause: the references before
    officer: PersonFacts
    stands_in_for: PersonFacts | None
    asked_by: PersonFacts | None  # None: Wardline itself
    contact: PersonFacts
    state: str
    is_open: bool
    due: datetime
    is_overdue: bool
    restricted: bool
    ended_by: PersonFacts | None = None
    ended_words: str = ""

    @property
    def called(self) -> str:
        return f"Root cause: {self.service}" if self.kind == "root_cause" else self.service


@dataclass(frozen=True)
class OfferFacts:
    """What a body outside was asked for. It names no member, and nothing of their words."""

    id: int
    case_id: int
    reference: str
    body: str
    service: str
    place: str
    words: str
    partner: PersonFacts | None  # who speaks for the body, where anybody is listed
    keeper: PersonFacts  # who of ours keeps after it
    asked_by: PersonFacts
    state: str
    is_open: bool
    reply_by: datetime
    news_at: datetime | None
    silences: int
    answered_by: str = ""
    answered_on: date | None = None
    their_reference: str = ""


@dataclass(frozen=True)
class CaseFacts:
    """One case as its readers may see it. `words` are the issue's words, masked where a channel reads them."""

    id: int
    reference: str
    version: int
    state: str
    service: str  # the service's name; "To be confirmed" where nobody has said yet
    service_key: str | None
    place: str
    wards: tuple[str, ...]
    area: str | None
    why: str
    words: str
    masked: bool
    member: PersonFacts
    contact: PersonFacts
    owner: PersonFacts
    mode: str | None
    confirmed: bool
    assumed_ward: bool
    emergency: str | None
    restricted: bool
    opened_at: datetime
    sent_at: datetime
    acknowledged_at: datetime | None = None
    acknowledge_due: datetime | None = None
    answer_due: datetime | None = None
    right_of_reply_until: datetime | None = None
    erased_at: datetime | None = None  # its words are gone
    waiting_for: str | None = None
    waiting_why: str | None = None
    waiting_until: datetime | None = None
    outcome: OutcomeFacts | None = None
    questions: tuple[QuestionFacts, ...] = ()
    files: int = 0
    late: bool = False
    reopened: int = 0
    last_word: LastWord | None = None
    read_by: tuple[tuple[str, datetime], ...] = ()  # an emergency's receipts: name, when
    raised_by: PersonFacts | None = None  # who raised it for the member, where it was not the member
    undo: UndoFacts | None = None  # on cards only
    merged_into: str = ""  # the reference of the case that it is part of now
    parts: tuple[PartFacts, ...] = ()  # what is part of it
    joined: tuple[str, ...] = ()  # references, for staff only
    suspected: tuple["DuplicateFacts", ...] = ()  # for staff only
    also_raised: tuple[str, ...] = ()  # for the member: who raised the same, and as what, where both shared
    stands_in: tuple[StandingIn, ...] = ()  # read for cards only
    tasks: tuple[TaskFacts, ...] = ()
    offers: tuple[OfferFacts, ...] = ()
    member_left: str = ""  # waiting for a choice, kept with the council; empty: its member is a member
    sharing: str = "not_shared"
    kept_close: bool = False  # flagged, so that only the people who deal with it read what it is about
    brief: bool = False  # and this reader is not one of them: no words, no service, no place
    flags: tuple[FlagFacts, ...] = ()
    cross_ward: str | None = None  # in a ward that is not the member's: asked | told | not_told

    @property
    def still_asked(self) -> tuple[TaskFacts | OfferFacts, ...]:
        """Who still has a part of it. The cause of its coming back is looked for longer than the case is open."""
        return (
            *(task for task in self.tasks if task.is_open and task.kind != "root_cause"),
            *(offer for offer in self.offers if offer.is_open),
        )


@dataclass(frozen=True)
class DuplicateFacts:
    """Another case that may be the same, with what it takes to decide. Of its member only the wards."""

    id: int
    case: CaseFacts
    why: str
    wards: tuple[str, ...]
    same_member: bool
    joined: int  # how many cases are in its group; 0: in none


@dataclass(frozen=True)
class AlongCase:
    """A joined case that the same words could go to. `refused` says why they cannot."""

    case: CaseFacts
    refused: str = ""


@dataclass(frozen=True)
class AlongFacts:
    """A reply or an outcome of one case, offered for those it is joined with. `outcome` is empty for a reply."""

    entry: int
    reference: str
    words: str
    by: PersonFacts
    outcome: OutcomeFacts | None
    cases: tuple[AlongCase, ...]
    more: int = 0  # that could have it too, after these


@dataclass(frozen=True)
class PreparedFacts:
    """Prepared texts to start one kind of words from: (whose, ((mark, title), …)), the service's own first. The rest is
    how the form stands: which was put in (`chosen`), whether there is more below it (`keeps`), why one was not (`note`).
    """

    kind: str
    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    hint: str = ""  # what a good one says, of this service
    chosen: str = ""
    times: int = 0  # how often one was put in
    keeps: bool = False
    note: str = ""


@dataclass(frozen=True)
class NextStep:
    """What is due next on a case. `what`: acknowledge, answer, wait, scheduled, right_of_reply. `who` is waited for."""

    what: str
    due: datetime | None
    who: str


@dataclass(frozen=True)
class CaseLine:
    """A case in a list for the people working on it. `service` and `place` are empty where somebody is at risk, or
    where it is kept brief for the reader."""

    id: int
    reference: str
    state: str
    service: str
    place: str
    member: str
    contact: str
    owner: str
    restricted: bool
    late: bool
    next: NextStep | None


@dataclass(frozen=True)
class LastContact:
    """The newest thing between the member and the council. `words` are masked, and empty for whoever may not read them."""

    what: str
    at: datetime
    words: str


@dataclass(frozen=True)
class WardNoticeFacts:
    """What is to be done in a ward. `readers` are its councillors by name, `unreached` those of them not in Slack."""

    id: int
    wards: tuple[str, ...]
    what: str
    place: str
    starts_on: date
    ends_on: date | None
    who: str
    involvement: str
    author: PersonFacts
    readers: tuple[str, ...] = ()
    unreached: tuple[str, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True)
class ViewFacts:
    """A member's view of what is to be done in their ward. `effect` is empty until somebody has said what came of it."""

    id: int
    member: str
    keeper: PersonFacts
    due: date
    effect: str = ""


@dataclass(frozen=True)
class SaidFacts:
    """What one person said on a case, in full."""

    by: str
    at: datetime
    words: str


@dataclass(frozen=True)
class PackCase:
    """`member` is empty for a reader who is one themselves."""

    line: CaseLine
    member: str
    last: LastContact | None
    tasks: tuple[TaskFacts, ...] = ()  # those that are open; none for a reader who is a member
    offers: tuple[OfferFacts, ...] = ()


@dataclass(frozen=True)
class PackPart:
    """An area, a ward or a service. `hidden`: how many more are open there that the reader may not see."""

    name: str
    cases: tuple[PackCase, ...]
    hidden: int = 0


@dataclass(frozen=True)
class Pack:
    person: str
    at: datetime
    parts: tuple[PackPart, ...]
    for_staff: bool


@dataclass(frozen=True)
class DetailsFacts:
    """A case for somebody who opened its details: everything that was said, oldest first."""

    case: CaseFacts
    said: tuple[SaidFacts, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class ProfileFacts:
    """What one councillor chose for themselves."""

    name: str
    wards: tuple[str, ...]
    told_when: str
    sharing: str


@dataclass(frozen=True)
class EnquiryFacts:
    """One message of a member and the cases it became."""

    id: int
    words: str
    member: PersonFacts
    sent_at: datetime
    door: str
    cases: tuple[CaseFacts, ...]


@dataclass(frozen=True)
class EmergencyFacts:
    """What somebody in danger must do first."""

    kind: str
    advice: str
    telephone: str
    sensitive: bool


@dataclass(frozen=True)
class CorrectionFacts:
    """One correction of how words were read, as an administrator decides on it. `was` is empty for no service."""

    id: int
    words: str  # masked: details and places
    was: str
    service: str
    how: str  # rerouted | not_right | chosen
    by: str
    at: datetime


@dataclass(frozen=True)
class CorrectionsFacts:
    """The corrections that are looked at now, and how many there are of each kind."""

    shown: tuple[CorrectionFacts, ...]
    waiting: int
    approved: int
    rejected: int
    more: bool


@dataclass(frozen=True)
class EntryList:
    """Entries of the directory to choose one of: (mark, words). `more` fit as well and are not shown."""

    noun: str
    entries: tuple[tuple[str, str], ...]
    more: int
    acts: tuple[str, ...]


@dataclass(frozen=True)
class EntryField:
    """One column of an entry, as a form asks for it."""

    name: str
    value: str
    needed: bool
    is_fixed: bool
    is_date: bool
    choices: tuple[str, ...]


@dataclass(frozen=True)
class EntryDraft:
    """What an administrator would make of an entry. `mark` is the entry (empty: a new one), `state` what it said when
    the form was opened; `cells` are the columns that are to change."""

    noun: str
    mark: str
    act: str
    state: str
    cells: dict[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class EntryForm:
    title: str
    draft: EntryDraft
    fields: tuple[EntryField, ...]


@dataclass(frozen=True)
class EntryChange:
    """One row, before and after: (column, before, after) of what is different. `what` is added, changed or gone."""

    what: str
    title: str
    fields: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class EntryPreview:
    """What a draft would change, the work that would then be nobody's or somebody's twice, and what is worth noting."""

    draft: EntryDraft
    changes: tuple[EntryChange, ...]
    holes: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class CertificateFacts:
    """What was erased and what could not be. `posts`: how many of those that are to go from Slack are in each state of the
    outbox; `messages` (channel, ts, author, when) and `files` (Slack's id, channel, ts, author) are people's own."""

    number: int
    kind: str
    person: str
    by: str
    why: str
    at: datetime
    references: tuple[str, ...]
    counts: dict[str, int]
    posts: dict[str, int]
    failed: tuple[tuple[str, str, str], ...]  # what, where, Slack's word for why
    messages: tuple[tuple[str, str, str, datetime], ...]
    files: tuple[tuple[str, str, str, str], ...]
    columns: dict[str, int]  # where the text still stands
    is_exported: bool
    has_entry: bool  # in the directory
    backups_before: date
    backups_until: date
    before: str
    after: str
    broken: tuple[str, ...]
    different: tuple[str, ...]
    proved: int
    is_whole: bool  # the whole history, not these cases' chains alone


@dataclass(frozen=True)
class Told:
    """One message to one reader, ready to be rendered: which notice, about what, in whose words."""

    notice: str
    case: CaseFacts | None = None
    enquiry: EnquiryFacts | None = None
    by: PersonFacts | None = None
    to: PersonFacts | None = None
    words: str = ""
    question: QuestionFacts | None = None
    emergency: EmergencyFacts | None = None
    task: TaskFacts | None = None
    offer: OfferFacts | None = None
    facts: dict[str, Any] = field(default_factory=dict)
