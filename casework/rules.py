"""The directory's facts as casework asks for them: people, posts, channels, standards, the working calendar.

A decision and what it rests on are of one moment: the directory's version is read in the same transaction."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Literal

from casework.audience import is_brief
from casework.permissions import Relation, Standing
from casework.working_time import LONDON, WorkingCalendar
from directory.council import Person, Post, Role, Service, Standard
from directory.loading import read_register, read_roster, read_standards, unlisted_people
from directory.register import Register
from directory.responsibility import Responsibility, Roster, holder, responsible, stand_ins
from storage import Session
from storage.cases import UNFINISHED, Case
from storage.council import remembered, token_held_still

STAFF_ROLES = frozenset(
    {"coordinator", "officer", "duty", "support", "manager", "director", "administrator", "communications"}
)

MAY_HAVE_RESTRICTED: tuple[Role, ...] = ("duty", "manager", "director")
_HAVE: tuple[Literal["contact", "owner"], ...] = ("contact", "owner")

# Working days, where the council's standards say nothing. Their origin: casework/clocks.py.
DEFAULT_DAYS = {
    "acknowledge": 1,
    "answer": 10,
    "reopened_answer": 5,
    "right_of_reply": 5,
    "question_reminder": 5,
    "question_back": 10,
    "vulnerable_answer": 3,
    "parish_answer": 10,
    "root_cause": 20,
    "offer_reply": 5,
    "offer_news": 5,
    "view_answer": 5,
}
DEFAULT_CAPACITY = 60
DEFAULT_BACKUP_DAYS = 30
DEFAULT_KEEP_MONTHS = 24

MOST_MEGABYTES = 100  # of a file that is passed on: what a delivery can carry within its lease
# Programs and scripts, which a councillor has no reason to send and an officer none to open.
REFUSED_FILES = "apk bat cmd com dmg exe iso jar js msi pif ps1 scr vbs"


class Rules:
    """One directory, as it stands in one transaction."""

    def __init__(
        self,
        roster: Roster,
        standards: tuple[Standard, ...],
        register: Register,
        unlisted: frozenset[str] = frozenset(),
    ) -> None:
        """`unlisted`: people who left the directory, and whom only cases name."""
        self.roster = roster
        self.standards = standards
        self.register = register
        self.unlisted = unlisted
        self._by_slack = {person.slack_id: person for person in roster.people if person.slack_id}

    # People

    def person(self, key: str) -> Person | None:
        return self.roster.person.get(key)

    def by_slack_id(self, slack_id: str) -> Person | None:
        return self._by_slack.get(slack_id)

    def posts(self, key: str, now: datetime) -> list[Post]:
        """The posts a person holds on the day."""
        day = local_day(now)
        return [post for post in self.roster.posts_of.get(key, ()) if post.holds_on(day)]

    def has_role(self, key: str, role: Role, now: datetime) -> bool:
        return any(post.role == role for post in self.posts(key, now))

    def is_staff(self, key: str, now: datetime) -> bool:
        return any(post.role in STAFF_ROLES for post in self.posts(key, now))

    def member_wards(self, key: str, now: datetime) -> list[str]:
        return [post.scope for post in self.posts(key, now) if post.role == "member"]

    def has_left_as_member(self, key: str, now: datetime) -> bool:
        """Whether somebody was a member and is none any more: every seat of theirs is over, and none is to come."""
        seats = [post for post in self.roster.posts_of.get(key, ()) if post.role == "member"]
        return key in self.unlisted or (bool(seats) and all(post.is_over(local_day(now)) for post in seats))

    def former_members(self, now: datetime) -> list[str]:
        return [
            key
            for key in (*self.roster.posts_of, *sorted(self.unlisted))
            if self.has_left_as_member(key, now)
        ]

    def members_of(self, wards: Sequence[str], now: datetime) -> list[Person]:
        """The councillors of these wards, each once."""
        day = local_day(now)
        posts = [post for ward in wards for post in self.roster.posts_for.get(("member", ward), ())]
        keys = dict.fromkeys(post.person for post in posts if post.holds_on(day))
        return [self.roster.person[key] for key in keys]

    def with_role(self, role: Role, now: datetime) -> list[Person]:
        day = local_day(now)
        posts = self.roster.posts_for
        found = [post for (name, _), rows in posts.items() if name == role for post in rows]
        return [self.roster.person[post.person] for post in found if post.holds_on(day)]

    def ladder(self, now: datetime) -> list[Person]:
        """The rungs above the owner and the cover: managers, then directors."""
        return [*self.with_role("manager", now), *self.with_role("director", now)]

    def communications(self, now: datetime) -> Person | None:
        """The council's communications contact or who stands in for them; else whoever is highest up."""
        found = holder(self.roster, "communications", "", local_day(now))
        people = [found.person] if found else self.ladder(now)[::-1]
        return next((person for person in people if self.is_present(person.key, now)), None)

    def stand_ins(self, key: str, now: datetime) -> list[Person]:
        """Who stands in for a person today and is present, nearest first."""
        return list(stand_ins(self.roster, key, local_day(now)))

    def is_present(self, key: str, now: datetime) -> bool:
        """In post, and not away."""
        return key not in self.unlisted and self.roster.is_present(key, local_day(now))

    def is_gone(self, key: str, now: datetime) -> bool:
        """Whether somebody has left the council: every post of theirs is over, or the directory has them no more."""
        return key in self.unlisted or self.roster.has_left(key, local_day(now))

    def away_until(self, key: str, now: datetime) -> date | None:
        """The last day of somebody's leave; None where nobody knows it."""
        return self.roster.away_until(key, local_day(now))

    # Responsibility

    def responsible(self, service: str | None, wards: list[str], now: datetime) -> Responsibility:
        return responsible(self.roster, service, wards, local_day(now))

    def standing(
        self, person: Person, case: Case, now: datetime, *, also: Collection[Relation] = ()
    ) -> Standing:
        """Every way in which a person stands to a case on the day; `also` what the case's own rows say
        (casework/standing.py)."""
        relations: set[Relation] = set(also)
        if person.key == case.member and not self.has_left_as_member(person.key, now):
            relations.add("member")
        if self._still_has(person.key, case, now):
            relations.update(part for part in _HAVE if person.key == getattr(case, part))
        for post in self.posts(person.key, now):
            if post.role != "partner":
                relations.add("colleague")
            if post.role == "coordinator" and post.scope == case.area:
                relations.add("coordinator")
            elif post.role == "member" and post.scope in case.wards:
                relations.add("ward_member")
            elif post.role in ("duty", "support", "officer"):
                relations.add(post.role)
            elif post.role in ("manager", "director"):
                relations.add("manager")
        if any(cover.key == person.key for cover in self.stand_ins(case.contact, now)):
            relations.add("coordinator")
        if "media" in case.flags and person == self.communications(now):
            relations.add("communications")
        return Standing(
            frozenset(relations), case.restricted, shared=case.sharing, brief=is_brief(case.flags)
        )

    def _still_has(self, key: str, case: Case, now: datetime) -> bool:
        """Whether a case is still somebody's who has it: not once they have left, since closed cases are passed on to
        nobody. One about somebody at risk, once it is closed, only where their post may see such cases anyway."""
        if self.is_gone(key, now):
            return False
        needs_post = case.restricted and case.state not in UNFINISHED
        return not needs_post or any(self.has_role(key, role, now) for role in MAY_HAVE_RESTRICTED)

    def reads_whole(self, person: Person, case: Case, now: datetime) -> bool:
        """Whether somebody reads a case unmasked: its member, and those who may open its details."""
        return person.key == case.member or self.standing(person, case, now).may("show_details")

    # Services, channels, standards

    def service(self, key: str | None) -> Service | None:
        return self.roster.service.get(key) if key else None

    def case_channel(self, case: Case) -> str:
        """A restricted case is in the restricted channel only; an emergency, one without an area, and one whose
        area is not live are at the duty desk."""
        area = case.area
        wanted = "restricted" if case.restricted else "area" if area and not case.emergency else "duty"
        for channel in self.roster.channels:
            here = channel.purpose == wanted and (wanted != "area" or channel.area == area)
            if here and channel.status in ("pilot", "live"):
                return channel.slack_id
        fallback = "duty" if wanted == "area" else wanted
        return next(c.slack_id for c in self.roster.channels if c.purpose == fallback)

    def duty_channel(self) -> str:
        return next(c.slack_id for c in self.roster.channels if c.purpose == "duty")

    @property
    def reference_prefix(self) -> str:
        return next((row.value for row in self.standards if row.name == "reference_prefix"), "SEF")

    def days(self, name: str, at: datetime) -> int:
        """A standard in working days, as it is in force on the day; its default where the council sets none."""
        return int(self._standard(name, local_day(at)) or DEFAULT_DAYS[name])

    def capacity(self, at: datetime) -> int:
        """How many open cases one person can have in hand before a manager is told. The papers give no figure."""
        return int(self._standard("capacity", local_day(at)) or DEFAULT_CAPACITY)

    def backup_days(self, at: datetime) -> int:
        """How long the council keeps a backup before it is thrown away."""
        return int(self._standard("keep_backups", local_day(at)) or DEFAULT_BACKUP_DAYS)

    def keep_months(self, service: str | None, at: datetime) -> int | None:
        """How long after closing the words of a case are kept: the service's own standard (`keep_words: trees`), or the
        council's. None: until a person decides."""
        day = local_day(at)
        own = self._standard(f"keep_words: {service}", day) if service else None
        return int(own or self._standard("keep_words", day) or DEFAULT_KEEP_MONTHS) or None

    def shortest_keep_months(self, at: datetime) -> int:
        """What closed later than so long ago is certainly still kept."""
        day = local_day(at)
        own = [
            int(row.value)
            for row in self.standards
            if row.name.startswith("keep_words") and row.holds_on(day)
        ]
        return min([*filter(None, own), DEFAULT_KEEP_MONTHS])

    def keeps_to_retention(self, at: datetime) -> bool:
        """Whether the council has said that words go by themselves once their time is over."""
        return self._standard("retention", local_day(at)) == "yes"

    def answer_days(self, service: str | None, at: datetime) -> int:
        """The service's own standard, or the council's."""
        found = self.service(service)
        return (found.answer_days if found else None) or self.days("answer", at)

    def flag_days(self, kind: str, parish: str | None, at: datetime) -> int | None:
        """Working days for an answer from the day on which a case is flagged; None where the flag sets no clock. A
        parish may have a charter of its own."""
        if kind == "vulnerable":
            return self.days("vulnerable_answer", at)
        if kind == "parish":
            own = self._standard(f"parish_answer: {parish}", local_day(at))
            return int(own) if own else self.days("parish_answer", at)
        return None

    def is_pre_election(self, at: datetime) -> bool:
        """Whether publicity may not name councillors that day."""
        return self._standard("pre_election", local_day(at)) == "yes"

    def listed_words(self, name: str, at: datetime) -> tuple[str, ...]:
        """A standard that lists words, such as `media_words`."""
        return tuple(filter(None, map(str.strip, (self._standard(name, local_day(at)) or "").split(";"))))

    def calendar(self, at: datetime) -> WorkingCalendar:
        """Working time with the office hours in force on the day."""
        day = local_day(at)
        opens, closes = self._standard("office_open", day), self._standard("office_close", day)
        return WorkingCalendar(time.fromisoformat(opens or "09:00"), time.fromisoformat(closes or "17:00"))

    def largest_file(self, at: datetime) -> int:
        """Bytes of a file that is passed on."""
        megabytes = int(self._standard("largest_file", local_day(at)) or MOST_MEGABYTES)
        return min(megabytes, MOST_MEGABYTES) * 1_000_000

    def refused_files(self, at: datetime) -> frozenset[str]:
        """How the names of files end that are not passed on."""
        endings = self._standard("refused_files", local_day(at))
        return frozenset((REFUSED_FILES if endings is None else endings).casefold().split())

    def _standard(self, name: str, day: date) -> str | None:
        return next((row.value for row in self.standards if row.name == name and row.holds_on(day)), None)


def rules(session: Session) -> Rules:
    """The directory as this transaction sees it; read again only when it has changed."""
    found: Rules | None = session.info.get("rules")
    if found is None:
        found = remembered(session, _read)
        session.info["rules"] = found
    return found


def rules_to_decide_by(session: Session) -> Rules:
    """The same, for whoever gives a case to somebody: no map changes between the decision and its commit, or the case
    would stay with whom it had gone to before."""
    if "rules_held" not in session.info:
        session.info["rules"] = remembered(session, _read, token_held_still)
        session.info["rules_held"] = True
    return rules(session)


def _read(session: Session) -> Rules:
    roster, standards, register = read_roster(session), read_standards(session), read_register(session)
    return Rules(roster, standards, register, unlisted_people(session))


def forget_rules(session: Session) -> None:
    """After a change of the directory in this transaction."""
    session.info.pop("rules", None)


def local_day(now: datetime) -> date:
    return now.astimezone(LONDON).date()
