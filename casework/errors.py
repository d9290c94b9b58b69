"""What casework refuses, in words for the person who asked. Shown to that person only."""

from collections.abc import Mapping


class CaseworkError(Exception):
    """The act was refused and nothing changed. `says` is a sentence for the person, with what to do."""

    def __init__(self, says: str) -> None:
        super().__init__(type(self).__name__)  # never the words: exceptions reach logs
        self.says = says


class NotAllowed(CaseworkError):
    """This person may not do this to this case."""


class TooLate(CaseworkError):
    """The case moved on since the person looked at it."""


class NotUnderstood(CaseworkError):
    """Something needed is missing or cannot be read."""


class NoSuchCase(CaseworkError):
    """No case of that reference, or none that this person may see: the same words for both."""


class Refused(CaseworkError):
    """What was filled in cannot stand there. `fields` says of each field what is wrong."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(" ".join(fields.values()))
        self.fields = dict(fields)
