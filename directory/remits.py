"""What a body may be asked to take on, and who there is asked: the rules of referring something outside the council."""

from collections.abc import Sequence
from datetime import date

from directory.body_answers import SPEAKS_FOR, areas_of, found
from directory.council import Body, Person, Service
from directory.register import Register
from directory.responsibility import Roster


def speakers(register: Register, roster: Roster, body: Body, on: date) -> list[Person]:
    """Who is there that day to speak for a body, the likeliest first: by their seat, a deputy for whom they stand in for,
    or by a post as partner. `body` may be over: then nobody is."""
    if not body.holds_on(on):
        return []
    seats = sorted(
        (row for row in register.seats(body, on) if row.seat in SPEAKS_FOR),
        key=lambda row: SPEAKS_FOR.index(row.seat),
    )
    deputies = {row.deputy_for: row.person for row in register.seats(body, on) if row.seat == "deputy"}
    keys = [key for row in seats for key in (row.person, deputies.get(row.person, ""))]
    posts = [post for name in (body.key, body.name) for post in roster.posts_for.get(("partner", name), ())]
    keys += [post.person for post in posts if post.holds_on(on)]
    return [roster.person[key] for key in dict.fromkeys(keys) if roster.is_present(key, on)]


def refusal(
    register: Register, roster: Roster, body: Body, service: Service, wards: Sequence[str], on: date
) -> str:
    """Why a body cannot be asked about a service in these wards on a day, as a sentence. Empty: it can."""
    if not body.holds_on(on):
        return not_there(register, body, on)
    if body.remit and service.key not in body.remit:
        names = [roster.service[key].name for key in body.remit if key in roster.service]
        return f"{body.name} can be asked about {_listed(names)}, not about {service.name.lower()}."
    if body.area and not any(body.area in areas_of(roster, body, ward, on) for ward in wards):
        where = _listed(list(wards)) or "a place that is not known yet"
        return f"{body.name} is there for {body.area}, and this is in {where}."
    return ""


def not_there(register: Register, body: Body, on: date) -> str:
    """What to say of a body that is not there that day: since when, and who has taken over."""
    if body.starts_on is not None and on < body.starts_on:
        return f"{body.name} begins on {body.starts_on:%-d %B %Y}. Offer it to who has it until then."
    assert body.ends_on is not None
    ended = f"{body.name} ended on {body.ends_on:%-d %B %Y}"
    after = found(register, body.key, is_exact=True, on=on).now
    return (
        f"{ended}. {after.name} has taken over from it."
        if after.key != body.key
        else f"{ended}, and nobody took over from it."
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1] if names else "") if part)
