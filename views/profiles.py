"""What councillors choose for themselves, opened from their Home."""

from collections.abc import Sequence

from casework.facts import ProfileFacts
from views.blocks import Block, button, context, field, modal, section, select
from views.sharing import LEVELS
from views.words import escape, listed

TOLD_WHEN = (("at_once", "At once"), ("morning", "In the morning, all together"))


def at_home(wards: Sequence[str]) -> list[Block]:
    return [button("Your profile", "profile.open", "home")] if wards else []


def write(profile: ProfileFacts) -> Block:
    several = "s" if len(profile.wards) > 1 else ""
    return modal(
        "profile.write",
        "Your profile",
        [
            section(f"*{escape(profile.name)}*, {escape(listed(profile.wards))} ward{several}"),
            context("Your ward is as the council's directory has it. Member Support corrects it."),
            field(
                "told_when", "Tell me", select("told_when", "Choose one", TOLD_WHEN, chosen=profile.told_when),
                hint="In the morning: replies, outcomes and notices come when the council opens on the next working "
                "day. Questions, danger and answers to you still come at once.",
            ),
            field(
                "sharing", "Share my new cases with", select("sharing", "Choose one", LEVELS, chosen=profile.sharing),
                hint="Cases about somebody at risk are never shared. Each case's menu has Share… to change it.",
            ),
        ],
        submit="Save",
    )  # fmt: skip
