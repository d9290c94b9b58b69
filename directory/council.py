"""The council as rows: one frozen class for each file of a council's folder, and `Council`, which holds them all.

The classes are also the description of the files: a field is a column (`starts_on` and `ends_on` are called `from`
and `until` there), its type says what may stand in a cell, and a cell may be empty where the field has a default.
Nothing is read or checked here."""

from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar, Literal

Theme = Literal[
    "Street Scene",
    "Crime and Community Safety",
    "Children and Community",
    "Inequalities and Adult Well Being",
    "Customer and Member Engagement",
]
Mode = Literal["dedicated", "virtual", "combination"]
AreaKind = Literal["partnership", "committee", "parish", "police", "patch"]
WardStatus = Literal["current", "historic"]
Share = Literal["primary", "part"]
Purpose = Literal["area", "duty", "restricted"]
ChannelStatus = Literal["off", "shadow", "pilot", "live"]
Role = Literal[
    "member",
    "coordinator",
    "officer",
    "duty",
    "support",
    "manager",
    "director",
    "administrator",
    "communications",
    "data_protection",
    "partner",
]
EmergencyKind = Literal[
    "gas", "electricity", "fire", "injury", "child", "adult", "structure", "water", "crime"
]
YesNo = Literal["yes", "no"]
BodyKind = Literal["partner", "partnership", "committee", "parish", "outside"]
TextKind = Literal["reply", "ask", "done", "scheduled", "not_ours", "no"]
Seat = Literal["chair", "vice-chair", "member", "deputy", "clerk", "contact"]

# What may stand for a service in a phrase. The first three say what kind of message it is, besides an enquiry; the
# last are wordings that hold words of danger and mean none ("the gas bill").
SPOKEN_KINDS = ("_query", "_chase", "_chatter")
NEAR_MISSES = "_near_misses"
NO_SERVICE = frozenset((*SPOKEN_KINDS, NEAR_MISSES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row has. `line` is where it stood in its file (0: not from a file); it is no part of the fact."""

    # What may not occur twice in one file, in small letters.
    KEY: ClassVar[tuple[str, ...]] = ()
    # Whether a council may do without the file.
    OPTIONAL: ClassVar[bool] = False
    # Columns that the file's header may leave out, besides `source`.
    SPARE: ClassVar[tuple[str, ...]] = ()
    # Columns whose cells may have several lines.
    LINES: ClassVar[tuple[str, ...]] = ()

    line: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Row):
    """A row that holds from its first day to its last, both included; no date means without limit."""

    starts_on: date | None = None
    ends_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )

    def is_over(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on < day


@dataclass(frozen=True, slots=True, kw_only=True)
class Service(Row):
    """A council service. `answer_days` are working days, None: the council's general standard."""

    KEY = ("key",)

    key: str
    name: str
    other_names: tuple[str, ...] = ()
    theme: Theme
    mode: Mode
    mode_note: str = ""
    lgsl: tuple[str, ...] = ()
    what: str
    whom: str = ""
    how: str = ""
    provider: str = ""
    hours: str = ""
    telephone: str = ""
    answer_days: int | None = None
    review_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase(Row):
    """One way in which people speak of a service, or an example of one of `NO_SERVICE`."""

    KEY = ("service", "phrase")

    service: str
    phrase: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ward(Dated):
    KEY = ("code",)

    code: str
    name: str
    variants: tuple[str, ...] = ()
    status: WardStatus
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WardProfile(Row):
    """How many live in a ward, and the need there: what percentage of its small areas is among the country's most deprived
    fifth, or any other figure from 0 to 100 that grows with need."""

    KEY = ("ward",)
    OPTIONAL = True

    ward: str
    residents: int
    need: int
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Area(Dated):
    KEY = ("kind", "name", "starts_on")

    kind: AreaKind
    name: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaWard(Dated):
    """A ward lies in an area (a parish may hold a part of it only; a patch is a service's own map)."""

    KEY = ("kind", "area", "ward", "starts_on")

    kind: AreaKind
    area: str
    ward: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality(Row):
    """A place people name. `primary` wards are what the bare name means, `part` wards hold some of it."""

    KEY = ("locality", "ward")

    locality: str
    aliases: tuple[str, ...] = ()
    ward: str
    share: Share
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Street(Row):
    """A street in one ward; a street in several wards has several rows."""

    KEY = ("street", "ward", "locality")

    street: str
    ward: str
    locality: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark(Row):
    """`easting` and `northing` are metres of the British National Grid, where somebody has looked them up."""

    KEY = ("landmark", "ward")
    SPARE = ("easting", "northing")

    landmark: str
    aliases: tuple[str, ...] = ()
    ward: str
    easting: int | None = None
    northing: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsidePlace(Row):
    """A place outside the council: never one of its wards."""

    KEY = ("place",)

    place: str
    aliases: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostcodeSector(Row):
    """`share` is the part of the sector's postcodes that lies in the ward, above 0 and at most 1."""

    KEY = ("sector", "ward")

    sector: str
    ward: str
    share: float
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel(Row):
    """A Slack channel. `area` is the partnership for purpose `area`, else empty."""

    KEY = ("purpose", "area")

    purpose: Purpose
    area: str = ""
    slack_id: str
    name: str
    status: ChannelStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Person(Row):
    """`slack_id` is empty for somebody who is not in Slack (partners, often)."""

    KEY = ("key",)

    key: str
    name: str
    slack_id: str = ""
    email: str = ""
    title: str = ""
    telephone: str = ""
    fictional: YesNo


@dataclass(frozen=True, slots=True, kw_only=True)
class Post(Dated):
    """Who holds a role. `scope`: ward of a member, partnership of a co-ordinator, service key of an officer,
    body of a partner, else empty. `patch`: an officer has the service in this patch only; empty, wherever no patch
    says otherwise. Where several hold one post the first row is the first asked."""

    KEY = ("role", "scope", "patch", "person", "starts_on")
    SPARE = ("patch",)

    role: Role
    scope: str = ""
    patch: str = ""
    person: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover(Dated):
    """`cover` stands in for `person` whenever that person is away or their post has ended."""

    KEY = ("person", "cover", "starts_on")

    person: str
    cover: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence(Dated):
    KEY = ("person", "starts_on")

    person: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency(Row):
    """Words that mean danger, the advice that comes first, and the number to ring."""

    KEY = ("words",)

    words: str
    kind: EmergencyKind
    sensitive: YesNo
    advice: str
    telephone: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard(Dated):
    """A promise or a rule of the calendar, as text: "10" working_days, "09:00" time."""

    KEY = ("name", "starts_on")
    SPARE = ("review_on",)

    name: str
    value: str
    unit: str = ""
    review_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body(Dated):
    """A partner, partnership, committee or parish. `area` is the area of its kind that it is for, where there is one;
    `remit` the services it may be asked about (none: any); `successor` takes over when it ends."""

    KEY = ("key",)
    OPTIONAL = True

    key: str
    name: str
    kind: BodyKind
    area: str = ""
    remit: tuple[str, ...] = ()
    terms: str = ""
    successor: str = ""
    review_on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMember(Dated):
    """Who sits on a body. `deputy_for` names whom a deputy stands in for."""

    KEY = ("body", "person", "seat", "starts_on")
    OPTIONAL = True

    body: str
    person: str
    seat: Seat
    deputy_for: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting(Row):
    KEY = ("body", "held_on")
    OPTIONAL = True

    body: str
    held_on: date
    title: str = ""
    venue: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portfolio(Dated):
    """Which Cabinet Member answers for which services."""

    KEY = ("portfolio", "person", "starts_on")
    OPTIONAL = True

    portfolio: str
    person: str
    services: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Dated):
    """What pays for a service in an area (`area` empty: in all of the borough). `pounds` are for the whole of its time."""

    KEY = ("service", "area", "fund", "starts_on")
    OPTIONAL = True

    service: str
    area: str = ""
    fund: str
    pounds: int
    note: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedText(Row):
    """A text to start from when writing to a member (`service` empty: about anything). `hint`: what a good one says.
    What its brackets mean is in prepared_texts.py."""

    KEY = ("service", "kind", "title")
    OPTIONAL = True
    LINES = ("text",)

    service: str = ""
    kind: TextKind
    title: str
    text: str
    hint: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """Everything a council's folder says. The fields are named like the files."""

    services: tuple[Service, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    wards: tuple[Ward, ...] = ()
    areas: tuple[Area, ...] = ()
    area_wards: tuple[AreaWard, ...] = ()
    localities: tuple[Locality, ...] = ()
    streets: tuple[Street, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    outside: tuple[OutsidePlace, ...] = ()
    postcodes: tuple[PostcodeSector, ...] = ()
    channels: tuple[Channel, ...] = ()
    people: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    covers: tuple[Cover, ...] = ()
    absences: tuple[Absence, ...] = ()
    emergencies: tuple[Emergency, ...] = ()
    standards: tuple[Standard, ...] = ()
    bodies: tuple[Body, ...] = ()
    body_members: tuple[BodyMember, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    portfolios: tuple[Portfolio, ...] = ()
    resources: tuple[Resource, ...] = ()
    prepared_texts: tuple[PreparedText, ...] = ()
    ward_profiles: tuple[WardProfile, ...] = ()
