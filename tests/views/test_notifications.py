"""Every notice has words, and whatever anybody writes it stays within Slack's limits and pings nobody."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.facts import (
    CaseFacts,
    EmergencyFacts,
    EnquiryFacts,
    EntryChange,
    EntryDraft,
    EntryField,
    EntryForm,
    EntryList,
    EntryPreview,
    LastWord,
    OutcomeFacts,
    PersonFacts,
    QuestionFacts,
    Told,
    UndoFacts,
)
from casework.notifications import TELLS
from directory.answers import Outside
from views import entries, forms
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
EVENT_NOTICES = sorted({n.kind for notices in TELLS.values() for n in notices} - {"card"})
PLAIN_NOTICES = [
    "case_card", "case_card_moved", "newcomer_kept", "greeting", "newcomer_refused", "newcomer_bound", "empty", "chatter",
    "raised_elsewhere", "which_member", "which_case", "which_case_none", "lone_file", "joined", "closed_reply",
    "withdraw_done", "settle_done", "refused", "preview", "answered_privately", "cases_answer",
    "case_answer", "chase_answer", "emergency_words", "undelivered", "directory_answer", "newcomer", "enquiry_card",
    "gaps_ahead", "away", "back", "entry_changed", "file_unexplained", "over_capacity",
    "file_refused", "file_lost", "outcome_offer", "amendment_preview", "withdrawal_preview",
    "new_words", "new_words_done", "edit_too_late", "gone", "gone_words", "gone_kept", "gone_taken_back", "many_gone",
    "chatter_edited",
    "map_changed_member", "map_changed_staff", "map_unchanged", "map_change_failed",
    "funding_ends", "review_due", "review_change", "review_noted",
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


def a_told(notice: str, case: CaseFacts, words: str = "words") -> Told:
    facts = {
        "service": words, "area": words, "fund": words, "pounds": 84_000, "ends_on": "2027-03-31", "days": 2,
        "noun": "services", "key": "graffiti", "due": "2027-03-31", "entry_says": [("What", words)], "by": words, "note": words,
        "told": [words],
        "files": [{"name": words, "why": "too_large", "megabytes": 120.0}, {"name": words, "why": "type"}]
        if notice == "file_refused"
        else [words],
        "first": "2026-11-23",
        "last": None, "cover": words, "open": 2, "needed": True,
        "references": [words, words], "did": "all", "reference": words, "gone": [words],
        "opens": [{"service": "", "place": words}],
        "changes": [{"reference": words, "service": words, "was": words, "place": words, "before": words}] * 5
        if notice == "new_words"
        else [{"what": "changed", "title": words, "fields": [["until", "", words]]}], "holes": [words],
        "gaps": [{"why": words, "from": "2027-04-01", "days": 1, "wards": ["Linacre"]}],
        "clock": "acknowledge", "from": JO, "to": JO, "why": words, "kind": "done", "message": 1, "says": words,
        "before": {"wards": ["Church"], "contact": "amina", "owner": "amina"},
        "after": {"wards": [words], "contact": "jo", "owner": "jo"},
        "stage": "planned", "on": "2026-12-07", "entered_by": words, "problems": [words] * 12, "came": [words],
        "leaving": [words], "coming": [words] * 30, "staying": [words],
        "undid": "assigned", "sent_at": NOW, "entry": 1, "words": 1,
        "moved": [{"contact": words, "references": [words] * 30}, {"contact": words, "references": [words]}],
        "most": 60, "free": [(words, 12), (words, 20)], "social": False, "slack_id": "U0NEW001", "newcomer": 1, "state": "waiting", "people": [("amina", "Amina")],
        "name": words, "cases": [case], "missing": ["SEF-9"], "of": "mine", "wards": A_WARD if notice.startswith("map_changed") else ["Linacre"], "error": words,
        "recipient": "user:U1", "known": True, "member": True, "answer": Outside(words, None), "at": NOW, "event": "opened",
    }  # fmt: skip
    return Told(
        notice=notice, case=case, by=JO, to=MEMBER, words=words, facts=facts,
        question=QuestionFacts(1, "service", words, (("a", words), ("b", "B"))),
        enquiry=EnquiryFacts(1, words, MEMBER, NOW, "direct", (case, case)),
        emergency=EmergencyFacts("gas", words, "999", sensitive=True),
    )  # fmt: skip


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
]


@pytest.mark.parametrize("notice", [*EVENT_NOTICES, *PLAIN_NOTICES])
@pytest.mark.parametrize("case", STATES, ids=lambda case: case.state)
def test_every_notice_has_words_in_every_state(notice: str, case: CaseFacts) -> None:
    if notice in ("outcome", "outcome_sent") and case.outcome is None:
        return
    message = render(a_told(notice, case), WORDS)

    check_message({"text": message.text, "blocks": message.blocks})
    assert message.text.strip()


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.sampled_from(["<!channel>", "<@U0MEM001>", "a" * 12_000, "😀" * 4_000, "‮txet", "*_~`>&<", "\n" * 500]),
)


@given(
    HOSTILE,
    st.sampled_from(
        ["case_card", "enquiry_card", "reply", "member_reply", "outcome", "case_answer", "preview"]
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


@given(HOSTILE)
def test_every_form_fits_whatever_was_written(text: str) -> None:
    case = replace(CASE, words=text, place=text, service=text)
    choices = [(f"key-{n}", text or "x") for n in range(60)]
    shown = [
        forms.reply(case, text=text),
        forms.preview(case, "lead", text, "reply.send", words=1),
        forms.ask(case),
        *(forms.outcome(case, kind=kind, words=text) for kind, _ in forms.OUTCOMES),
        forms.reroute(case, choices, choices),
        forms.not_right(case, choices, choices),
        forms.assign(case, choices),
        forms.details(case, [(NOW, text), (NOW, text)]),
        forms.new_enquiry(members=choices, text=text),
        *entry_forms(text),
    ]

    for view in shown:
        check_view(view)
