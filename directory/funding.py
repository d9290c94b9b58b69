"""What pays for services: by service and by area, until when, and what is over. Who is warned of an end is casework's."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from directory.council import Person, Resource, Service
from directory.register import Register
from directory.responsibility import Roster, responsible

BOROUGH = ""  # the area of what pays for the whole borough


@dataclass(frozen=True)
class Payment:
    """One resource, and the name of the service that it pays for."""

    service: str
    resource: Resource


@dataclass(frozen=True)
class Funds:
    """What pays for a service in some areas, or for everything there (`service` None). `ended_on`: it was paid for, and
    nothing pays any more."""

    service: Service | None
    place: str
    payments: tuple[Payment, ...]
    ended_on: date | None
    contact: Person  # who can say more
    on: date

    @property
    def pounds(self) -> int:
        return sum(payment.resource.pounds for payment in self.payments)


@dataclass(frozen=True)
class Table:
    """Pounds by service and area. The sums of the rows and of the columns are the same sum."""

    services: tuple[str, ...]
    areas: tuple[str, ...]
    pounds: dict[tuple[str, str], int]

    def of_service(self, service: str) -> int:
        return sum(self.pounds.get((service, area), 0) for area in self.areas)

    def in_area(self, area: str) -> int:
        return sum(self.pounds.get((service, area), 0) for service in self.services)

    @property
    def total(self) -> int:
        return sum(self.pounds.values())


def table(resources: Iterable[Resource], on: date | None = None) -> Table:
    """What pays that day; of all days where none is given."""
    pounds: dict[tuple[str, str], int] = {}
    for row in resources:
        if on is None or row.holds_on(on):
            pounds[row.service, row.area] = pounds.get((row.service, row.area), 0) + row.pounds
    services, areas = ({key[at] for key in pounds} for at in (0, 1))
    # The whole borough stands first; areas and services are in the order of their names.
    return Table(tuple(sorted(services)), tuple(sorted(areas)), pounds)


def funds(
    register: Register,
    roster: Roster,
    service: Service | None,
    place: str,
    wards: Sequence[str],
    *,
    on: date,
) -> Funds:
    """Without wards: wherever it is. What pays for the whole borough pays in every area."""
    areas = areas_of(roster, wards, on)
    rows = _about(register.resources, service.key if service else None, areas)
    payments = (
        Payment(roster.service[row.service].name, row)
        for row in rows
        if row.holds_on(on) and row.service in roster.service
    )
    ended = ended_on(register, service.key, areas, on=on) if service else None
    contact = responsible(roster, service.key if service else None, wards, on).contact
    return Funds(service, place, tuple(payments), ended, contact, on)


def ended_on(
    register: Register, service: str, areas: Collection[str] | None = None, *, on: date
) -> date | None:
    """The last day on which anything paid for a service that nothing pays for any more. None: something does, or
    nothing ever did, as far as the directory knows."""
    rows = _about(register.resources, service, areas)
    if any(row.ends_on is None or row.ends_on >= on for row in rows):
        return None
    return max((row.ends_on for row in rows if row.ends_on), default=None)


def areas_of(roster: Roster, wards: Sequence[str], on: date) -> Collection[str] | None:
    """The areas whose resources count in some wards; None, all of them, where no ward is named."""
    return {area for ward in wards for area in roster.partnerships_on(ward, on)} if wards else None


def goes_on(resource: Resource, resources: Iterable[Resource]) -> bool:
    """Whether the same fund pays for the same on the day after: a grant that is renewed has not ended."""
    if resource.ends_on is None:
        return True
    after = resource.ends_on + timedelta(days=1)
    same = (row for row in resources if (row.service, row.area) == (resource.service, resource.area))
    return any(row.fund == resource.fund and row.holds_on(after) for row in same)


def _about(
    resources: Sequence[Resource], service: str | None, areas: Collection[str] | None
) -> list[Resource]:
    return [
        row
        for row in resources
        if (service is None or row.service == service)
        and (areas is None or row.area == BOROUGH or row.area in areas)
    ]
