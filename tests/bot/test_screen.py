"""The progress bar: only for a person, and only once the work has taken its time."""

from io import StringIO

from rich.console import Console

from bot.commands.screen import progress


def a_console(*, watched: bool) -> tuple[Console, StringIO]:
    out = StringIO()
    return Console(file=out, force_terminal=watched, width=80), out


def test_work_that_takes_its_time_shows_a_bar_to_a_person() -> None:
    console, out = a_console(watched=True)

    with progress("Reading the council", console, patience=0) as report:
        report(3, 10)
        while "Reading the council" not in out.getvalue():
            pass  # the bar draws itself from its own thread; the suite's time limit ends a bar that never comes


def test_quick_work_shows_nothing() -> None:
    console, out = a_console(watched=True)

    with progress("Reading the council", console, patience=60) as report:
        report(10, 10)

    assert "Reading" not in out.getvalue()


def test_a_file_or_a_program_sees_no_bar() -> None:
    console, out = a_console(watched=False)

    with progress("Reading the council", console, patience=0) as report:
        report(3, 10)

    assert out.getvalue() == ""
