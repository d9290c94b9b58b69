"""Cases found by their words, and by nobody who may not see them."""

from tests.desk import Desk, text_of


def test_a_case_is_found_by_its_words_by_those_who_may_see_it(desk: Desk) -> None:
    member, colleague = desk.holder("member", "Linacre"), desk.holder("member", "Linacre", 1)
    coordinator = desk.holder("coordinator", "South Sefton")
    asked = member.says("Three mattresses dumped on Marsh Lane")
    member.says("There is a broken wardrobe beside them now", thread=asked)
    member.says("A child at risk is being hit in the house by the park, next to a mattress")

    coordinator.commands("find mattress marsh")
    assert "SEF-1001" in text_of(coordinator.last())
    coordinator.commands("find wardrobes")
    assert "SEF-1001" in text_of(coordinator.last())
    coordinator.commands("find SEF-1001")
    assert "Marsh Lane" in text_of(coordinator.last())
    coordinator.commands("find mattress")
    assert "SEF-1002" not in text_of(coordinator.last())
    colleague.commands("find mattress")
    assert "No case that you may see" in text_of(colleague.last())
    member.commands('find "mattress" OR * (park')
    assert "No case that you may see" in text_of(member.last())
    member.commands("find")
    assert "Write what to look for" in text_of(member.whispers(member.dm)[-1])
