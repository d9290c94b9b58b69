"""Managers read which wards are quiet: a fact of wards, shown to no member, and worked out from the cases."""

from datetime import timedelta

import pytest

from bot.commands import measures as command
from casework.quiet_wards import quiet_wards
from storage.clocks import Clock
from storage.outbox import OutboxRow
from tests.desk import MONDAY, Desk, text_of
from tests.rows import a_case, becomes
from tests.stories.test_ward_views import Lent

OTHERS = ("Derby", "Ford", "Litherland", "Netherton and Orrell", "St Oswald")


def test_a_quiet_ward_is_named_to_managers_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    member, officer = desk.holder("member", "Linacre"), desk.holder("officer", "trees")
    manager, director = desk.holder("manager"), desk.holder("director")
    with desk.database.write() as session:
        for _ in range(6):  # before the twelve months, and of somebody at risk: neither is counted
            a_case(session, "potholes", "Linacre", at=MONDAY - timedelta(days=366))
            a_case(session, None, "Linacre", emergency="child", restricted=True)
        for ward in OTHERS:
            for week in range(9):
                a_case(session, "potholes", ward, at=MONDAY - timedelta(weeks=week))
        a_case(session, "potholes", "Linacre", "Derby", at=MONDAY - timedelta(days=200))
        session.query(OutboxRow).delete()  # nobody reads their cards here, and nobody is late
        session.query(Clock).update({"next_at": None})

    for reader in (manager, director):
        reader.commands("measures")
        page = text_of(reader.form() or {})
        assert "Quiet wards, the last 12 months:\nLinacre: 1 case where 8 would be usual for its size" in page
        assert "(0.0 to 5.6, allowing for chance); need is high: 80, the middle ward 65" in page
        assert "No case has come yet from: Crosby, Formby" in page
    for reader in (member, officer):
        reader.commands("measures")
        assert "Quiet wards" not in text_of(reader.form() or {})

    monkeypatch.setattr(command.opening, "settings", lambda **_: type("", (), {"database_url": ""}))
    monkeypatch.setattr(command.opening, "database", lambda _: Lent(desk))
    with desk.database.write() as session:
        profiles = tuple(row for row in desk.council.ward_profiles if row.ward != "Ford")
        becomes(session, ward_profiles=profiles)
        wards = quiet_wards(session, now=desk.clock.now())
    assert [each.ward for each in wards.quiet] == ["Linacre"]
    assert [(each.ward, each.cases) for each in wards.rates][:2] == [("Derby", 10), ("Linacre", 1)]
    assert wards.unknown == ("Ford",)
    assert command.quiet(wards)[-1] == "Not compared, for want of a profile in the directory: Ford."
