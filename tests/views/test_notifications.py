"""Every notice has words, and whatever anybody writes it stays within Slack's limits and pings nobody."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.facts import (
    AlongCase,
    AlongFacts,
    CaseFacts,
    CaseLine,
    DetailsFacts,
    DuplicateFacts,
    EmergencyFacts,
    EnquiryFacts,
    EntryChange,
    EntryDraft,
    EntryField,
    EntryForm,
    EntryList,
    EntryPreview,
    FlagFacts,
    LastContact,
    LastWord,
    NextStep,
    OfferFacts,
    OutcomeFacts,
    Pack,
    PackCase,
    PackPart,
    PartFacts,
    PersonFacts,
    PreparedFacts,
    ProfileFacts,
    QuestionFacts,
    SaidFacts,
    StandingIn,
    TaskFacts,
    Told,
    UndoFacts,
    ViewFacts,
    WardNoticeFacts,
)
from casework.influence import Influence, Sought
from casework.notifications import TELLS
from casework.offers import BodyCount
from casework.quiet_wards import WardRate, Wards
from casework.replies import LONGEST
from casework.sent_along import MOST
from directory.answers import Outside
from views import (
    entries,
    flags,
    forms,
    handovers,
    joins,
    leavers,
    measures,
    merging,
    packs,
    profiles,
    sharing,
    ward_notices,
    ward_views,
)  # fmt: skip
from views import offers as offer_views
from views import tasks as task_views
from views.notifications import render
from views.words import Words
from workspace.limits import check_message, check_view

WORDS = Words()
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MEMBER = PersonFacts("amina", "Cllr Amina Example", "U0MEM001")
JO = PersonFacts("jo", "Jo Example", "U0COR001", "01632 960001")
CASE = CaseFacts(
    id=1, reference="SEF-1001", version=1, state="new", service="Litter bins", service_key="litter-bins",
    place="Stanley Road", wards=("Linacre",), area="South Sefton", why="Because.", words="Bins overflowing",
    masked=False, member=MEMBER, contact=JO, owner=JO, mode="dedicated", confirmed=True, assumed_ward=False,
    emergency=None, restricted=False, opened_at=NOW, sent_at=NOW, acknowledge_due=NOW, answer_due=NOW,
)  # fmt: skip
RAY = PersonFacts("ray", "Ray Example", "U0OFF001", "01632 960023")
TASK = TaskFacts(
    id=1, kind="work", case_id=1, reference="SEF-1001", service="Highways", service_key="highways", place="Marsh Lane",
    words="Fill it", case_words="Huge pothole", earlier=(), officer=RAY, stands_in_for=None, asked_by=JO, contact=JO,
    state="asked", is_open=True, due=NOW, is_overdue=False, restricted=False,
)  # fmt: skip
OFFER = OfferFacts(
    id=1, case_id=1, reference="SEF-1001", body="Merseyside Police", service="Anti-social behaviour", place="Marsh Lane",
    words="Look in at night", partner=PersonFacts("carol", "Carol Example"), keeper=JO, asked_by=JO, state="offered",
    is_open=True, reply_by=NOW, news_at=None, silences=0,
)  # fmt: skip
ACCEPTED = replace(
    OFFER, state="accepted", news_at=NOW, answered_by="Carol Example", answered_on=NOW.date(), their_reference="MP-7", silences=2
)  # fmt: skip
TASKS = [
    TASK,
    replace(TASK, kind="own", asked_by=None, words="", state="accepted", is_overdue=True, stands_in_for=JO),
    replace(TASK, kind="root_cause", asked_by=None, words="", earlier=("SEF-1", "SEF-2")),
    replace(
        TASK, officer=PersonFacts("ann", "Ann Example"), restricted=True, words="", case_words="", place=""
    ),
    *(
        replace(TASK, state=state, is_open=False, ended_by=RAY, ended_words="Because")
        for state in ("done", "returned", "waived", "ended")
    ),
]
OFFERS = [
    OFFER,
    ACCEPTED,
    replace(OFFER, partner=None),
    replace(OFFER, partner=RAY, silences=1),
    *(
        replace(ACCEPTED, state=state, is_open=False)
        for state in ("refused", "done", "handed_over", "withdrawn", "ended")
    ),
]
EVENT_NOTICES = sorted({n.kind for notices in TELLS.values() for n in notices} - {"card"})
PLAIN_NOTICES = [
    "case_card", "case_card_moved", "newcomer_kept", "greeting", "newcomer_refused", "newcomer_bound", "empty", "chatter",
    "raised_elsewhere", "which_member", "which_case", "which_case_none", "lone_file", "joined", "closed_reply",
    "withdraw_done", "settle_done", "refused", "preview", "answered_privately", "cases_answer",
    "case_answer", "chase_answer", "emergency_words", "undelivered", "out_of_reach", "directory_answer", "newcomer", "enquiry_card",
    "gaps_ahead", "away", "back", "entry_changed", "file_unexplained", "over_capacity",
    "file_refused", "file_lost", "outcome_steps", "amendment_preview", "withdrawal_preview",
    "new_words", "new_words_done", "edit_too_late", "edit_of_erased", "gone", "gone_words", "gone_kept", "gone_taken_back", "many_gone",
    "chatter_edited",
    "map_changed_member", "map_changed_staff", "map_unchanged", "map_change_failed",
    "funding_ends", "review_due", "review_change", "review_noted",
    "contacts_changed", "covering", "came_back", "cover_over", "inherited", "post_ends",
    "leaver", "no_longer", "handover", "handover_given", "handover_was_read", "handover_unread",
    "pack",
    "task_card", "task_card_passed", "offer_card", "offer_card_passed", "note_too_late", "too_fast", "newcomer_full",
]  # fmt: skip


A_WARD = [
    {
        "ward": "Church", "called": called, "begins": begins, "ends": ends, "came": ["Quay"] * 12, "went": ["Long Road"],
        "contact": JO.name, "was": MEMBER.name, "handed_over": True, "committee": "North",
        "areas": [{"kind": "committee", "before": "", "after": "North"}],
    }
    for called, begins, ends in (("Church", False, False), ("Seaforth", False, False), ("Church", True, False), ("Church", False, True))
] * 5  # fmt: skip


OVER = {"name": "Jo", "open": 64, "most": 60, "free": [("Ann", 12), ("Bo", 20)]}


def lines(words: str) -> list[CaseLine]:
    """Cases in lists, of every kind."""
    promised = [
        NextStep(what, NOW, words)
        for what in ("acknowledge", "answer", "wait", "scheduled", "right_of_reply")
    ]
    line = CaseLine(
        1, "SEF-1001", "new", words, words, words, words, words, restricted=False, late=True, next=None
    )
    kinds = [
        line,
        replace(line, restricted=True, service="", place=""),
        replace(line, service="", place=""),
        *(replace(line, next=each) for each in promised),
    ] * 4
    return [replace(each, id=number) for number, each in enumerate(kinds)]


def a_pack(words: str, *, for_staff: bool = True) -> Pack:
    last = LastContact("reply to the member", NOW, words)
    cases = tuple(
        PackCase(line, words if for_staff else "", last, (TASK,), (OFFER, ACCEPTED)) for line in lines(words)
    )
    return Pack(
        "Jo Example", NOW, (PackPart("Crosby", cases), PackPart("Linacre ward", (), hidden=1)), for_staff
    )


QUIET = Wards(
    tuple(WardRate(f"Ward {number}", 3, 11.2, 0.6, 8.8, 80, quiet=True) for number in range(22)), 30.0, ("Kew",), ("Ford",)
)  # fmt: skip


def an_influence(words: str) -> Influence:
    return Influence(
        1, (words[:200], "Derby"), words[:300], words[:150], words[:150], "announced", "consult", NOW,
        (Sought("Cllr A", "told", NOW), Sought("Cllr B", "unreachable", NOW)), 2,
        {"changed": 1, "partly": 0, "not_changed": 0, "withdrawn": 0}, 1, (("changed", words),), withdrawable=True, answerable=tuple((n, words[:100]) for n in range(12)),
    )  # fmt: skip


def a_told(notice: str, case: CaseFacts, words: str = "words") -> Told:
    facts = {
        "service": words, "area": words, "fund": words, "pounds": 84_000, "ends_on": "2027-03-31", "days": 2,
        "noun": "services", "key": "graffiti", "due": "2027-03-31", "entry_says": [("What", words)], "by": words, "note": words,
        "told": [words],
        "files": [{"name": words, "why": "too_large", "megabytes": 120.0}, {"name": words, "why": "type"}]
        if notice == "file_refused"
        else [words],
        "first": "2026-11-23",
        "last": None, "cover": words, "open": 2, "needed": True, "begun": True,
        "did": "all", "reference": words, "left_out": [words],
        "opens": [{"service": "", "place": words}],
        "changes": [{"reference": words, "service": words, "was": words, "place": words, "before": words}] * 5
        if notice == "new_words"
        else [{"what": "changed", "title": words, "fields": [["until", "", words]]}], "holes": [words],
        "gaps": [{"why": words, "from": "2027-04-01", "days": 1, "wards": ["Linacre"]}],
        "has": lines(words), "decided": lines(words), "finished": lines(words), "until": "2026-11-27", "gone": False,
        "pack": a_pack(words), "began": [words],
        "given": [(line, words) for line in lines(words)[:15]], "read_at": NOW if case.state == "closed" else None, "page": 0,
        "handover": 1, "giver": words, "receiver": words, "references": [words] * 15, "stayed": [[words, words]] * 25,
        "with_words": False, "count": 2, "helpers": [words, words],
        "own": True, "posts": [words], "next": [words],
        "contact": words, "absent": words if notice == "contacts_changed" else JO,
        "clock": "acknowledge", "from": JO, "to": JO, "why": words, "kind": "done", "message": 1, "says": words,
        "flag": "vulnerable", "lead": JO, "due_now": NOW.isoformat(), "parish": words, "clerk": JO,
        "ward_notice": WardNoticeFacts(1, (words[:200], "Derby"), words[:300], words[:150], NOW.date(), NOW.date(), words[:150], "consult", JO),
        "view": ViewFacts(1, words, JO, NOW.date(), "partly"),
        "before": {"wards": ["Church"], "contact": "amina", "owner": "amina"},
        "after": {"wards": [words], "contact": "jo", "owner": "jo"},
        "stage": "planned", "on": "2026-12-07", "entered_by": words, "problems": [words] * 12, "came": [words],
        "leaving": [words], "coming": [words] * 30, "staying": [words],
        "undid": "assigned", "sent_at": NOW, "words": 1,
        "moved": [{"contact": words, "references": [words] * 30}, {"contact": words, "references": [words]}],
        "with": [words, "SEF-1002"], "into": words, "out_of": words, "answered": ("SEF-1002", 1), "entry": 1,
        "part_of": {"SEF-1002": words},
        "most": 60, "free": [(words, 12), (words, 20)], "social": False, "slack_id": "U0NEW001", "newcomer": 1, "state": "waiting", "people": [("amina", "Amina")],
        "name": words, "cases": lines(words) if notice == "contacts_changed" else [case], "missing": ["SEF-9"], "of": "mine", "wards": A_WARD if notice.startswith("map_changed") else ["Linacre"], "error": words,
        "day": "2026-12-07", "wanted": "2026-12-01", "until_back": True, "silences": 3,
        "asker": MEMBER.key, "recipient": "user:U1", "known": True, "member": True, "answer": Outside(words, None), "at": NOW, "event": "opened",
    }  # fmt: skip
    return Told(
        notice=notice, case=case, by=JO, to=MEMBER, words=words, facts=facts,
        question=QuestionFacts(1, "service", words, (("a", words), ("b", "B"))),
        enquiry=EnquiryFacts(1, words, MEMBER, NOW, "direct", (case, replace(case, id=2))),
        emergency=EmergencyFacts("gas", words, "999", sensitive=True), task=TASK, offer=ACCEPTED,
    )  # fmt: skip


A_FLAG = (
    FlagFacts("vulnerable", lead=JO, set_by="Jo", set_at=NOW, words="Ill at home"),
    FlagFacts("parish", "Maghull", set_at=NOW),
)
ANSWERED = replace(
    CASE, state="answered", outcome=OutcomeFacts("done", "Emptied.", given_by="Jo"), right_of_reply_until=NOW
)
WAITING = replace(CASE, state="waiting", waiting_for=MEMBER.name, waiting_why="an answer", waiting_until=NOW)
STATES = [
    CASE,
    ANSWERED,
    WAITING,
    replace(CASE, state="closed", outcome=ANSWERED.outcome),
    replace(CASE, confirmed=False, service_key=None, emergency="gas", late=True, reopened=2, files=2),
    replace(ANSWERED, outcome=OutcomeFacts("scheduled", "Booked.", date="2026-12-01", given_by="Jo")),
    replace(ANSWERED, outcome=OutcomeFacts("not_ours", "Theirs.", body="United Utilities", told="by phone")),
    replace(CASE, last_word=LastWord("On our way", NOW), raised_by=JO),
    *(
        replace(CASE, undo=UndoFacts(1, event, by.key, by.name))
        for event, by in [("rerouted", JO), ("confirmed", MEMBER)]
    ),
    replace(CASE, state="merged", merged_into="SEF-1002"),
    replace(
        CASE,
        joined=("SEF-1002", "SEF-1003"),
        parts=(PartFacts(2, "SEF-1004", "words"),),
        also_raised=("Cllr B (SEF-2)",),
        suspected=tuple(
            DuplicateFacts(number, other, "Marsh Lane", wards, same_member=same, joined=joined)
            for number, (other, wards, same, joined) in enumerate(
                ((ANSWERED, ("Linacre",), False, 0), (WAITING, (), False, 3), (CASE, (), True, 2))
            )
        ),
    ),
    replace(
        CASE,
        stands_in=(StandingIn("Jo", True, "2026-11-27", contact=True), StandingIn("Al", False, owner=True)),
    ),
    replace(CASE, flags=A_FLAG),
    replace(CASE, sharing="ward_members", cross_ward="asked"),
    replace(CASE, sharing="everyone", cross_ward="told", kept_close=True, brief=True),
    replace(CASE, state="in_progress", tasks=tuple(TASKS), offers=tuple(OFFERS)),
]


@pytest.mark.parametrize("notice", [*EVENT_NOTICES, *PLAIN_NOTICES])
@pytest.mark.parametrize("case", STATES, ids=lambda case: case.state)
def test_every_notice_has_words_in_every_state(notice: str, case: CaseFacts) -> None:
    if notice in ("outcome", "outcome_sent") and case.outcome is None:
        return
    message = render(a_told(notice, case), WORDS)

    check_message({"text": message.text, "blocks": message.blocks})
    assert message.text.strip()


@pytest.mark.parametrize("notice", [n for n in (*EVENT_NOTICES, *PLAIN_NOTICES) if "task" in n])
@pytest.mark.parametrize("task", TASKS, ids=lambda task: f"{task.kind}-{task.state}")
def test_every_notice_of_a_task_has_words_in_every_state(notice: str, task: TaskFacts) -> None:
    for event, why in (
        ("task_waived", ""),
        ("task_ended", "closed"),
        ("task_ended", "withdrawn"),
        ("task_ended", "rerouted"),
    ):
        told = a_told(notice, CASE)
        message = render(replace(told, task=task, facts={**told.facts, "event": event, "why": why}), WORDS)

        check_message({"text": message.text, "blocks": message.blocks})
        assert "None" not in message.text


@pytest.mark.parametrize(
    "notice", [n for n in (*EVENT_NOTICES, *PLAIN_NOTICES) if "offer" in n or "news" in n or "partner" in n]
)
@pytest.mark.parametrize("offer", OFFERS, ids=lambda offer: offer.state)
def test_every_notice_of_an_offer_has_words_in_every_state(notice: str, offer: OfferFacts) -> None:
    for event, why in (("offer_withdrawn", ""), ("offer_ended", "closed"), ("offer_ended", "body_ended")):
        told = a_told(notice, CASE)
        facts = {**told.facts, "event": event, "why": why, "on": "2026-11-24"}
        message = render(replace(told, offer=offer, facts=facts), WORDS)

        check_message({"text": message.text, "blocks": message.blocks})
        assert MEMBER.name not in message.text.replace(f"{MEMBER.name} does now", "")


def test_what_a_partner_reads_names_no_member_and_none_of_their_words() -> None:
    """Their card has no case to read from: not by the template's restraint, but by what it is given."""
    told = Told(notice="offer_card", offer=OFFER)

    assert (told.case, told.by, told.words) == (None, None, "")
    assert "Amina" not in str(render(told, WORDS))


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["<!channel>", "<@U0MEM001>", "a" * 12_000, "😀" * 4_000, "‮txet", "*_~`>&<", "\n" * 500]),
)


@given(
    HOSTILE,
    st.sampled_from(
        [
            "case_card",
            "enquiry_card",
            "reply",
            "member_reply",
            "outcome",
            "case_answer",
            "preview",
            "contacts_changed",
            "covering",
            "came_back",
        ]
    ),
)
def test_whatever_anybody_writes_fits_and_pings_nobody(text: str, notice: str) -> None:
    case = replace(
        ANSWERED, words=text, place=text, why=text, outcome=OutcomeFacts("done", text, given_by=text)
    )

    message = render(a_told(notice, case, text), WORDS)

    check_message({"text": message.text, "blocks": message.blocks})
    marked_up = [b for b in message.blocks if b["type"] != "rich_text"]
    assert "<!channel>" not in str(marked_up) + message.text
    assert "<@U0MEM001>" not in message.text


def prepared_with(text: str, kind: str) -> PreparedFacts:
    texts = tuple((f"{n}", text) for n in range(50))
    return PreparedFacts(
        kind, ((text, texts), ("Any service", texts)), text[:300], chosen="7", times=9, keeps=True, note=text
    )


def entry_forms(text: str) -> list[dict[str, Any]]:
    short = text[:200]
    draft = EntryDraft("services", "mark", "correct", "state", {"name": short}, short)
    fields = tuple(
        EntryField(name, text[:3_000], needed=True, is_fixed=name == "key", is_date=False, choices=())
        for name in ("key", "name", "what", "how")
    )
    change = EntryChange("changed", text, tuple((f"field{n}", text, text) for n in range(40)))
    return [
        entries.find(words=short),
        entries.choose(
            EntryList("services", tuple((f"{n}", text) for n in range(100)), 7, ("correct", "add"))
        ),
        entries.choose(EntryList("services", (), 0, ("correct", "end", "add"))),
        entries.write(EntryForm(text, draft, fields)),
        entries.preview(EntryPreview(draft, (change, change), (text,) * 30, (text,) * 9)),
    ]


def along(case: CaseFacts, text: str) -> AlongFacts:
    """To as many joined cases as one form offers, and one that cannot have it."""
    several = tuple(AlongCase(replace(case, id=n), text if n == MOST else "") for n in range(MOST + 1))
    return AlongFacts(1, "SEF-1001", text[:LONGEST], JO, None, several, more=2)


@given(HOSTILE)
def test_every_form_fits_whatever_was_written(text: str) -> None:
    for view in every_form(text):
        check_view(view)


def every_form(text: str) -> list[dict[str, Any]]:
    """Each form there is, with these words wherever somebody's stand."""
    case = replace(CASE, words=text, place=text, service=text)
    choices = [(f"key-{n}", text or "x") for n in range(60)]
    tasks = tuple(replace(TASK, words=text, service=text, reference=text[:20]) for _ in range(12))
    offers = tuple(replace(each, words=text, body=text) for each in [OFFER, ACCEPTED] * 6)
    return [
        forms.reply(case, prepared_with(text, "reply"), text=text),
        forms.preview(case, "lead", text, "reply.send", names_no_day=True, words=1),
        forms.ask(case, prepared_with(text, "ask"), text=text),
        *(forms.outcome(case, prepared_with(text, kind), words=text) for kind, _ in forms.OUTCOMES),
        forms.reroute(case, choices, choices),
        forms.not_right(case, choices, choices),
        forms.assign(case, choices),
        joins.join(case),
        joins.along(along(case, text), WORDS),
        joins.along(replace(along(case, text), outcome=OutcomeFacts("done", text)), WORDS),
        joins.sent_along([(f"SEF-{number}", text) for number in range(10)]),
        merging.merge(case, [case] * 9, for_member=True),
        merging.merge(case, [case], for_member=False),
        merging.split(replace(case, parts=(PartFacts(2, "SEF-1002", text),)), [text or "x"] * 10, choices),
        merging.split(case, [text or "x"], choices),
        forms.details(
            DetailsFacts(
                replace(case, flags=A_FLAG), (SaidFacts(text[:200], NOW, text),) * 60, files=(text[:200],) * 3
            )
        ),
        ward_notices.write(choices, text[:300]),
        ward_notices.preview(a_told("ward_notice", case, text).facts["ward_notice"], WORDS),
        ward_notices.withdraw(1, text[:300], longest=1_000),
        ward_views.give(1),
        ward_views.answer(1, text, longest=1_000),
        ward_views.answer(1, "", longest=1_000),
        ward_views.influence([an_influence(text)] * 100, NOW, NOW),
        measures.page([], "area", NOW, NOW, QUIET),
        flags.write(replace(case, flags=A_FLAG), [text[:200]] * 12, choices),
        forms.new_enquiry(members=choices, text=text),
        handovers.start("U0COR001", 3, for_others=True),
        handovers.page(handovers.Page(1, 0, 2, text, tuple(lines(text)[:15]))),
        handovers.sent(2, 1),
        packs.ask(choices),
        leavers.waiting([replace(line, reference=text[:20]) for line in lines(text)] * 5),
        leavers.choose(case, choices),
        sharing.choose(replace(case, kept_close=True), [text[:200]] * 9),
        profiles.write(ProfileFacts(text[:200], (text[:200],) * 2, "morning", "everyone")),
        *(
            forms.outcome(replace(case, tasks=tasks, offers=offers), PreparedFacts(kind))
            for kind, _ in forms.OUTCOMES
        ),
        task_views.add(
            case, choices, service="key-1", people=choices, officer="key-2", due=NOW.date(), text=text[:1_000]
        ),
        task_views.listed(replace(case, tasks=tasks)),
        task_views.listed(case),
        *(
            form(tasks[0])
            for form in (task_views.finish, task_views.give_back, task_views.promise, task_views.waive)
        ),
        task_views.change(tasks[0], choices),
        offer_views.make(case, choices, reply_by=NOW.date()),
        offer_views.listed(replace(case, offers=offers)),
        offer_views.withdraw(offers[0]),
        *(offer_views.answer(offers[0], kind) for kind in offer_views.TITLES),
        *(
            offer_views.record(offers[1], kind, today=NOW.date(), words=text[:1_000])
            for kind in ("news", "done", "return")
        ),
        offer_views.waiting([BodyCount("police", text, 5, 2, 1, 1, 3)] * 90),
        *entry_forms(text),
    ]


def test_a_pack_is_text_that_names_what_is_due_and_by_whom() -> None:
    said = packs.text_of(a_pack("Bins"))

    assert "Raised by Bins\n--------------" in said
    assert "Last contact: Mon 23 Nov, reply to the member: “Bins”\n    Next: to be acknowledged by" in said
    assert "SEF-1001  somebody is at risk: see its own channel" in said
    assert "    Waiting: Highways: Ray Example, wanted by Mon 23 Nov\n" in said
    assert "    Waiting: Merseyside Police: offered, reply wanted by Mon 23 Nov\n" in said
    assert "accepted by Carol Example, their MP-7, next news by Mon 23 Nov, silent\n" in said
    assert "1 more is open here, not shared by the member who raised it." in said
    assert "Raised by" not in packs.text_of(a_pack("Bins", for_staff=False))
    assert packs.name_of(a_pack("Bins")) == "handover-pack-2026-11-23.txt"
