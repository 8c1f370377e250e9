"""What the vault needs: a sealer with the installation's keys."""

from palui.kernel.ports import Port
from palui.vault.domain import Sealer

sealer: Port[Sealer] = Port("sealer")
