"""What the directory answers, on the sample council: one named person, and less for members than for staff."""

from dataclasses import replace
from datetime import date

import pytest

from directory.answers import (
    Answer,
    Covers,
    Handles,
    Outside,
    Question,
    Takes,
    Target,
    Unclear,
    answer,
    target,
)
from directory.council import Council, Standard
from directory.files import survey
from directory.responsibility import Roster
from tests.directory.councils import TODAY, away
from tests.directory.test_sample import SAMPLE

CROSBY = ("Victoria", "Blundellsands", "Manor")
SEAFORTH = ("Church", "Linacre")


@pytest.fixture(scope="module")
def council() -> Council:
    return survey(SAMPLE)[0]


def _ask(council: Council, question: Question, *, for_staff: bool = False, on: date = TODAY) -> Answer:
    return answer(question, Roster.of(council), council.standards, on=on, for_staff=for_staff)


@pytest.mark.parametrize(
    ("service", "wards", "contacts"),
    [
        ("graffiti", CROSBY, ["marcus-thorogood"]),
        ("graffiti", ("Linacre", "Derby"), ["joanne-whitwell"]),
        ("planning-applications", ("Park",), ["siobhan-kettleburn"]),
        ("street-lighting", ("Ravenmeols",), ["anil-deshmukh"]),
        ("libraries", ("Dukes", "Cambridge"), ["helen-garrickson"]),
        ("youth-services", SEAFORTH, ["joanne-whitwell", "marcus-thorogood"]),
    ],
)
def test_who_handles_a_service_in_a_place_is_the_area_s_one_contact(
    council: Council, service: str, wards: tuple[str, ...], contacts: list[str]
) -> None:
    found = _ask(council, Question("who", service, place="there", wards=wards))
    assert isinstance(found, Handles)
    assert [handler.contact.key for handler in found.handlers] == contacts
    assert found.service.key == service
    assert {ward for handler in found.handlers for ward in handler.wards} == set(wards)


def test_where_no_place_is_named_each_area_has_its_contact(council: Council) -> None:
    found = _ask(council, Question("who", "graffiti"))
    assert isinstance(found, Handles)
    assert [handler.area for handler in found.handlers] == [
        "South Sefton",
        "Crosby",
        "Sefton East Parishes",
        "Formby",
        "Southport",
    ]


@pytest.mark.parametrize("key", ["graffiti", "planning-applications", "street-lighting"])
def test_a_member_sees_one_person_and_neither_owner_nor_mode_nor_reason(council: Council, key: str) -> None:
    found = _ask(council, Question("who", key, wards=("Church",)))
    assert isinstance(found, Handles)
    assert found.mode is None
    assert [(each.owner, each.officer, each.why) for each in found.handlers] == [(None, None, "")]


@pytest.mark.parametrize(
    ("key", "mode", "owner", "officer"),
    [
        ("graffiti", "dedicated", "marcus-thorogood", None),
        ("planning-applications", "virtual", "sunita-lakhani", "sunita-lakhani"),
        ("street-lighting", "combination", "marcus-thorogood", "ray-tunnicliffe"),
    ],
)
def test_staff_see_the_mode_and_who_owns_the_work(
    council: Council, key: str, mode: str, owner: str, officer: str | None
) -> None:
    found = _ask(council, Question("who", key, wards=("Church",)), for_staff=True)
    assert isinstance(found, Handles)
    (handler,) = found.handlers
    assert (found.mode, handler.owner and handler.owner.key) == (mode, owner)
    assert (handler.officer and handler.officer.key) == officer
    assert "Marcus Thorogood is Area Co-ordinator for Crosby" in handler.why


def test_staff_and_members_are_given_the_same_contacts(council: Council) -> None:
    absent = replace(council, absences=(*council.absences, away("marcus-thorogood")))
    question = Question("who", "graffiti", wards=SEAFORTH)
    answers = [_ask(absent, question, for_staff=for_staff) for for_staff in (True, False)]
    contacts = [
        [each.contact.key for each in found.handlers] for found in answers if isinstance(found, Handles)
    ]
    assert contacts == [["joanne-whitwell", "lewis-abernethy"]] * 2


def test_who_covers_a_ward_names_the_co_ordinator_the_members_and_the_bodies(council: Council) -> None:
    found = _ask(council, Question("covers", place="Linacre ward", wards=("Linacre",)))
    assert isinstance(found, Covers)
    assert [handler.contact.key for handler in found.handlers] == ["joanne-whitwell"]
    (ward,) = found.wards
    assert [member.key for member in ward.members] == ["amina-okafor-reid", "derek-halliwell"]
    assert (ward.committee, ward.parishes) == ("Linacre and Derby", ())


def test_who_covers_a_ward_with_parishes_names_them(council: Council) -> None:
    found = _ask(council, Question("covers", place="Park ward", wards=("Park",)))
    assert isinstance(found, Covers)
    assert found.wards[0].parishes == (
        "Lydiate Parish Council",
        "Maghull Town Council",
        "Sefton Parish Council",
    )


def test_a_ward_without_a_member_has_its_co_ordinator_all_the_same(council: Council) -> None:
    found = _ask(council, Question("covers", place="Meols", wards=("Meols",)))
    assert isinstance(found, Covers)
    assert found.wards[0].members == ()
    assert found.handlers[0].contact.key == "helen-garrickson"


def test_who_handles_things_in_a_place_with_no_service_is_who_covers_it(council: Council) -> None:
    assert isinstance(_ask(council, Question("who", place="Formby", wards=("Harington",))), Covers)


def test_how_long_gives_the_service_s_own_standard_or_the_general_one(council: Council) -> None:
    assert [
        _ask(council, Question("standard", key)).target  # type: ignore[union-attr]
        for key in ("graffiti", "highways-maintenance", None)
    ] == [Target(1, 5, True), Target(1, 10, False), Target(1, 10, False)]
    assert isinstance(_ask(council, Question("standard")), Takes)


def test_a_standard_counts_on_its_own_days() -> None:
    change = date(2027, 1, 1)
    standards = [
        Standard(name="answer", value="10", unit="working_days", ends_on=date(2026, 12, 31)),
        Standard(name="answer", value="8", unit="working_days", starts_on=change),
    ]
    assert [target(None, standards, day).answer_days for day in (TODAY, change)] == [10, 8]


@pytest.mark.parametrize("kind", ["who", "standard"])
def test_an_unsure_service_is_asked_about_with_the_likeliest_first(council: Council, kind: str) -> None:
    question = Question(kind, "trees", is_sure=False, others=("verges-weeds", "trees", "unheard-of"))  # type: ignore[arg-type]
    found = _ask(council, question)
    assert isinstance(found, Unclear)
    assert (found.asks, [service.key for service in found.options]) == ("service", ["trees", "verges-weeds"])


def test_neither_service_nor_place_is_asked_openly(council: Council) -> None:
    assert _ask(council, Question("who")) == Unclear("service")
    assert _ask(council, Question("covers", place="Nowhere")) == Unclear("place", place="Nowhere")


def test_a_place_outside_the_council_is_said_to_be_and_nobody_s_ward_is_made_up(council: Council) -> None:
    found = _ask(council, Question("who", "graffiti", place="Skelmersdale", is_outside=True))
    assert isinstance(found, Outside)
    assert found.contact is not None
    assert found.contact.key == "grace-adomako"


def test_an_entry_past_its_review_date_is_marked_stale(council: Council) -> None:
    question = Question("who", "graffiti", wards=("Church",))
    days = [date(2027, 3, 31), date(2027, 4, 1)]
    found = [_ask(council, question, on=day) for day in days]
    assert [each.is_stale for each in found if isinstance(each, Handles)] == [False, True]
