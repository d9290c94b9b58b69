"""The certificate of an erasure, as Markdown: for the person who asked, for the file, and for whoever looks years later."""

from collections.abc import Iterator

from casework.facts import CertificateFacts
from views.words import LONDON, full_day

MOST = 200  # messages of people's own that are named one by one
_WHAT = {
    "case": "the words of a case",
    "person": "everything that {person} wrote",
    "text": "a resident's name, number or address, wherever it was written",
    "retention": "words whose time was over",
}
_POSTS = {
    "waiting": "still to go: the running bot takes them away",
    "sending": "on their way",
    "sent": "gone, or shown anew without the words",
    "dropped": "had never stood there",
    "given_up": "could not be taken away: see below",
}


def text_of(found: CertificateFacts) -> str:
    return "\n".join(_lines(found)) + "\n"


def _lines(found: CertificateFacts) -> Iterator[str]:
    yield f"# Certificate {found.number}: {_WHAT[found.kind].format(person=found.person)}"
    yield ""
    yield f"- Asked by: {found.by}"
    yield f"- Why: {found.why}"
    yield f"- When: {found.at.astimezone(LONDON):%-d %B %Y, %H:%M}"
    yield f"- Cases: {', '.join(found.references) or 'none'}"
    yield from ("", "## What was erased", "")
    yield from (f"- {what}: {number:,}" for what, number in found.counts.items())
    if not found.counts:
        yield "- nothing: there was none of it"
    if found.posts:
        yield from ("", "What stood in Slack:", "")
        yield from (f"- {number:,} {_POSTS[state]}" for state, number in sorted(found.posts.items()))
    yield from ("", "## What stays", "")
    yield "- Each case as a figure: its service, ward, street, dates, and what kind of outcome it had."
    yield "- The history: who did what and when, without words; its chains are as they were."
    yield from _left(found)
    yield from ("", "## Proof", "")
    yield f"- The history's checkpoint before: {found.before or 'there was none'}"
    yield f"- The history's checkpoint after: {found.after or 'there is none'}"
    yield from _proof(found)


def _left(found: CertificateFacts) -> Iterator[str]:
    yield from ("", "## What could not be erased, and why", "")
    for what, recipient, error in found.failed:
        yield f"- A {what} of Wardline's in {_place(recipient)}: Slack says {error or 'no reason'}. Remove it by hand."
    if found.messages:
        yield (
            "- These messages are people's own, and Slack lets no app delete them. Their authors can, or an owner of "
            "the workspace:"
        )
        for channel, ts, who, at in found.messages[:MOST]:
            yield f"  - {who}, {at.astimezone(LONDON):%-d %B %Y %H:%M}, conversation {channel}, message {ts}"
        if len(found.messages) > MOST:
            yield f"  - and {len(found.messages) - MOST:,} more, named in the database"
    if found.files:
        yield "- These files are people's own in the same way:"
        yield from (
            f"  - {who}, conversation {channel}, message {ts}, file {name}"
            for name, channel, ts, who in found.files[:MOST]
        )
    for column, number in found.columns.items():
        yield f"- It still stands in {number:,} row{'' if number == 1 else 's'} of {column}: {_why(column)}"
    if found.has_entry:
        yield "- Their entry in the directory (name, e-mail, telephone) and reasons that they gave for changes of it: the council's own files say who is in it."
    if found.is_exported:
        yield "- corrections.csv, where it was exported before: export it again. A running bot unlearns the words within a minute."
    yield (
        f"- Backups made before {full_day(found.backups_before)} still hold it. The council keeps them until "
        f"{full_day(found.backups_until)}; after restoring one, erase again."
    )
    yield "- Copies that people made, Slack's notifications by e-mail, and what Slack itself keeps by the workspace's settings."


def _proof(found: CertificateFacts) -> Iterator[str]:
    many = f"{found.proved:,} case{'' if found.proved == 1 else 's'}"
    if found.broken:
        yield f"- **The history does not verify**: {' '.join(found.broken)}"
    else:
        chains = "every chain is" if found.is_whole else f"the chains of {many} are"
        yield f"- `history verify`: {chains} what was written."
    if found.different:
        yield f"- **Not every case is what its history makes it**: {' '.join(found.different)}"
    else:
        yield f"- `history replay`: {many}, each as the history makes it, with every clock."


def _place(recipient: str) -> str:
    kind, _, slack_id = recipient.partition(":")
    return f"the channel {slack_id}" if kind == "channel" else f"the direct messages of {slack_id}"


def _why(column: str) -> str:
    if column.startswith("words."):
        return "on cases that nobody confirmed."
    if column.startswith("history."):
        return "the history is not changed."
    return "it is the council's directory." if column.split(".")[0] in _DIRECTORY else "look at it by hand."


_DIRECTORY = {
    "people", "directory_changes", "streets", "localities", "landmarks", "bodies", "resources", "services", "phrases",
    "outside_places", "posts", "absences", "cut_overs", "wards", "areas",
}  # fmt: skip
