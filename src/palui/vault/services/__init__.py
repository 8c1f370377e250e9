"""Files sealed at rest, and sealing everything anew when there is a new key."""

from palui.vault.services.files import delete_file, discard_file, read_file, store_file
from palui.vault.services.resealing import Resealed, reseal

__all__ = ["Resealed", "delete_file", "discard_file", "read_file", "reseal", "store_file"]
