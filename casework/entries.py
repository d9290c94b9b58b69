"""Entries of the directory put right in Slack: by an administrator, with a reason, after a preview, in one transaction
with its history. What may stand in an entry is in directory/entries.py."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, cast

from casework import administrators
from casework.errors import NotUnderstood, Refused, TooLate
from casework.facts import EntryChange, EntryDraft, EntryField, EntryForm, EntryList, EntryPreview
from casework.notifications import person_recipient, tell
from casework.rules import forget_rules, local_day, rules
from directory import changes, entries, loading
from directory.columns import COLUMN_NAMES
from directory.council import Council, Person, Row
from directory.differences import Change, entry_of, written
from directory.entries import OFFERED, UNREAD, Act, BadCells
from storage import Session
from storage.council import hold, remembered

MOST = 100  # entries to choose from at once: Slack shows no more
MOST_SAID = 5  # faults in a form
LONGEST = 3_000  # characters of a change: a form in Slack remembers no more until it is sent
LONGEST_CELL = 3_000  # characters of a box in Slack


def insist(session: Session, *, by: Person, now: datetime) -> None:
    administrators.insist(session, "corrects the directory", by=by, now=now)


def found(session: Session, noun: str, words: str, *, by: Person, now: datetime) -> EntryList:
    insist(session, by=by, now=now)
    _insist_on_noun(noun)
    rows = entries.matching(_council(session), noun, words)
    shown = tuple((entries.mark_of(row), entries.label_of(row)) for row in rows[:MOST])
    return EntryList(noun, shown, max(len(rows) - MOST, 0), tuple(entries.acts_of(noun)))


def form(session: Session, noun: str, mark: str, act: str, *, by: Person, now: datetime) -> EntryForm:
    insist(session, by=by, now=now)
    _insist_on_noun(noun)
    row = None if act == "add" else _row(_council(session), noun, mark)
    cells = entries.cells_of(row) if row and act == "correct" else {}
    fields = tuple(
        EntryField(
            name=column.name,
            value=cells.get(column.name, ""),
            needed=column.needed or act in ("end", "pass_on"),
            # A box that cannot hold all of it would cut it.
            is_fixed=is_fixed or len(cells.get(column.name, "")) > LONGEST_CELL,
            is_date=column.is_date,
            choices=column.choices,
        )
        for column, is_fixed in entries.columns_for(noun, cast(Act, act))
    )
    draft = EntryDraft(noun, mark if row else "", act, entries.state_of(row))
    return EntryForm(entries.label_of(row) if row else OFFERED[noun], draft, fields)


def preview(session: Session, draft: EntryDraft, *, by: Person, now: datetime) -> EntryPreview:
    """What it would change. Raises Refused where it cannot be, in the words of a load; changes nothing."""
    insist(session, by=by, now=now)
    return _judged(session, draft, now=now)[0]


def change(session: Session, draft: EntryDraft, *, by: Person, now: datetime) -> None:
    """Make it, write it down, and tell whoever made it. Raises TooLate where the entry changed since it was opened."""
    hold(session)
    insist(session, by=by, now=now)
    shown, after, made = _judged(session, draft, now=now)
    loading.load(session, after, [draft.noun])
    changes.record(session, made, why=draft.why.strip(), by=by.key, now=now)
    forget_rules(session)
    recipient = person_recipient(session, by.key)
    if recipient:
        tell(session, "entry_changed", recipient, facts=_facts(shown), now=now)


def _judged(
    session: Session, draft: EntryDraft, *, now: datetime
) -> tuple[EntryPreview, Council, list[Change]]:
    _insist_on_noun(draft.noun)
    if not draft.why.strip():
        raise Refused({"why": "Say why: it stands in the directory's history."})
    before = _council(session)
    old = None if draft.act == "add" else _unchanged(session, before, draft)
    try:
        after = entries.changed(before, draft.noun, old, cast(Act, draft.act), draft.cells)
    except BadCells as bad:
        raise Refused(bad.wrong) from None
    made = entries.changes(before, after, draft.noun)
    if not made:
        raise NotUnderstood("Nothing is different from what the directory says.")
    faults = entries.faults(before, after)
    stops = [said for stopping, said in faults if stopping]
    if stops:
        raise Refused(_by_field(stops[:MOST_SAID], draft))
    kept = _lean(draft, old)
    if len(json.dumps(asdict(kept), ensure_ascii=False)) > LONGEST:
        raise NotUnderstood("That is too much for one step. Change a field or two at a time.")
    holes = tuple(str(hole) for hole in entries.holes(before, after, local_day(now)))
    notes = tuple(said for _, said in faults)
    return EntryPreview(kept, tuple(map(_told, made)), holes, notes), after, made


def _by_field(stops: Sequence[str], draft: EntryDraft) -> dict[str, str]:
    """What is said of a column stands under it; the rest at the end, under the reason."""
    fields: dict[str, str] = {}
    for said in stops:
        name = next((name for name in draft.cells if f": {name} “" in said), "why")
        fields[name] = f"{fields.get(name, '')} {said}".strip()
    return fields


def _lean(draft: EntryDraft, old: Row | None) -> EntryDraft:
    """With the cells that are to change, and no others."""
    cells = entries.cells_of(old) if old is not None and draft.act == "correct" else {}
    return replace(
        draft, cells={name: cell for name, cell in draft.cells.items() if cells.get(name, "") != cell}
    )


def _unchanged(session: Session, council: Council, draft: EntryDraft) -> Row:
    row = entries.by_mark(council, draft.noun, draft.mark)
    if row is not None and entries.state_of(row) == draft.state:
        return row
    last = changes.history(session, draft.noun, entry_of(row)) if row is not None else []
    person = rules(session).person(last[-1].by) if last else None
    who = person.name if person else "Somebody"
    raise TooLate(
        f"{who} changed that entry in the meantime. Nothing was changed by you: open it again to see what it says."
    )


def _row(council: Council, noun: str, mark: str) -> Row:
    row = entries.by_mark(council, noun, mark)
    if row is None:
        raise TooLate("That entry is not there any more. Look for it again.")
    return row


def _insist_on_noun(noun: str) -> None:
    if noun not in OFFERED:
        raise NotUnderstood("Choose what is to be corrected.")


def _council(session: Session) -> Council:
    return remembered(session, _read)


def _read(session: Session) -> Council:
    return loading.read(session, without=UNREAD)


def _told(made: Change) -> EntryChange:
    title = entries.label_of(made.row)
    if made.what == "changed":
        fields = [(name, written(before), written(after)) for name, before, after in made.changed_fields()]
    else:
        is_new = made.what == "added"
        cells = [(name, cell) for name, cell in entries.cells_of(made.row).items() if cell]
        fields = [(name, "" if is_new else cell, cell if is_new else "") for name, cell in cells]
    return EntryChange(
        made.what,
        title,
        tuple((COLUMN_NAMES.get(name, name), before, after) for name, before, after in fields),
    )


def _facts(shown: EntryPreview) -> dict[str, Any]:
    return {
        "changes": [
            {"what": each.what, "title": each.title, "fields": [list(one) for one in each.fields]}
            for each in shown.changes
        ],
        "why": shown.draft.why.strip(),
        "holes": list(shown.holes),
    }
