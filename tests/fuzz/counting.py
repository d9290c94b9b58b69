"""How much was tried, by kind: printed at the end where somebody looks on (`make soak` does)."""

import sys
from collections import Counter

import hypothesis

tried: Counter[str] = Counter()
SOAK = 60  # times as many inputs as in `make test`


def examples(number: int) -> hypothesis.settings:
    """So many in `make test`, and many more in `make soak`; what they are is drawn anew there."""
    soaking = hypothesis.settings.get_current_profile_name() == "soak"
    quiet = [
        hypothesis.HealthCheck.too_slow,
        hypothesis.HealthCheck.data_too_large,
        hypothesis.HealthCheck.filter_too_much,
    ]
    return hypothesis.settings(max_examples=number * SOAK if soaking else number, suppress_health_check=quiet)


def count(kind: str) -> None:
    tried[kind] += 1


def say() -> None:
    if not tried:
        return
    lines = [f"  {number:>9,}  {kind}" for kind, number in sorted(tried.items())]
    sys.stdout.write(
        "\n".join(
            ["", "inputs tried, none of which broke anything:", *lines, f"  {tried.total():>9,}  in all", ""]
        )
    )
