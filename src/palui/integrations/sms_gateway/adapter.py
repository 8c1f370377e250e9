"""Fills delivery's texter with an SMS gateway."""

from palui.delivery.ports import Text
from palui.integrations.sms_gateway.client import hand_in
from palui.kernel.errors import TemporaryFailure


class GatewayTexter:
    """Sends through one gateway. Without an address it says so (`is_ready`) and nothing is queued for it."""

    def __init__(self, address: str, *, token: str) -> None:
        self._address, self._token = address, token

    @property
    def is_ready(self) -> bool:
        """Whether the operator has named a gateway."""
        return bool(self._address)

    def send(self, text: Text) -> None:
        """Hand it over. Raises TemporaryFailure or PermanentFailure."""
        if not self._address:
            raise TemporaryFailure("PALUI_SMS_URL belum diisi")
        hand_in(address=self._address, token=self._token, to=text.to, body=text.body, reference=text.reference)
