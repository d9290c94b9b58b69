"""Offers to partners: it stays ours until a named person there accepts; silence is counted; only what is offered is seen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from casework import offers
from casework.promises import open_promises, violations
from directory.council import Council
from directory.loading import load
from storage.outbox import OutboxRow
from tests.desk import NEWCOMER, Actor, Desk, Json, buttons_of, text_of

ROWDY = "Anti-social behaviour of youths by the shops on Marsh Lane in Bootle"
POLICE = "Merseyside Police (Sefton neighbourhood teams)"


class Story:
    """A member's case, offered to the police."""

    def __init__(self, desk: Desk, words: str = ROWDY) -> None:
        self.desk = desk
        self.member: Actor = desk.holder("member", "Linacre")
        self.coordinator: Actor = desk.holder("coordinator", "South Sefton")
        self.channel = desk.channel("area", "South Sefton")
        self.asked = self.member.says(words)
        self.number = len(self.coordinator.sees(self.channel)) - 1

    @property
    def card(self) -> Json:
        return self.coordinator.sees(self.channel)[self.number]

    @property
    def thread(self) -> list[str]:
        return [text_of(m) for m in self.coordinator.sees(self.channel, self.card["ts"])[1:]]

    @property
    def member_card(self) -> str:
        return text_of(self.member.card(self.asked))

    def offers(
        self, words: str = "Please look in on Friday nights.", body: str = "merseyside-police"
    ) -> Json:
        self.coordinator.chooses("Offer to partner…", on=self.card)
        return self.coordinator.fills_in(body=body, words=words, reply_by="2026-11-27")

    def records(self, kind: str, **fields: str) -> Json:
        """The co-ordinator writes down what the partner said."""
        self.coordinator.chooses_act("Record the partner's answer…", on=self.card)
        self.coordinator.presses("Record the answer…", on=self.coordinator.form() or {})
        form = self.coordinator.form() or {}
        if KINDS[kind] not in (choice_shown(form),):
            self.coordinator.chooses(KINDS[kind], on=form)
        return self.coordinator.fills_in(kind=kind, **fields)


KINDS = {
    "accept": "They accept it",
    "refuse": "They refuse it",
    "news": "They have news",
    "done": "They say that it is done",
    "return": "They hand it back",
}


def choice_shown(form: Json) -> str:
    element = next(block["element"] for block in form["blocks"] if block.get("block_id") == "kind")
    return str(element["initial_option"]["text"]["text"])


def labels(message: Json) -> list[str]:
    return [button["text"]["text"] for button in buttons_of(message)]


def with_police_in_slack(desk: Desk) -> Actor:
    """The inspector is a guest in the workspace, bound by their account."""
    people = tuple(
        replace(person, slack_id=NEWCOMER) if person.key == "carol-whitmarsh" else person
        for person in desk.council.people
    )
    loaded(desk, replace(desk.council, people=people))
    return desk.newcomer()


def loaded(desk: Desk, council: Council) -> None:
    with desk.database.write() as session:
        load(session, council)


def test_until_a_named_person_accepts_it_stays_ours(desk: Desk) -> None:
    story = Story(
        desk, f"{ROWDY}. And a huge pothole on Knowsley Road. And graffiti on Stanley Road in Bootle"
    )
    coordinator, member = story.coordinator, story.member
    assert "3 cases are open" in story.member_card
    story.number = next(
        n for n, c in enumerate(coordinator.sees(story.channel)) if "Anti-social" in text_of(c)
    )

    assert "not about anti-social behaviour" in str(story.offers(body="housing-association"))
    coordinator.fills_in(
        body="merseyside-police", words="Please look in on Friday nights.", reply_by="2026-11-27"
    )
    assert f"offers it to *{POLICE}*, reply wanted by Fri 27 Nov" in story.thread[0]
    assert "Carol Whitmarsh is not in Slack: tell them (01632 960045)" in story.thread[0]
    assert f"<@{coordinator.slack_id}>" in text_of(story.card)  # the owner, as before
    assert "Answer by" in text_of(story.card)
    assert (
        f"has asked {POLICE} to take it on; until they do, it stays with {coordinator.name}"
        in story.member_card
    )
    story.offers()
    assert "has an open offer of this case" in str(story.offers())

    # Acceptance: a name, a day, a reference; the case waits for them, and its clock runs on.
    assert "Name the person" in str(story.records("accept", who=" ", on="2026-11-23"))
    assert "still to come" in str(coordinator.fills_in(who="Carol Whitmarsh", on="2026-11-30"))
    coordinator.fills_in(who="Carol Whitmarsh", on="2026-11-23", reference="MP-77", next_on="2026-11-26")
    assert (
        f"*{POLICE}* has accepted it (Carol Whitmarsh, Mon 23 Nov, their reference MP-77)" in story.thread[-1]
    )
    assert f"Waiting for*\n{POLICE}, for news, until Thu 26 Nov" in text_of(story.card)
    for card in coordinator.sees(story.channel):
        if "Anti-social" not in text_of(card):
            coordinator.presses("Outcome", on=card)
            coordinator.fills_in(kind="done", words__done="Seen to this morning.")
            coordinator.fills_in()
    which = ("first", "second", "third")[story.number]
    assert f"2 of 3 done, the {which} is waiting for {POLICE}" in story.member_card
    assert "the standard for a reply is Mon 30 Nov" in story.member_card

    # The member writes meanwhile; it still waits for the partner.
    member.says("SEF-1001 they were there again last night", thread=story.asked)
    assert "Waiting for" in text_of(story.card)

    # On the day the co-ordinator is told to ask; done by the partner, they confirm the outcome.
    desk.to(datetime(2026, 11, 26, 9, 30, tzinfo=UTC))
    assert f"<@{coordinator.slack_id}> Today is the day to ask *{POLICE}* for news" in story.thread[-1]
    story.records(
        "news",
        who="Carol Whitmarsh",
        on="2026-11-26",
        **{"words.news": "Two patrols so far."},
        next_on="2026-12-01",
    )
    assert "Two patrols so far." in story.thread[-1]
    assert "until Tue 1 Dec" in text_of(story.card)
    story.records(
        "done", who="Carol Whitmarsh", on="2026-11-26", **{"words.done": "A dispersal order is in force."}
    )
    assert "says that it is done" in story.thread[-1]
    assert "In progress" in text_of(story.card)
    assert "dispersal order" not in str(member.sees(thread=story.asked))


def test_not_ours_takes_what_the_partner_gave(desk: Desk) -> None:
    story = Story(desk)
    story.offers()
    story.records("accept", who="Carol Whitmarsh", on="2026-11-23", reference="MP-77")

    story.coordinator.presses("Outcome", on=story.card)
    story.coordinator.chooses("Not ours: another body accepted it", on=story.coordinator.form() or {})
    shown = {
        block["block_id"]: block["element"].get("initial_value", "")
        for block in (story.coordinator.form() or {})["blocks"]
        if block["type"] == "input"
    }
    assert (shown["body"], shown["reference"]) == (POLICE, "MP-77")
    assert "Carol Whitmarsh accepted it on Mon 23 Nov" in shown["told"]
    story.coordinator.fills_in(
        kind="not_ours", words__not_ours="The police patrol there now.", body=POLICE, reference="MP-77"
    )
    story.coordinator.fills_in()

    assert f"{POLICE} accepted it, their reference MP-77" in text_of(story.member.last(thread=story.asked))
    assert "theirs now, Carol Whitmarsh" in text_of(story.card)


def test_a_partner_in_slack_sees_only_what_is_offered(desk: Desk) -> None:
    carol = with_police_in_slack(desk)
    story = Story(desk, f"{ROWDY}, Mrs Dunne at number nine is afraid")

    story.offers("Please look in on Friday nights, and ring Mrs Dunne on 01632 960777.")

    card = carol.last()
    assert "Please look in on Friday nights, and ring Mrs [name] on [telephone]." in text_of(card)
    assert "Anti-social behaviour* · Marsh Lane, Bootle" in text_of(card)
    leaked = [
        word for word in ("Okafor", "youths", "number nine", "Dunne", "960777") if word in str(carol.sees())
    ]
    assert leaked == []
    carol.says("SEF-1001")
    assert "Merseyside" not in text_of(carol.last())
    assert "Anti-social" not in text_of(carol.last())

    # Nobody outside hears of it before the member's own card says so.
    with desk.database.read() as session:
        first = next(
            row
            for row in session.query(OutboxRow).order_by(OutboxRow.id)
            if row.recipient == f"user:{NEWCOMER}"
        )
        assert session.get_one(OutboxRow, first.after_id).recipient == f"user:{story.member.slack_id}"

    # A question, in the thread under it; then the refusal, with its reason.
    carol.says("Which shops are meant?", thread=card["ts"])
    assert f"Carol Whitmarsh ({POLICE}) writes:\nWhich shops are meant?" in story.thread[-1]
    assert "Which shops" not in str(story.member.sees(thread=story.asked))
    carol.presses("Refuse…", on=card)
    assert "Give the reason" in str(carol.fills_in(**{"words.refuse": " "}))
    carol.fills_in(**{"words.refuse": "It is a matter for the landlord."})
    assert "has refused it (Carol Whitmarsh, Mon 23 Nov). It stays yours" in story.thread[-1]
    assert "landlord" in story.thread[-1]
    assert labels(carol.last()) == []
    assert "has asked" not in story.member_card

    # Offered again, withdrawn at the same moment as it is accepted: one wins, the other is told.
    story.offers("Then please only on Fridays.")
    newest = carol.last()
    assert labels(newest) == ["Accept…", "Refuse…"]
    carol.presses("Accept…", on=newest)
    carol.fills_in(reference="MP-78")
    assert "reference MP-78" in text_of(carol.last())
    assert "Waiting for" in text_of(story.card)
    story.member.chooses("Withdraw this case", on=story.member.card(story.asked))
    assert "no longer needs this" in text_of(carol.last())
    assert labels(next(m for m in carol.sees() if m["ts"] == newest["ts"])) == []


def test_silence_is_counted_and_told(desk: Desk) -> None:
    carol = with_police_in_slack(desk)
    story = Story(desk)
    story.coordinator.presses("Acknowledge", on=story.card)
    story.offers()

    desk.to(datetime(2026, 11, 27, 9, 30, tzinfo=UTC))
    assert "an answer is wanted by Fri 27 Nov" in text_of(carol.last())
    assert labels(carol.last()) == ["Accept…", "Refuse…"]
    assert "No word" not in str(story.thread)
    for day in (30, 31, 32, 33, 34, 37, 38):
        desk.to(
            datetime(2026, 11, day, 9, 30, tzinfo=UTC)
            if day <= 30
            else datetime(2026, 12, day - 30, 9, 30, tzinfo=UTC)
        )

    told = [text for text in story.thread if "No word from" in text]
    assert len(told) == 4  # with the reminder, five; then it is only counted
    assert "1 working day of silence" in told[0]
    assert "4 working days of silence. Carol Whitmarsh has been reminded." in told[-1]
    story.coordinator.commands("partners")
    shown = text_of(story.coordinator.form() or {})
    assert f"*{POLICE}*\n1 offered and unanswered, 0 accepted and under way · :mute: *1 past the day" in shown
    assert "1 offered in all, 7 working days of silence" in shown
    carol.commands("partners")
    assert carol.form() is None

    # Whoever keeps after it is there, and it is looked at again.
    with desk.database.write() as session:
        now = desk.clock.now()
        kept = [(each.of, each.person) for each in open_promises(session, now=now) if each.kind == "offer"]
        assert kept == [("1 on SEF-1001", "joanne-whitwell")]
        assert [each.why for each in violations(session, now=now) if each.promise.kind == "offer"] == []
        assert [offer.id for offer in offers.held_by(session, "joanne-whitwell")] == [1]


def test_whoever_keeps_after_an_offer_is_there_and_so_is_the_body(desk: Desk) -> None:
    story = Story(desk)
    story.offers()
    joanne, lewis = story.coordinator, desk.person("lewis-abernethy")

    # An offer goes with its case: away, and back.
    joanne.commands("away")
    joanne.fills_in(person=joanne.slack_id, **{"from": "2026-11-24", "until": "2026-11-30"})
    desk.to(datetime(2026, 11, 30, 9, 30, tzinfo=UTC))
    assert f"<@{lewis.slack_id}> No word from *{POLICE}*" in story.thread[-1]
    desk.to(datetime(2026, 12, 1, 9, 30, tzinfo=UTC))
    assert f"<@{joanne.slack_id}> No word from *{POLICE}*" in story.thread[-1]

    successor = replace(
        next(b for b in desk.council.bodies if b.key == "merseyside-police"),
        key="new-police",
        name="New Police",
    )
    bodies = tuple(
        replace(body, ends_on=datetime(2026, 12, 1, tzinfo=UTC).date(), successor="new-police")
        if body.key == "merseyside-police"
        else body
        for body in desk.council.bodies
    )
    loaded(desk, replace(desk.council, bodies=(*bodies, successor)))
    desk.to(datetime(2026, 12, 2, 10, 0, tzinfo=UTC))
    assert "New Police has taken over from it. What was offered to it has come back to you." in str(
        story.thread
    )


@pytest.mark.parametrize("kind", ["done", "no"])
def test_an_answer_for_good_waits_for_a_partner_too(desk: Desk, kind: str) -> None:
    story = Story(desk)
    story.offers()
    story.coordinator.presses("Outcome", on=story.card)

    if kind != "done":
        story.coordinator.chooses("No, with the reason", on=story.coordinator.form() or {})
    refused = story.coordinator.fills_in(kind=kind, **{f"words.{kind}": "It is quiet there now."})

    assert f"Still asked for a part of it: {POLICE}" in str(refused)
    story.coordinator.fills_in(kind=kind, **{f"words.{kind}": "It is quiet there now."}, waive="It is quiet.")
    story.coordinator.fills_in()
    assert f"withdrew the offer to *{POLICE}*" in str(story.thread)
