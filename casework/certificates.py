"""A certificate as people read it: the row, with names for keys, and how far each post has come since."""

from collections import Counter
from datetime import date, datetime

from casework.errors import NotUnderstood
from casework.facts import CertificateFacts
from casework.person_facts import person_facts
from casework.rebuilding import all_differences
from casework.verification import verify
from storage import Session
from storage import certificates as rows
from storage.certificates import Certificate

MOST = 50  # differences that are named


def certificate_facts(session: Session, number: int) -> CertificateFacts:
    """Raises NotUnderstood where there is none of that number."""
    row = rows.by_number(session, number)
    if row is None:
        raise NotUnderstood(f"There is no certificate {number}.")
    posts = rows.posts_of(session, number)
    left = row.left
    return CertificateFacts(
        number=row.id,
        kind=row.kind,
        person=_name(session, row.person),
        by=_name(session, row.by) or "Wardline, by the council's standard",
        why=row.why,
        at=row.at,
        references=tuple(row.references),
        counts=dict(row.counts),
        posts=dict(Counter(each.state for each in posts)),
        failed=tuple(
            (each.what, each.recipient, each.error or "") for each in posts if each.state == "given_up"
        ),
        messages=tuple(
            (channel, ts, _name(session, who), datetime.fromisoformat(at))
            for channel, ts, who, at in left["messages"]
        ),
        files=tuple((name, channel, ts, _name(session, who)) for name, channel, ts, who in left["files"]),
        columns=dict(left.get("columns", {})),
        is_exported=left["exported"],
        has_entry=bool(left["person"]),
        backups_before=date.fromisoformat(left["backups"][0]),
        backups_until=date.fromisoformat(left["backups"][1]),
        before=row.before,
        after=row.after,
        broken=tuple(row.proof.get("broken", ())),
        different=tuple(row.proof.get("different", ())),
        proved=row.proof.get("cases", 0),
        is_whole=row.proof.get("whole", False),
    )


def prove_all(session: Session, number: int) -> None:
    """Every chain verified and every case rebuilt, for this certificate: a minute for a million entries."""
    broken = verify(session).broken
    different, seen = [], 0
    for looked_at, found in all_differences(session):
        seen += looked_at
        different += [str(each) for each in found[:MOST]]
    row = session.get_one(Certificate, number)
    row.proof = {
        "cases": seen, "whole": True, "broken": [str(broken)] if broken else [], "different": different[:MOST],
    }  # fmt: skip


def listed(session: Session) -> list[Certificate]:
    return list(rows.newest(session))


def _name(session: Session, key: str | None) -> str:
    return person_facts(session, key).name if key else ""
