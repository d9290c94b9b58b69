"""Who takes over what somebody had who is away, or whose post has ended: whoever else holds the post, their cover. Pure,
as responsibility.py is; which work that is, and what becomes of it where nobody is found, is casework's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from directory.council import Person, Post, Role
from directory.responsibility import Roster, called, holder, stand_ins

# Posts whose holders have work of the council's on their hands.
WORKING: tuple[Role, ...] = ("coordinator", "officer", "duty", "support", "manager", "director")


@dataclass(frozen=True)
class Heir:
    """Somebody present. `instead_of`: for whom they stand in, until that person or their successor is there; None: the
    work is theirs for good."""

    person: Person
    instead_of: Person | None = None


def heir(roster: Roster, person: str, on: date, *, area: str | None, service: str | None) -> Heir | None:
    """Who takes over a person's work in an area, of a service: whoever holds their post, then whoever stands in for them.
    None: nobody is there."""
    for post in _nearest(roster, person, on, area, service):
        found = holder(roster, post.role, post.scope, on, patch=post.patch)
        if found is not None and found.person.key != person:
            absent = roster.person[person] if post.holds_on(on) else found.instead_of
            return Heir(found.person, absent)
    return next((Heir(each, roster.person.get(person)) for each in stand_ins(roster, person, on)), None)


def left_posts(roster: Roster, person: str, on: date) -> Iterator[Post]:
    """A person's working posts that are over, and that they do not hold anew."""
    posts = [post for post in roster.posts_of.get(person, ()) if post.role in WORKING]
    for post in posts:
        if post.is_over(on) and not any(is_same_post(post, each) and each.holds_on(on) for each in posts):
            yield post


def is_same_post(one: Post, other: Post) -> bool:
    """The same work, whoever has it and whenever."""
    return (one.role, one.scope, one.patch) == (other.role, other.scope, other.patch)


def post_name(roster: Roster, post: Post) -> str:
    """As people read it: "Area Co-ordinator for Crosby"."""
    return called(post.role, post.scope, roster)


def _nearest(roster: Roster, person: str, on: date, area: str | None, service: str | None) -> Iterable[Post]:
    """A person's working posts: those for this area or service first, then what they hold, then what they held last."""
    posts = [post for post in roster.posts_of.get(person, ()) if post.role in WORKING]
    near = {scope for scope in (area, service) if scope}
    return sorted(
        posts,
        key=lambda post: (post.scope not in near, not post.holds_on(on), -(post.ends_on or on).toordinal()),
    )
