"""A whole city in one file, and back: `palui backup` and `palui restore`.

The file says nothing about the database engine, so a backup taken on SQLite is restored into PostgreSQL and the
other way round. What is sealed stays sealed: the data keys are not in it.
"""

from palui.config.safekeeping.archive import CannotKeep
from palui.config.safekeeping.restoring import restore
from palui.config.safekeeping.taking import take

__all__ = ["CannotKeep", "restore", "take"]
