"""Hold what is true of one invented person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from linesmap.ingest.synthetic.addresses import Home
from linesmap.ingest.synthetic.timeline import N_DAYS, as_date
from linesmap.model.vocabulary import Role

__all__ = ["ADULT_AGE", "Person"]

ADULT_AGE = 18


@dataclass(slots=True, eq=False)
class Person:
    """One invented person; days count from the first of the story, and first and last are included.

    `name`, `born` and `homes` are None or empty for everyone exploited. `age` is that on the first day of the story.
    `homes` are one or two, the second from the day `moves` on. `references` are those each force has for them.
    """

    person_id: str
    part: str
    role: Role
    sex: str
    age: int
    town: int
    pnc: str | None
    name: tuple[str, str] | None = None
    initial: str = ""
    born: date | None = None
    household: int = 0
    homes: tuple[Home, ...] = ()
    moves: int = N_DAYS
    phone: str | None = None
    phone_first: int = 0
    phone_last: int = N_DAYS - 1
    vehicle: str | None = None
    first: int = 0
    last: int = N_DAYS - 1
    references: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_child(self) -> bool:
        """Whether the person is under 18."""
        return self.age < ADULT_AGE

    @property
    def exploited(self) -> bool:
        """Whether the person is a victim of exploitation."""
        return self.role is Role.EXPLOITED

    def age_on(self, day: int) -> int:
        """Give the age in years on a day; of a person without a date of birth, that on the first day."""
        if self.born is None:
            return self.age
        today = as_date(day)
        return today.year - self.born.year - ((today.month, today.day) < (self.born.month, self.born.day))

    def home_on(self, day: int) -> Home | None:
        """Give where the person lives on a day; None of a person without an address."""
        if not self.homes:
            return None
        return self.homes[-1] if day >= self.moves else self.homes[0]

    def phone_on(self, day: int) -> str | None:
        """Give the number the person uses on a day, if any."""
        return self.phone if self.phone_first <= day <= self.phone_last else None
