"""Who acts, as the record keeps it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Actor:
    """A person or the system, at the moment of acting.

    `user_id` is None for the system and for whoever holds a one-time link. `title` says in what
    role ("Ketua RT 12", "Lurah Sungai Jingah", "Pemohon").
    """

    name: str
    title: str = ""
    user_id: int | None = None

    def __str__(self) -> str:
        return f"{self.title} {self.name}".strip()


#: Palui itself: timers, reactions, imports.
SYSTEM = Actor(name="Palui", title="Sistem")
