"""Tasks: the card in an officer's messages, the list on a case, and the forms that ask, finish, give back and change."""

from collections.abc import Sequence
from datetime import date

from casework.facts import CaseFacts, TaskFacts, Told
from views.blocks import (
    Block,
    Message,
    actions,
    button,
    context,
    date_picker,
    field,
    header,
    modal,
    quote,
    section,
    select,
    text_input,
)
from views.limits import cut
from views.words import Words, day, escape

LONGEST = 1_000
MOST_LISTED = 20  # the oldest first; the next ones come as these are settled
Choice = tuple[str, str]


def task_card(told: Told, words: Words) -> Message:
    """What an officer has before them, with everything that they may press."""
    task = told.task
    assert task is not None
    line = words.say("task_card", {"task": task})
    blocks = [section(line)]
    if task.words:
        blocks.append(quote(task.words, LONGEST))
    if task.case_words:
        blocks += [context("The case itself, as it was raised:"), quote(task.case_words, 600)]
    blocks.append(context(words.say("task_card_standing", {"task": task})))
    if task.is_open:
        blocks += [*task_buttons(task), context(words.say("task_card_thread", {"task": task}))]
    elif task.ended_words:
        blocks.append(quote(task.ended_words, LONGEST))
    return Message(text=line, blocks=blocks)


def task_card_passed(told: Told, words: Words) -> Message:
    """What is left with somebody who has it no longer."""
    text = words.say("task_card_passed", {"task": told.task})
    return Message(text=text, blocks=[section(text)])


def task_buttons(task: TaskFacts) -> list[Block]:
    """What an officer may answer. Nothing, once it is over."""
    if not task.is_open:
        return []
    number = str(task.id)
    taken = [] if task.state == "accepted" else [button("Accept", "task.accept", number, style="primary")]
    pressed = [
        *taken,
        button("Done…", "task.finish", number),
        button("Another day…", "task.promise", number),
        button("I can't…", "task.give_back", number),
    ]
    return [actions(pressed)]


def add(
    case: CaseFacts,
    services: Sequence[Choice],
    *,
    service: str | None = None,
    people: Sequence[Choice] = (),
    officer: str = "",
    due: date | None = None,
    text: str = "",
) -> Block:
    """Ask a service for its part. Once a service is chosen, the form proposes its officer and a day."""
    blocks = [
        section(f"*{escape(case.reference)}* · {escape(case.service)} · {escape(case.place)}"),
        field(
            "service",
            "Which service?",
            select("task.service", "Choose a service", services, chosen=service),
            dispatch=True,
        ),
        field(
            "words",
            "What is it asked to do?",
            text_input("text", multiline=True, value=text, longest=LONGEST),
            hint="Telephone numbers, e-mail addresses and names with a title are masked where it is read.",
        ),
    ]
    if service is not None:
        # The service is in the names of the blocks: Slack keeps what stood in a field that is called the same.
        chosen = select("person", "Choose somebody who is in", people, chosen=officer)
        blocks += [
            field(f"person.{service}", "Who?", chosen, optional=True),
            field(f"due.{service}", "Wanted by", date_picker(due), optional=True),
        ]
    blocks.append(
        context(
            f"{escape(case.owner.name)} keeps the case. It cannot be answered as done before this is done, or waived with a reason."
        )
    )
    return modal(
        "task.add", "Add task", blocks, submit="Ask", metadata={"case": case.id, "state": case.state}
    )


def listed(case: CaseFacts) -> Block:
    """Every task of a case that is still open, and what may be changed of it."""
    blocks: list[Block] = []
    for task in [task for task in case.tasks if task.is_open][:MOST_LISTED]:
        number = str(task.id)
        pressed = [
            button("Done…", "task.finish", number),
            button("Another person or day…", "task.change", number),
            button("Not needed…", "task.waive", number),
        ]
        said = [quote(task.words, 300)] if task.words else []
        blocks += [section(_line(task)), *said, actions(pressed)]
    return modal("task.list", case.reference, blocks or [section("No task is open on this case any more.")])


def at_home(tasks: Sequence[TaskFacts]) -> list[Block]:
    """On the Home tab: what is asked of somebody, the next due first."""
    if not tasks:
        return []
    shown = [
        section(
            f"{_line(task)}{' · :red_circle: late' if task.is_overdue else ''}",
            accessory=button("Done…", "task.finish", str(task.id)),
        )
        for task in tasks[:MOST_LISTED]
    ]
    more = [context(f"And {len(tasks) - MOST_LISTED} more.")] if len(tasks) > MOST_LISTED else []
    return [header("Asked of you"), *shown, *more]


def finish(task: TaskFacts) -> Block:
    words = field(
        "words",
        "What was done?",
        text_input("text", multiline=True, longest=LONGEST),
        optional=True,
        hint=f"{task.contact.name} answers the member with it.",
    )
    return _form("task.finish", "Done", task, [words], submit="It is done")


def give_back(task: TaskFacts) -> Block:
    why = field("words", "Why not?", text_input("text", multiline=True, longest=LONGEST))
    return _form("task.give_back", "I can't do this", task, [why], submit="Give it back")


def promise(task: TaskFacts) -> Block:
    """Another day that the officer confirms."""
    fields = [
        field("due", "On which day will it be done?", date_picker()),
        field("words", "Why that day?", text_input("text", multiline=True, longest=LONGEST)),
    ]
    return _form("task.promise", "Another day", task, fields, submit="Take it on")


def change(task: TaskFacts, people: Sequence[Choice]) -> Block:
    fields = [
        field(
            "person", "Who?", select("person", "Choose somebody who is in", people, chosen=task.officer.key)
        ),
        field("due", "Wanted by", date_picker(task.due.date()), optional=True),
    ]
    return _form("task.change", "Another person or day", task, fields, submit="Ask")


def waive(task: TaskFacts) -> Block:
    hint = f"{task.officer.name} reads it."
    why = field(
        "words", "Why is it no longer needed?", text_input("text", multiline=True, longest=LONGEST), hint=hint
    )
    return _form("task.waive", "Not needed", task, [why], submit="Waive it")


def _form(callback: str, title: str, task: TaskFacts, fields: list[Block], *, submit: str) -> Block:
    return modal(callback, title, [section(_line(task)), *fields], submit=submit, metadata={"task": task.id})


def _line(task: TaskFacts) -> str:
    by = "confirmed for" if task.state == "accepted" else "wanted by"
    service, officer = cut(task.called, 150), cut(task.officer.name, 100)
    return f"*{escape(task.reference)}* · {escape(service)} · {escape(officer)}, {by} {day(task.due)}"
