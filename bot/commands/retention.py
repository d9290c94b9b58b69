"""`wardline retention`: what is over its time, listed or erased."""

from collections.abc import Iterator, Sequence

from bot.commands import opening
from bot.commands.erase import finish
from bot.commands.screen import say, table, warn
from casework import data_protection
from casework import retention as keeping
from casework.errors import CaseworkError
from casework.retention import Due, Over
from casework.rules import Rules, rules
from storage import Session


@opening.says()
def retention(*, by: str, why: str, dry_run: bool) -> int:
    """0 when it is done, or there is nothing to do; 1 where it was refused."""
    with opening.at_hand() as (database, now):
        with database.read() as session:
            found, is_on = keeping.due(session, now=now), rules(session).keeps_to_retention(now)
            _say_due(session, found, is_on=is_on)
        is_due = bool(found.over or found.loose)
        if dry_run or not is_due:
            say("Nothing was erased: this is what would go." if is_due else "Nothing was erased.")
            return 0

        def work(session: Session) -> int:
            person = data_protection.insist(session, by, now=now)
            reason = data_protection.reason(why or keeping.WHY)
            done = keeping.carry_out(session, keeping.due(session, now=now), by=person, why=reason, now=now)
            return done.id if done else 0

        try:
            number = database.transact(work)
        except CaseworkError as refused:
            warn(refused.says)
            return 1
        if number:
            finish(database, number)
    return 0


def _say_due(session: Session, found: Due, *, is_on: bool) -> None:
    columns = ("case", "service", "closed", "kept until", "")
    names = rules(session)
    table(columns, [*_lines(names, found.over, ""), *_lines(names, found.held, "a person decides")])
    count = sum(len(each.cases) for each in found.over)
    say(
        f"Cases whose words are over their time: {count:,}; messages that are with no case: {len(found.loose):,}."
    )
    if found.held:
        say(
            f"For a person to decide (wardline erase --case): {sum(len(each.cases) for each in found.held):,}."
        )
    if not is_on:
        say("Nothing goes by itself: the standard “retention” is not yes.")


def _lines(found: Rules, over: Sequence[Over], note: str) -> Iterator[tuple[str, ...]]:
    for each in over:
        for case in each.cases:
            service = found.service(case.service)
            name = service.name if service else "to be confirmed"
            yield case.reference, name, f"{each.closed:%d %b %Y}", f"{each.since:%d %b %Y}", note
