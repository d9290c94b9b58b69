"""What came and went long ago is forgotten, once a day; what somebody may still need stays."""

from datetime import timedelta

from bot.tidying import AT_ONCE, KEPT, tidy
from storage import inbox, outages, outbox
from tests.bot.conftest import Play, Stage


def hears(stage: Stage, key: str, *, finished: bool) -> None:
    real = stage.clock.real()
    with stage.database.write() as session:
        inbox.keep(session, {}, key=key, conversation=key, kind="message", now=real)
        if finished:
            held = inbox.claim(session, real=real, lease=timedelta(seconds=60))
            assert held is not None
            assert inbox.finish(session, held, real=real)


def counts(stage: Stage) -> tuple[dict[str, int], dict[str, int]]:
    with stage.database.read() as session:
        return inbox.counts(session), outbox.counts(session)


def test_what_is_over_goes_and_what_is_not_stays(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        first = stage.say("first")
        stage.say("then", after_id=first)
        once = stage.say("said once for good", dedup="once")
        await stage.deliver()
        hears(stage, "over", finished=True)
        with stage.database.write() as session:
            outages.note(session, since=stage.clock.real(), real=stage.clock.real())
        stage.clock.forward(KEPT.total_seconds() - 3600)
        hears(stage, "still to do", finished=False)
        job = tidy(stage.transactions)
        assert await job(stage.clock.now()) == 0
        assert counts(stage) == ({"done": 1, "waiting": 1}, {"sent": 3})

        stage.clock.forward(24 * 3600)
        recent = stage.say("of today")
        await stage.deliver()
        while await job(stage.clock.now()):
            pass
        assert counts(stage) == ({"waiting": 1}, {"sent": 2})
        assert [stage.row(each).state for each in (once, recent)] == ["sent", "sent"]
        with stage.database.read() as session:
            assert session.query(outages.Outage).count() == 1  # nobody has made it good

    play(scene)


def test_much_goes_in_pieces(play: Play[None]) -> None:
    async def scene(stage: Stage) -> None:
        with stage.database.write() as session:
            real = stage.clock.real()
            for number in range(AT_ONCE + 1):
                inbox.keep(session, {}, key=f"{number}", conversation=f"{number}", kind="message", now=real)
            while held := inbox.claim(session, real=real, lease=timedelta(seconds=60)):
                inbox.finish(session, held, real=real)
        stage.clock.forward(KEPT.total_seconds() + 1)
        job = tidy(stage.transactions)
        assert [await job(stage.clock.now()) for _ in range(3)] == [AT_ONCE, 1, 0]

    play(scene)
