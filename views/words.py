"""The words people read: Jinja2 templates, one a notice, with a council's own in place of ours where it has any."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import BaseLoader, ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from casework.facts import CaseLine, NextStep, PersonFacts
from casework.lifecycle import STATE_WORDS
from views.limits import cut
from views.plain import harmless, harmless_lines

LONDON = ZoneInfo("Europe/London")
LONGEST_LINE = 160  # of a case's service and place in a list
OURS = Path(__file__).parent / "templates"


class Mrkdwn(str):
    """Text that is Slack markup already. Everything else that a template is given is escaped."""

    __slots__ = ()


class Words:
    """One set of templates. `overrides` is a folder of a council's own, by the same file names."""

    def __init__(self, overrides: Path | None = None) -> None:
        loaders: list[BaseLoader] = [FileSystemLoader(folder) for folder in (overrides, OURS) if folder]
        self._environment = ImmutableSandboxedEnvironment(
            loader=ChoiceLoader(loaders),
            undefined=StrictUndefined,
            finalize=escape,
            autoescape=False,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters.update(
            when=when,
            day=day,
            full_day=full_day,
            pounds=pounds,
            listed=listed,
            name=name,
            mention=mention,
            state=state_words,
            first=first_name,
            lower_first=lower_first,
            short=short,
            work_line=work_line,
            lines=lines,
        )

    def say(self, template: str, values: Mapping[str, Any] | None = None) -> str:
        """The words of one template, as Slack markup."""
        return self._environment.get_template(f"{template}.jinja").render(values or {}).strip()


def escape(value: object) -> str:
    """What somebody wrote, as the words it was, on one line: no markup, no mention, no ping."""
    if value is None:
        return ""
    if isinstance(value, Mrkdwn):
        return value
    return harmless(str(value))


def lines(value: object) -> Mrkdwn:
    """The same for words of several lines."""
    return Mrkdwn(harmless_lines(str(value)))


def when(moment: datetime | None) -> str:
    """A moment as people write it, in local time: "Tue 24 Nov, 5 pm"."""
    if moment is None:
        return "no date yet"
    local = moment.astimezone(LONDON)
    hour = local.strftime("%-I:%M" if local.minute else "%-I")
    return f"{local.strftime('%a %-d %b')}, {hour} {'am' if local.hour < 12 else 'pm'}"


def day(value: date | datetime | str | None) -> str:
    """A day as people write it: "Tue 24 Nov"."""
    if not value:
        return "no date yet"
    if isinstance(value, str):
        value = date.fromisoformat(value)
    if isinstance(value, datetime):
        value = value.astimezone(LONDON).date()
    return value.strftime("%a %-d %b")


def full_day(value: date | str) -> str:
    """A day that may be in another year: "3 May 2026"."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return value.strftime("%-d %B %Y")


def pounds(value: int) -> str:
    return f"£{value:,}"


def listed(values: Iterable[object]) -> str:
    """ "Derby", "Derby and Ford", "Derby, Ford and Kew"."""
    *most, last = [str(value) for value in values] or [""]
    return f"{', '.join(most)} and {last}" if most else last


def name(person: PersonFacts | None) -> str:
    return person.name if person else "Wardline"


def first_name(person: PersonFacts) -> str:
    return person.name.removeprefix("Cllr ").split()[0]


def mention(person: PersonFacts | None) -> Mrkdwn:
    """Name somebody so that Slack notifies them; by name alone where they are not in Slack."""
    if person is None or not person.slack_id:
        return Mrkdwn(escape(name(person)))
    return Mrkdwn(f"<@{person.slack_id}>")


def state_words(state: str) -> str:
    return STATE_WORDS[state]  # type: ignore[index]


def lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def short(text: str) -> str:
    """What fits beside other things on a card."""
    return cut(text, 300)


def work_line(line: CaseLine) -> Mrkdwn:
    """A case in a list for the people working on it, with what is due next."""
    hidden = "restricted: its words are in their channel" if line.restricted else "kept brief"
    about = f"{line.service} · {line.place}" if line.service else hidden
    late = " · :red_circle: late" if line.late else ""
    due = f" · {next_step(line.next)}" if line.next else ""
    return Mrkdwn(f"*{escape(line.reference)}* · {escape(cut(about, LONGEST_LINE))}{late}{escape(due)}")


def next_step(step: NextStep) -> str:
    """What is due next on a case, by when."""
    match step.what:
        case "acknowledge":
            return f"to be acknowledged by {when(step.due)}"
        case "answer":
            return f"to be answered by {day(step.due)}"
        case "wait":
            return f"waiting for {cut(step.who, LONGEST_LINE)} until {day(step.due)}"
        case "scheduled":
            return f"planned for {day(step.due)}"
    return f"answered; {cut(step.who, LONGEST_LINE)} may object until {day(step.due)}"
