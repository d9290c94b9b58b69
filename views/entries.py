"""Correcting an entry of the directory: find it, fill it in, look at what it would change. Who may is not decided here."""

import json
from dataclasses import asdict, fields

from casework.facts import EntryChange, EntryDraft, EntryField, EntryForm, EntryList, EntryPreview
from directory.entries import OFFERED
from views.blocks import Block, actions, button, context, divider, field, modal, section, select, text_input
from views.forms import memory
from views.limits import PLAIN_INPUT, cut
from views.words import escape

ACTS = {
    "correct": "Correct it",
    "end": "End it: it holds no longer after a day",
    "pass_on": "Pass it on: somebody else holds it from a day",
    "add": "Add a new one",
}
_TITLES = {"correct": "Correct", "end": "End", "pass_on": "Pass on", "add": "Add"}
_WHAT = {"added": "New", "changed": "Changed", "gone": "No longer there"}
_LONG = 120  # characters from which a box has several lines
_MOST_FIELDS, _MOST_HOLES = 20, 10
_CELL = 150  # characters of a cell in the preview
_LISTED = "Several are separated by semicolons."
# What each column means, where its name does not say it all.
_HELP = {
    "from": "The first day on which it holds. Empty: it always did.",
    "until": "The last day that counts. Empty: no end.",
    "source": "Where the fact is from.",
    "key": "Short, in small letters, for good: other entries name it by this.",
    "person": "A person's key, such as joanne-whitwell, or the whole name.",
    "cover": "The key or the whole name of whoever stands in.",
    "role": "What the person does.",
    "scope": "A ward (member), a partnership area (coordinator), a service's key (officer), a body (partner); else empty.",
    "patch": "Only of an officer: the patch in which the service is theirs.",
    "slack_id": "The ID from the profile (U…) or the channel's details (C…), never a name.",
    "other_names": _LISTED,
    "variants": f"Other spellings. {_LISTED}",
    "aliases": f"Other names. {_LISTED}",
    "lgsl": f"Codes of the Local Government Services List. {_LISTED}",
    "remit": f"Keys of the services it may be asked about; empty, any. {_LISTED}",
    "services": f"Keys of services. {_LISTED}",
    "mode": "Who owns the work: the co-ordinator (dedicated), the officer (virtual), the co-ordinator with a task for the officer (combination).",
    "answer_days": "Working days. Empty: the council's standard.",
    "review_on": "When somebody should look at it again.",
    "area": "The area's name, as it stands in areas.",
    "ward": "The ward's name, as it stands in wards.",
    "share": "primary: what the bare name means; part: it holds some of it.",
    "deputy_for": "The key or the whole name of whom a deputy stands in for.",
    "successor": "The key of the body that takes over.",
    "pounds": "Whole pounds, for the whole of its time.",
    "value": "A whole number, or a time such as 09:00.",
    "text": "In {braces} what the case says: {reference}, {place}, {member}, {owner}, {contact}. In [brackets] what only the person writing knows. No dates: [the date you confirm].",
    "hint": "What a good one says, shown under the words.",
    "status": "A channel: off, shadow (posts nothing outward), pilot or live.",
}

_HELP_IN = {
    "end": {"until": "The last day that counts."},
    "pass_on": {"from": "The first day of the new holder. The day before is the last of the old one."},
}
_LABELS = {"lgsl": "LGSL", "slack_id": "Slack ID"}


def find(*, noun: str = "posts", words: str = "") -> Block:
    return modal(
        "entry.find",
        "Correct the directory",
        [
            field(
                "noun",
                "What is to be corrected?",
                select("noun", "Choose", list(OFFERED.items()), chosen=noun),
            ),
            field(
                "words",
                "Which one?",
                text_input("text", longest=100, value=words, placeholder="South Sefton"),
                optional=True,
                hint="Words that stand in it: a name, a key, an area. Empty: show them all.",
            ),
            context(
                "Streets and phrases are kept in the council's files. Leave is entered with `/wardline away`."
            ),
        ],
        submit="Find",
    )


def choose(found: EntryList) -> Block:
    offered = [(act, words) for act, words in ACTS.items() if act in found.acts]
    blocks: list[Block] = []
    if found.entries:
        blocks.append(
            field("entry", "Which one?", select("entry", "Choose one", found.entries), optional=True)
        )
    else:
        blocks.append(section("Nothing there has those words. Go back with Cancel, or add a new one."))
        offered = [("add", ACTS["add"])]
    if found.more:
        blocks.append(context(f"And {found.more:,} more. Find it by more of its words."))
    blocks.append(field("act", "What is to be done?", select("act", "Choose", offered, chosen=offered[0][0])))
    return modal(
        "entry.choose", "Which one?", blocks, submit="Next", metadata=json.dumps({"noun": found.noun})
    )


def write(form: EntryForm) -> Block:
    draft = form.draft
    lead = form.title if draft.act != "add" else f"Add {form.title}."
    fixed = [f"{each.name}: {escape(each.value)}" for each in form.fields if each.is_fixed]
    blocks = [section(f"*{escape(lead)}*")]
    if fixed:
        blocks.append(context(f"{' · '.join(fixed)}. That stays: other entries and cases name it by this."))
    blocks += [_field(each, draft.act) for each in form.fields if not each.is_fixed]
    blocks.append(
        field(
            "why",
            "Why?",
            text_input("text", longest=300),
            hint="It stands in the directory's history with your name.",
        )
    )
    return modal("entry.write", _TITLES[draft.act], blocks, submit="Preview", metadata=remember(draft))


def _field(each: EntryField, act: str) -> Block:
    hint = _HELP_IN.get(act, {}).get(each.name) or _HELP.get(each.name, "")
    label = _LABELS.get(each.name, each.name.replace("_", " ").capitalize())
    element: Block
    if each.is_date:
        element = {"type": "datepicker", "action_id": "date"}
        if each.value:
            element["initial_date"] = each.value
    elif each.choices:
        element = select(
            each.name, "Choose", [(choice, choice) for choice in each.choices], chosen=each.value or None
        )
    else:
        longest = PLAIN_INPUT if each.name in ("what", "remit", "terms", "whom", "how", "text") else 500
        longest = max(longest, min(len(each.value), PLAIN_INPUT))
        element = text_input(
            "text",
            value=each.value,
            multiline=len(each.value) > _LONG or each.name == "text",
            longest=longest,
        )
    return field(each.name, label, element, optional=not each.needed, hint=hint)


def preview(found: EntryPreview) -> Block:
    """Exactly what would change; nothing has yet."""
    blocks: list[Block] = []
    for change in found.changes:
        blocks += [*_change(change), divider()]
    if found.holes:
        blocks.append(section(_holes(found.holes)))
    else:
        blocks.append(
            context("On the next 400 days it leaves no work without an owner that has one now, nor with two.")
        )
    blocks += [context(escape(cut(f"Note: {note}", 300))) for note in found.notes[:5]]
    blocks.append(context(escape(f"Because: {found.draft.why}")))
    return modal(
        "entry.change", "Make this change?", blocks, submit="Make this change", metadata=remember(found.draft)
    )


def _change(change: EntryChange) -> list[Block]:
    lines = [f"*{_WHAT[change.what]}:* {escape(cut(change.title, 300))}"]
    for name, before, after in change.fields[:_MOST_FIELDS]:
        if change.what == "changed":
            lines.append(f"{name}: {_shown(before)} → *{_shown(after)}*")
        elif change.what == "added":
            lines.append(f"{name}: *{_shown(after)}*")
    pieces = ["\n".join(lines[start : start + 10]) for start in range(0, len(lines), 10)]
    return [section(piece) for piece in pieces]


def _shown(cell: str) -> str:
    return escape(cut(cell, _CELL)) or "nothing"


def _holes(holes: tuple[str, ...]) -> str:
    lines = [f"• {escape(cut(hole, 250))}" for hole in holes[:_MOST_HOLES]]
    more = [f"• and {len(holes) - _MOST_HOLES} more"] if len(holes) > _MOST_HOLES else []
    return "\n".join(
        [":warning: *It can be done, but leaves some work with no owner, or with two:*", *lines, *more]
    )


def at_home(may: bool) -> list[Block]:
    """The way in, on an administrator's Home tab."""
    return [actions([button("Correct the directory", "entry.open", "home")])] if may else []


def remember(draft: EntryDraft) -> str:
    return json.dumps(asdict(draft), ensure_ascii=False)


def remembered(metadata: str) -> EntryDraft:
    kept = memory(metadata)
    return EntryDraft(**{field.name: kept[field.name] for field in fields(EntryDraft)})
