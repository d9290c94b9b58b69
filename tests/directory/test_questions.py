"""Whole questions to the sample's directory, in the words people use, and what is answered: the golden table."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.answers import Answer, Handles, Question, Takes, answer
from directory.asking import as_kept, from_kept, question_of
from directory.body_answers import Bodies, CabinetMember, Meets, Sits, bodies_for, found
from directory.council import Body, Council, Resource
from directory.files import read_council
from directory.funding import Funds, ended_on, goes_on, table
from directory.matching.compile import compile_council
from directory.matching.matcher import Matcher
from directory.register import Register
from directory.responsibility import Roster
from tests.directory.councils import TODAY, the_roster
from tests.directory.test_sample import SAMPLE
from views.directory import in_words
from views.words import Words

WORDS = Words()


@pytest.fixture(scope="module")
def council() -> Council:
    return read_council(SAMPLE)


@pytest.fixture(scope="module")
def matcher(compiled: Path, council: Council) -> Matcher:
    return Matcher.load(compile_council(council, compiled))


def ask(matcher: Matcher, council: Council, text: str, *, for_staff: bool = False) -> Answer:
    reading, roster, register = matcher.read(text), Roster.of(council), Register.of(council)
    assert reading.kind == "query"
    question = question_of(text, reading, roster, register, today=TODAY)
    assert from_kept(as_kept(question)) == question
    return answer(question, roster, council.standards, register=register, on=TODAY, for_staff=for_staff)


GOLDEN: list[tuple[str, type, list[str]]] = [
    ("who sits on South Sefton Area Partnership", Sits, ["Chair: Cllr Kathleen Mulcahy", "Members: Cllr Amina Okafor-Reid", "Deputy: Cllr Derek Halliwell for Cllr Amina Okafor-Reid", "23 November 2026"]),
    ("who sits on linacre & derby", Sits, ["The councillors of its wards: Cllr Amina Okafor-Reid, Cllr Derek Halliwell, Cllr Kathleen Mulcahy"]),
    ("who chaired the crosby partnership on 3 May", Sits, ["on 3 May 2026", "Chair: Cllr Priya Venkataraman"]),
    ("who sits on Netherton partnership", Sits, ["I take it that you mean *South Sefton Area Partnership*"]),
    ("who sits on the South Sefton Community Safety Area Partnership", Sits, ["ended on 13 April 2011", "*South Sefton Area Partnership* took over on 14 April 2011", "Cllr Kathleen Mulcahy"]),
    ("who is the clerk to Formby Parish Council", Sits, ["Nobody is listed as sitting on *Formby Parish Council*"]),
    ("when does the south sefton partnership meet", Meets, ["10 December 2026 at Bootle Town Hall", "then on 11 March 2027"]),
    ("when is the next South Sefton Community Safety Area Partnership meeting", Meets, ["took over", "10 December 2026"]),
    ("when does Southport area committee meet", Meets, ["No meeting of *Southport Area Committee* is planned"]),
    ("which partnership covers Netherton", Bodies, ["South Sefton Area Partnership", "Cllr Kathleen Mulcahy"]),
    ("which body deals with anti-social behaviour in Bootle", Bodies, ["Merseyside Police", "is in its remit", "Carol Whitmarsh", "Linacre and Derby Area Committee"]),
    ("which parish is Lydiate in", Bodies, ["Lydiate Parish Council", "a part of a ward only"]),
    ("which area committee is Church ward in", Bodies, ["Crosby Area Committee"]),
    ("which parish covers Bootle", Bodies, ["No parish or town council in the directory covers Bootle"]),
    ("which Cabinet Member has street cleansing", CabinetMember, ["Cllr Shanice Boateng", "Environment", "since 19 May 2026"]),
    ("who is the cabinet member for communities", CabinetMember, ["Cllr Moira Sandilands"]),
    ("which cabinet member is responsible for potholes", CabinetMember, ["Cllr Tunde Adeyemi-Clarke", "highways maintenance (Transport)"]),
    ("who was the cabinet member for transport on 1 May 2026", CabinetMember, ["No Cabinet Member is listed"]),
    ("who pays for street cleansing in Bootle", Funds, ["£1,250,000, the whole borough", "Neighbourhood Renewal: £84,000, South Sefton, until 31 March 2027", "In all £1,334,000"]),
    ("how is the youth service funded in Southport", Funds, ["£45,000, Southport, until 31 May 2027"]),
    ("what funds grass cutting in Crosby", Funds, ["holds nothing that pays for Verges, weeds and hedges in Crosby", "Marcus Thorogood can say more"]),
    ("who pays for the care home", Handles, ["*Adult social care*"]),
    ("how long does it take to mend a street light", Takes, ["street lighting", "10 working days"]),
    ("who pays for street cleansing on 1 May 2027", Funds, ["holds nothing", "Its funding ended on 31 March 2027"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "says"), GOLDEN, ids=[each[0] for each in GOLDEN])
def test_a_question_has_its_answer_whoever_asks(
    matcher: Matcher, council: Council, text: str, kind: type, says: list[str]
) -> None:
    for for_staff in (False, True):
        found = ask(matcher, council, text, for_staff=for_staff)
        said = in_words(found, WORDS)

        assert isinstance(found, kind)
        assert [words for words in says if words not in said] == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("who sits on South Sefton Area Committee", "Which body do you mean? I thought of Linacre and Derby Area Committee, Litherland"),
        ("who sits on Crosby", "I thought of Crosby Area Partnership and Crosby Area Committee"),
        ("who sits on the bench", "*Parks and grounds maintenance*"),
        ("which cabinet member has the thingy", "Which portfolio or service do you mean?"),
        ("which partnership covers it", "Which place do you mean?"),
    ],
)  # fmt: skip
def test_what_is_not_clear_is_asked_and_what_names_no_body_is_an_ordinary_question(
    matcher: Matcher, council: Council, text: str, says: str
) -> None:
    assert says in in_words(ask(matcher, council, text), WORDS)


def test_the_day_counts_for_every_question(matcher: Matcher, council: Council) -> None:
    posts = tuple(
        replace(post, ends_on=date(2027, 3, 31)) if post.person == "marcus-thorogood" else post
        for post in council.posts
    )
    changed = replace(council, posts=posts)

    assert "Marcus Thorogood" in in_words(ask(matcher, changed, "who handles graffiti in Crosby"), WORDS)
    later = in_words(ask(matcher, changed, "who handles graffiti in Crosby on 1 April 2027"), WORDS)
    assert "on 1 April 2027: *Lewis Abernethy*" in later


# Bodies that end, and those that take over


def a_body(key: str, **more: object) -> Body:
    return Body(key=key, name=key.upper(), kind="partnership", area="South", **more)  # type: ignore[arg-type]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=5), st.integers(0, 2_500))
def test_an_answer_never_leaves_anybody_at_a_body_that_is_over(lasts: list[int], ahead: int) -> None:
    """However long the chain: the body that is there that day is named, with the day on which it took over."""
    first = date(2020, 1, 1).toordinal()
    bodies, begins = [], first
    for number, days in enumerate(lasts):
        is_last = number == len(lasts) - 1
        ends = None if is_last else date.fromordinal(begins + days - 1)
        successor = "" if is_last else f"b{number + 1}"
        bodies.append(
            a_body(f"b{number}", starts_on=date.fromordinal(begins), ends_on=ends, successor=successor)
        )
        begins += days
    register, on = Register(bodies=bodies), date.fromordinal(first + ahead)

    asked = found(register, "b0", is_exact=True, on=on)

    assert asked.now.holds_on(on)
    assert [heir.since for heir in asked.heirs] == [heir.body.starts_on for heir in asked.heirs]
    there = bodies_for(register, the_roster(), kind=None, service=None, place="", wards=["Linacre"], on=on)
    assert [each.body.key for each in there.bodies] == [asked.now.key]


def test_a_body_without_an_heir_is_said_to_be_over() -> None:
    body = a_body("board", ends_on=date(2026, 3, 31))
    question = Question("sits", bodies=("board",))

    said = in_words(
        answer(question, the_roster(), (), register=Register(bodies=[body]), on=TODAY, for_staff=False), WORDS
    )

    assert said == "*BOARD* ended on 31 March 2026, and no body took over."


def test_a_body_that_is_to_come_is_said_to_be() -> None:
    body = a_body("board", starts_on=date(2027, 4, 1), review_on=date(2026, 5, 1))
    question = Question("meets", bodies=("board",))

    said = in_words(
        answer(question, the_roster(), (), register=Register(bodies=[body]), on=TODAY, for_staff=False), WORDS
    )

    assert "*BOARD* begins on 1 April 2027." in said
    assert "Due for review since 1 May 2026" in said


# What pays for what


def pays(
    service: str = "litter", area: str = "", pounds: int = 1, fund: str = "Grant", ends_on: date | None = None
) -> Resource:
    return Resource(service=service, area=area, pounds=pounds, fund=fund, ends_on=ends_on)


@given(
    st.lists(
        st.builds(
            pays,
            service=st.sampled_from(["litter", "planning", "lights"]),
            area=st.sampled_from(["", "South", "Crosby"]),
            pounds=st.integers(0, 10**9),
            ends_on=st.none() | st.dates(),
        )
    ),
    st.none() | st.dates(),
)
def test_sums_by_area_and_by_service_are_the_same_sum(rows: list[Resource], on: date | None) -> None:
    found = table(rows, on)

    by_service = sum(found.of_service(service) for service in found.services)
    by_area = sum(found.in_area(area) for area in found.areas)
    assert by_service == by_area == found.total
    assert found.total == sum(row.pounds for row in rows if on is None or row.holds_on(on))


ENDED = date(2026, 3, 31)


@pytest.mark.parametrize(
    ("rows", "day"),
    [
        ([], None),
        ([pays()], None),
        ([pays(ends_on=ENDED)], ENDED),
        ([pays(ends_on=ENDED), pays(area="South")], None),
        ([pays(ends_on=ENDED), pays(area="Crosby")], ENDED),
        ([pays(ends_on=ENDED), pays(area="South", ends_on=date(2026, 5, 1))], date(2026, 5, 1)),
        ([pays(area="Crosby", ends_on=ENDED)], None),
        ([pays("planning", ends_on=ENDED)], None),
    ],
)
def test_funding_has_ended_where_something_paid_and_nothing_does(
    rows: list[Resource], day: date | None
) -> None:
    assert ended_on(Register(resources=rows), "litter", {"South"}, on=TODAY) == day


def test_a_grant_that_is_renewed_goes_on() -> None:
    now = pays(ends_on=ENDED)
    renewed = Resource(service="litter", fund="Grant", pounds=2, starts_on=date(2026, 4, 1))

    assert goes_on(now, [now, renewed])
    assert not goes_on(now, [now, replace(renewed, fund="Another")])
    assert not goes_on(now, [now, replace(renewed, area="South")])
