"""What a Slack request carries, read once: who, where, which case, what was typed. No rules and no SQL."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import date, datetime
from typing import Any, Protocol, TypeVar

from casework.errors import NotAllowed, NotUnderstood
from casework.rules import rules
from casework.words import Said, SaidFile
from directory.council import Person
from handlers.markup import file_name, moment_of, plain_words
from storage import Session

T = TypeVar("T")
Body = dict[str, Any]


class Transact(Protocol):
    """Runs `work(session)` in one transaction on a thread; see bot/transactions."""

    def __call__(self, work: Callable[[Session], T]) -> Awaitable[T]: ...


class Clock(Protocol):
    def now(self) -> datetime: ...

    def real(self) -> datetime: ...


class NotYet(Exception):
    """An edit, deletion, reaction or reply came before what it is about was known: to be tried again shortly."""


def said_in(
    event: Body, *, team: str, door: str, clock: Clock, bot_user: str | None, at: str | None = None
) -> Said:
    """The message of an event. `at` is when it was written, where that was noted before (a kept message)."""
    written = datetime.fromisoformat(at) if at else moment_of(event["ts"]) + (clock.now() - clock.real())
    return Said(
        team=team,
        channel=event["channel"],
        ts=event["ts"],
        thread_ts=event.get("thread_ts"),
        author=event["user"],
        text=plain_words(event.get("text") or "", bot_user=bot_user),
        at=written,
        door=door,
        files=_files(event.get("files") or ()),
    )


def acting(session: Session, slack_id: str) -> Person:
    """Who pressed, by Slack id. Raises NotAllowed for somebody nobody has bound yet."""
    person = rules(session).by_slack_id(slack_id)
    if person is None:
        raise NotAllowed(
            "I don't know you yet. Write to me in a direct message, and Member Support will be asked."
        )
    return person


def user_of(body: Body) -> str:
    return str(body["user"]["id"])


def action_of(body: Body) -> Body:
    found: Body = body["actions"][0]
    return found


def form_of(body: Body) -> Body:
    """The form in which it was pressed. Raises NotUnderstood where that was in none."""
    view = body.get("view")
    if not isinstance(view, dict):
        raise NotUnderstood("That belongs in a form, and there is none. Nothing was changed.")
    return view


def pressed(body: Body) -> str:
    """The value of the button, or of the option that was chosen."""
    action = action_of(body)
    option = action.get("selected_option")
    return str(option["value"] if option else action.get("value", ""))


def is_number(text: str) -> bool:
    """Whether it is one that we would have written: others have digits that no number has, or no end."""
    return text.isascii() and text.isdecimal() and len(text) < 16


def number_of(text: str) -> int:
    """Raises NotUnderstood for anything but a number."""
    if not is_number(text):
        raise NotUnderstood("That has lost what it was about. Nothing was changed.")
    return int(text)


def day_of(text: object) -> date:
    """The day that a form or button carries. Raises NotUnderstood for one that we would not have written."""
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        day = date.min
    if not 2000 <= day.year < 2200:
        raise NotUnderstood("That is no day that can be meant. Choose one in the calendar.")
    return day


def numbers_pressed(body: Body, count: int = 1) -> list[int]:
    """The numbers that a button carries, `12:34` or `correct:12:34`. Raises NotUnderstood where there are not so many."""
    numbers = [int(part) for part in pressed(body).split(":") if is_number(part)]
    if len(numbers) < count:
        raise NotUnderstood("That button has lost what it was for. Nothing was changed.")
    return numbers


def case_seen(value: str) -> tuple[int, str | None]:
    """`12:new` is case 12, seen in state new; `12` is the case alone. Raises NotUnderstood for anything else."""
    number, _, state = value.partition(":")
    if not is_number(number):
        raise NotUnderstood("That button has lost its case. Use the buttons on the case's card.")
    return int(number), state or None


def number_pressed(body: Body) -> int:
    """The number that a button carries. Raises NotUnderstood where it carries none."""
    return numbers_pressed(body)[0]


def typed(view: Body, block: str, action: str = "text") -> str:
    """What was typed into one field of a form; empty where the field is not there."""
    state = view.get("state", {}).get("values", {}).get(block, {}).get(action, {})
    return str(state.get("value") or "")


def words_typed(view: Body) -> str:
    """The words for the member in a form that may start from a prepared text: their field has many names."""
    names = view.get("state", {}).get("values", {})
    return next((typed(view, name) for name in names if name.partition(".")[0] == "words"), "")


def typed_whole(view: Body, block: str) -> str:
    """What was typed into a field and those that it goes on in: `words`, `words.1` …"""
    names = [name for name in view.get("state", {}).get("values", {}) if name.partition(".")[0] == block]
    return " ".join(part.strip() for part in (typed(view, name) for name in names) if part.strip())


def chosen(view: Body, block: str, action: str | None = None) -> str | None:
    state = view.get("state", {}).get("values", {}).get(block, {}).get(action or block, {})
    option = state.get("selected_option")
    return str(option["value"]) if option else None


def ticked(view: Body, block: str) -> list[str]:
    """The boxes that are ticked in one field of a form, or what is chosen in a list of which several may be."""
    state = view.get("state", {}).get("values", {}).get(block, {}).get(block, {})
    return [str(option["value"]) for option in state.get("selected_options") or ()]


def picked_date(view: Body, block: str) -> str | None:
    found = view.get("state", {}).get("values", {}).get(block, {}).get("date", {}).get("selected_date")
    return str(found) if found else None


def picked_day(view: Body, block: str) -> date | None:
    picked = picked_date(view, block)
    return day_of(picked) if picked else None


def account(view: Body, block: str) -> str | None:
    """The Slack account chosen in a list of people."""
    found = view.get("state", {}).get("values", {}).get(block, {}).get("person", {}).get("selected_user")
    return str(found) if found else None


def nothing(_session: Session) -> None:
    """The work of a listener that has none: its event is finished all the same."""


def _files(attached: Iterable[Body]) -> tuple[SaidFile, ...]:
    """One that is attached twice is one."""
    found = [_file(file) for file in attached if _is_there(file)]
    return tuple({file.id: file for file in found}.values())


def _file(file: Body) -> SaidFile:
    return SaidFile(
        id=str(file["id"]),
        name=file_name(str(file.get("name") or "file")),
        mimetype=str(file.get("mimetype") or ""),
        size=file["size"] if isinstance(file.get("size"), int) else 0,
        is_elsewhere=bool(file.get("is_external")),
    )


def _is_there(file: Body) -> bool:
    """Not what is left of a file that somebody deleted, nor one that the workspace's plan hides."""
    return file.get("mode") not in ("tombstone", "hidden_by_limit")
