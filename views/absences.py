"""Forms about leave. Who may mark whom is not decided here."""

from datetime import date

from views.blocks import Block, context, field, modal, text_input


def away(slack_id: str, today: date) -> Block:
    """`slack_id` is whoever opened it."""
    return modal(
        "absence.mark",
        "Away",
        [
            field("person", "Who is away?", _person(slack_id)),
            field("from", "First day", {"type": "datepicker", "action_id": "date", "initial_date": today.isoformat()}),
            field(
                "until", "Last day", {"type": "datepicker", "action_id": "date"}, optional=True,
                hint="The last day that is away. Empty: nobody knows yet.",
            ),
            field("reason", "Reason", text_input("text", longest=200), optional=True, hint="It stays in the directory."),
            context("From the first day the work goes to whoever stands in, and it comes back afterwards."),
        ],
        submit="Mark away",
    )  # fmt: skip


def back(slack_id: str) -> Block:
    return modal(
        "absence.end", "Back", [field("person", "Who is back?", _person(slack_id))], submit="Mark back"
    )


def _person(slack_id: str) -> Block:
    return {"type": "users_select", "action_id": "person", "initial_user": slack_id}
