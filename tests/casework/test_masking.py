"""Masking as a table: what must go, and what must stay."""

import pytest

from casework.masking import has_details, mask


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Ring Mrs Okafor on 07700 900123", "Ring Mrs [name] on [telephone]"),
        ("Mr. J. Example of Marsh Lane", "Mr [name] of Marsh Lane"),
        ("write to jo.bloggs@example.org please", "write to [e-mail] please"),
        ("call 01632 960 999 or +44 1632 960999", "call [telephone] or [telephone]"),
        ("mrs okafor rang", "mrs [name] rang"),
        ("They missed the bin, miss the bins again", "They missed the bin, miss the bins again"),
        ("10 bins on Stanley Road since 2026-11-01", "10 bins on Stanley Road since 2026-11-01"),
        ("reference SEF-1042, 12 to 14 Oak Road", "reference SEF-1042, 12 to 14 Oak Road"),
        ("planning ref DC/2026/00123456789", "planning ref DC/2026/00123456789"),
    ],
)
def test_a_channel_reads_no_resident(said: str, shown: str) -> None:
    assert mask(said) == shown
    assert has_details(said) is (said != shown)
