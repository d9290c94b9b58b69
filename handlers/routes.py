"""Every id that Slack may send us, declared once, with the function that answers it."""

import re
from typing import Any

from slack_bolt.async_app import AsyncApp

from handlers import (
    absences,
    amending,
    cases,
    commands,
    corrections,
    emergencies,
    enquiries,
    entries,
    flags,
    handovers,
    home,
    joins,
    leavers,
    measures,
    merging,
    newcomers,
    offers,
    outcomes,
    packs,
    profiles,
    questions,
    ratings,
    reactions,
    replies,
    reviews,
    sharing,
    tasks,
    ward_notices,
    ward_views,
)

ACTIONS: dict[str | re.Pattern[str], Any] = {
    "case.acknowledge": cases.acknowledge,
    "case.reply": replies.open_reply,
    "case.outcome": outcomes.open_outcome,
    "case.undo": cases.undo_act,
    "case.acts": cases.open_acts,
    "case.more": cases.open_more,
    "case.member_menu": cases.member_menu,
    "case.take_apart": joins.take_apart,
    "case.restore": merging.restore,
    "duplicate.join": joins.join_suspected,
    "duplicate.tell_apart": joins.tell_apart,
    "joined.along": joins.open_along,
    "case.sorted": cases.sorted_out,
    "case.not_sorted": cases.not_sorted,
    "emergency.read": emergencies.read,
    "case.tell_ward": sharing.tell_ward,
    "case.keep_from_ward": sharing.keep_from_ward,
    "reply.send": replies.send_note,
    "reply.edit": replies.edit_note,
    "reply.discard": replies.discard_note,
    "reply.amend": amending.open_amending,
    "reply.correct": amending.correct_edited,
    "reply.withdraw": amending.withdraw_deleted,
    "outcome.kind": outcomes.change_outcome_kind,
    re.compile(r"question\.choose(\.\d)?"): questions.choose_answer,
    "question.something_else": questions.something_else,
    "task.accept": tasks.accept,
    "task.finish": tasks.open_finish,
    "task.promise": tasks.open_promise,
    "task.give_back": tasks.open_give_back,
    "task.change": tasks.open_change,
    "task.waive": tasks.open_waive,
    "task.service": tasks.change_service,
    re.compile(r"offer\.answer\.\w+"): offers.open_answer,
    "offer.record": offers.open_record,
    "offer.withdraw": offers.open_withdraw,
    "offer.kind": offers.change_kind,
    "message.raise": enquiries.raise_kept,
    "message.choose_member": enquiries.choose_member,
    re.compile(r"case\.rate\.\d"): ratings.rate,
    "measures.by": measures.change_by,
    "enquiry.new": enquiries.open_form,
    "newcomer.bind": newcomers.bind,
    "newcomer.refuse": newcomers.refuse,
    "correction.open": corrections.open_at_home,
    "correction.next": corrections.show_next,
    "correction.approve": corrections.approve,
    "correction.reject": corrections.reject,
    "entry.open": entries.open_at_home,
    "handover.open": handovers.open_at_home,
    "handover.read": handovers.read,
    "leaver.open": leavers.open_list,
    "leaver.choose": leavers.open_choice,
    "profile.open": profiles.open_at_home,
    "ward_notice.open": ward_notices.open_at_home,
    "ward_notice.announce": ward_notices.announce,
    "ward_notice.withdraw": ward_notices.open_withdraw,
    "ward_view.give": ward_views.open_give,
    re.compile(r"ward_view\.answer(\.\d+)?"): ward_views.open_answer,
    "review.confirm": reviews.confirm,
    "review.change": reviews.open_change,
}
FORMS: dict[str, Any] = {
    "reply.write": replies.preview_reply,
    "reply.send": replies.send_reply,
    "amendment.write": amending.preview_amendment,
    "amendment.send": amending.send_amendment,
    "withdrawal.send": amending.send_withdrawal,
    "question.write": questions.preview_question,
    "question.send": questions.ask_member,
    "outcome.write": outcomes.preview_outcome,
    "outcome.send": outcomes.give_outcome,
    "case.reroute": cases.reroute,
    "case.not_right": cases.correct,
    "case.assign": cases.assign,
    "case.join": joins.join,
    "joined.send": joins.send_along,
    "case.merge": merging.merge,
    "case.one_issue": merging.say_one_issue,
    "case.split": merging.split,
    "case.share": sharing.share,
    "flag.write": flags.write,
    "task.add": tasks.add,
    "task.finish": tasks.finish,
    "task.promise": tasks.promise,
    "task.give_back": tasks.give_back,
    "task.change": tasks.change,
    "task.waive": tasks.waive,
    "offer.make": offers.make,
    "offer.answer": offers.answer,
    "offer.record": offers.record,
    "offer.withdraw": offers.withdraw,
    "enquiry.new": enquiries.send_form,
    "handover.start": handovers.start,
    "handover.page": handovers.fill,
    "leaver.choose": leavers.choose,
    "pack.ask": packs.ask,
    "absence.mark": absences.mark,
    "absence.end": absences.end,
    "entry.find": entries.find,
    "entry.choose": entries.choose,
    "entry.write": entries.preview,
    "entry.change": entries.change,
    "review.change": reviews.send_change,
    "profile.write": profiles.change,
    "ward_notice.write": ward_notices.preview,
    "ward_notice.send": ward_notices.send,
    "ward_notice.withdraw": ward_notices.withdraw,
    "ward_view.give": ward_views.give,
    "ward_view.answer": ward_views.answer,
}
SHORTCUTS: dict[str, Any] = {
    "enquiry.raise": enquiries.raise_message,
    "enquiry.new": enquiries.open_form,
}


def register(app: AsyncApp) -> None:
    """Tell Bolt who answers what. Events end with a catch-all, so that none is left unanswered."""
    for action, answer in ACTIONS.items():
        app.action(action)(answer)
    for callback, answer in FORMS.items():
        app.view(callback)(answer)
    for callback, answer in SHORTCUTS.items():
        app.shortcut(callback)(answer)
    app.command("/wardline")(commands.command)
    app.event({"type": "message", "subtype": "message_changed"})(enquiries.changed)
    app.event({"type": "message", "subtype": "message_deleted"})(enquiries.deleted)
    app.event("message")(enquiries.message)
    app.event("app_mention")(enquiries.message)
    app.event("reaction_added")(reactions.added)
    app.event("app_home_opened")(home.opened)
    app.event(re.compile(".*"))(enquiries.anything_else)
