"""A real clamd on loopback, which knows one virus: the harmless EICAR test file."""

import shutil
import signal
import subprocess
import time
from pathlib import Path

from palui.integrations.clamav.client import Clamd
from palui.kernel.errors import TemporaryFailure
from tests.peers.palui import free_port

#: What every scanner calls a virus, and which harms nothing (eicar.org); parted, so that none finds it in this file.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
VIRUS = "Palui.Test.EICAR"


class ClamdPeer:
    """A clamd with a list of one virus, on a port and a socket file. `folder` must have a short path."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.socket = folder / "clamd.ctl"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def client(self) -> Clamd:
        return Clamd(host="127.0.0.1", port=self.port)

    def start(self, *, within: float = 60) -> None:
        """Start it and wait until it answers."""
        lists = self.folder / "lists"
        lists.mkdir(parents=True, exist_ok=True)
        # Anywhere in any kind of file (ClamAV manual, "extended signatures").
        (lists / "palui.ndb").write_text(f"{VIRUS}:0:*:{EICAR.hex()}\n")
        rules = self.folder / "clamd.conf"
        rules.write_text(
            f"Foreground yes\nDatabaseDirectory {lists}\nTCPSocket {self.port}\nTCPAddr 127.0.0.1\n"
            f"LocalSocket {self.socket}\nFixStaleSocket yes\nStreamMaxLength 30M\nMaxThreads 2\nLogFile {self.folder}/log\n"
        )
        program = shutil.which("clamd") or "/usr/sbin/clamd"
        self._process = subprocess.Popen(
            [program, f"--config-file={rules}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + within
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("clamd did not come up")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it; what asks afterwards finds nobody."""
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        try:
            self.client.ping()
        except TemporaryFailure:
            return False
        return True
