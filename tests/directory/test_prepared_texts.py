"""Prepared texts: what is put into one, what is still to be filled in, and what one may not say."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.council import Council, PreparedText, Service
from directory.days_named import day_named
from directory.files import read_council
from directory.prepared_text_checks import PREPARED_TEXT_CHECKS
from directory.prepared_texts import FACTS, OUTCOMES, fill, gaps_in, gaps_left, offered, with_day
from tests.directory.test_sample import SAMPLE

CASE = {
    "reference": "SEF-1042",
    "place": "Marsh Lane",
    "member": "Cllr Okafor-Reid",
    "owner": "Jo",
    "contact": "Jo",
}


def a_text(text: str, kind: str = "ask", **more: object) -> PreparedText:
    return PreparedText(**{"kind": kind, "title": "Title", "text": text, "line": 2, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "facts", "filled"),
    [
        ("{reference}: {owner} has [what was done] in {place}.", CASE, "SEF-1042: Jo has [what was done] in Marsh Lane."),
        ("In { place }.", CASE, "In Marsh Lane."),
        ("In {place}.", {}, "In [the place]."),
        ("In {place}.", {"place": "  "}, "In [the place]."),
        ("In {place}.", {"place": "{{ 7*7 }}"}, "In {{ 7*7 }}."),
        ("In {place}.", {"place": "{owner} <!channel> *x* & [y]", "owner": "Jo"}, "In {owner} <!channel> *x* & [y]."),
        ("{{ 7*7 }}", CASE, "{[7*7]}"),
    ],
)  # fmt: skip
def test_facts_are_put_in_as_they_are(text: str, facts: dict[str, str], filled: str) -> None:
    assert fill(text, facts) == filled


@given(st.text())
def test_whatever_a_fact_says_comes_out_as_it_is(place: str) -> None:
    assert fill("a {place} b", {"place": place}) == f"a {place.strip() or '[the place]'} b"


TEXTS = (
    a_text("[what was done] by [who did it]"),
    a_text("[the first step, if any] [what was done afterwards]"),
)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("We filled it.", []),
        ("We [what was done].", ["what was done"]),
        ("By [WHO  did\nit], who [ what was done ].", ["who did it", "what was done"]),
        ("[what was done afterwards]", ["what was done afterwards"]),
        ("[what was done: filled]", ["what was done"]),
        ("We [what was done.", ["what was done"]),
        ("We what was done].", ["what was done"]),
        ("[the first step, if any]", ["the first step, if any"]),
        ("Ask me what was done, or who did it.", []),
        ("Mr [name] rang [telephone] [sic].", []),
        ("on [the date you confirm]", ["the date you confirm"]),
        ("In [the place].", ["the place"]),
    ],
)
def test_what_is_still_to_be_filled_in_is_named_in_its_order(words: str, left: list[str]) -> None:
    assert gaps_left(words, TEXTS) == left


def test_the_day_comes_from_the_form() -> None:
    words = "On [the date you confirm], that is [The date  you confirm]."
    assert with_day(words.replace("  ", " "), date(2026, 12, 4)) == (
        "On Friday 4 December 2026, that is Friday 4 December 2026."
    )


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("by 2026-12-04", "2026-12-04"),
        ("on 4/12/2026", "4/12/2026"),
        ("on 4/12", "4/12"),
        ("on 4.12.26", "4.12.26"),
        ("on the 4th of December", "on the 4th"),
        ("on 4 May", "4 May"),
        ("December 4th it is", "December 4th"),
        ("May 2027 at best", "May 2027"),
        ("on the 14th", "on the 14th"),
        ("A crew comes on Friday.", "Friday"),
        ("tomorrow", "tomorrow"),
        ("by the end of the week", "by the end of"),
        ("next week", "next week"),
        ("within five working days", "within five working days"),
        ("in the next 24 hours", "in the next 24 hours"),
        ("in a fortnight", "in a fortnight"),
        ("in late November", "late November"),
        ("in May", "in May"),
        ("It may be 40 mm deep, and in one of 3 places.", ""),
        ("They march in a hundred.", ""),
        ("The office is open Monday to Friday.", ""),
        ("Collected on Mondays, at 7.30.", ""),
        ("See section 4.2, half of 1.5 metres.", ""),
        ("Ring 01632 960 200.", ""),
        ("in days gone by", ""),
    ],
)
def test_words_that_name_a_day(text: str, day: str) -> None:
    assert day_named(text) == day


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (a_text("Where? [what you need it for]"), ""),
        (a_text("[a {place}]"), "the bracket “[” belongs to no fact and no gap"),
        (a_text("Done] in {place}"), "the bracket “]” belongs to no fact and no gap"),
        (a_text("{{ 7*7 }}"), "there is no fact “{7*7}”"),
        (a_text("[ ]"), "a gap has no name"),
        (a_text("All done.", "done"), "“Title” has no gap, and would answer a case without a fact of its own"),
        (a_text("By [who] on Friday", title="Crew"), "“Crew” names a date, “Friday”"),
        (a_text("By [who]", title="Done tomorrow"), "“Done tomorrow” names a date, “tomorrow”"),
        (a_text("x", title="y" * 76), "“title” has 76 characters, and 75 fit"),
        (a_text("x", hint="y" * 301), "“hint” has 301 characters, and 300 fit"),
        (a_text("x", service="bins"), "service “bins” is not in services.csv"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_text_is_named(text: PreparedText, problem: str) -> None:
    council = Council(
        services=(Service(key="litter", name="Litter", theme="Street Scene", mode="virtual", what="x"),)
    )
    faults = [f for check in PREPARED_TEXT_CHECKS for f in check(_with(council, text), ())]
    assert [(f.file, f.line) for f in faults[:1]] == ([("prepared_texts.csv", 2)] if problem else [])
    assert problem in "\n".join(fault.problem for fault in faults)


def _with(council: Council, *texts: PreparedText) -> Council:
    return Council(services=council.services, prepared_texts=texts)


def test_no_list_is_longer_than_a_form_has_room_for() -> None:
    texts = [a_text("x", title=str(n), line=n + 2) for n in range(51)]
    (fault,) = [f for check in PREPARED_TEXT_CHECKS for f in check(_with(Council(), *texts), ())]
    assert str(fault).startswith(
        "prepared_texts.csv, line 52: there are more than 50 texts of kind ask for any service"
    )


def test_the_service_s_own_come_first() -> None:
    texts = (a_text("1"), a_text("2", service="litter"), a_text("3", service="trees"), a_text("4", "reply"))
    assert [each.text for each in offered(texts, "ask", "litter")] == ["2", "1"]
    assert [each.text for each in offered(texts, "ask", None)] == ["1"]


def test_the_sample_has_texts_of_every_kind_and_of_ten_services_for_every_outcome() -> None:
    texts = read_council(SAMPLE).prepared_texts
    assert len(texts) >= 40
    assert {text.kind for text in texts if not text.service} == {"reply", "ask", *OUTCOMES}
    services = {text.service for text in texts if text.service}
    assert len(services) >= 10
    assert {(text.service, text.kind) for text in texts} >= {(s, kind) for s in services for kind in OUTCOMES}
    assert all(not set(gaps_in(text.text)) & set(FACTS.values()) for text in texts)
