"""An SMS gateway of our own: the practice city's, in this process."""

import threading

from palui.integrations.sms_gateway.simulator import GatewayServer, Received


class SmsGateway:
    """Started for one test. `faults` are what happens to the next messages (see the simulator)."""

    def __init__(self, *, token: str = "rahasia", slow: float = 0.1) -> None:
        self._server = GatewayServer(0, token=token, slow=slow)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.token = token
        self.url = self._server.url

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def faults(self) -> list[str]:
        return self._server.gateway.faults

    @faults.setter
    def faults(self, faults: list[str]) -> None:
        self._server.gateway.faults = faults

    @property
    def received(self) -> list[Received]:
        return self._server.gateway.received

    def texts_to(self, number: str) -> list[str]:
        return [one.body for one in self.received if one.to == number]
