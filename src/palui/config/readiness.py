"""What is too weak for serving a city's people: one sentence each, for `palui check --deploy`."""

import os
import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from palui.config import environment

#: Different signs in a key that was made by chance, at least.
_SIGNS_OF_A_SECRET, _SIGNS_OF_A_DATA_KEY = 16, 16
#: File systems that live on another computer, where SQLite's locks cannot be trusted (sqlite.org/faq.html, 5).
_FAR_AWAY = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "fuse.sshfs", "fuse.s3fs"}
)
_MOUNTS = Path("/proc/self/mounts")


def weaknesses() -> Iterator[str]:
    """A sentence for everything that must be set right before people are served."""
    yield from _modes()
    yield from _addresses()
    yield from _keys()
    yield from _files()
    yield from _database()
    yield from _mail()


def _modes() -> Iterator[str]:
    if settings.DEBUG:
        yield f"{environment.DEBUG.name} menyala: halaman kesalahan memperlihatkan isi program kepada siapa pun."
    if settings.PALUI_PRACTICE:
        yield f"{environment.PRACTICE.name} menyala: kata sandi akun latihan diketahui umum."


def _addresses() -> Iterator[str]:
    public = urlsplit(settings.PALUI_PUBLIC_URL)
    if public.scheme != "https":
        yield f"{environment.PUBLIC_URL.name} bukan https: sandi dan data warga lewat jaringan tanpa dilindungi."
    elif settings.PALUI_TRUSTED_PROXIES == 0:
        yield (
            f"{environment.TRUSTED_PROXIES.name} berisi 0, padahal https berakhir di proksi: semua warga dihitung "
            "sebagai satu alamat, dan batas percobaan masuk mengenai semuanya."
        )
    if "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS berisi *: siapa pun dapat memalsukan alamat layanan dalam tautan."
    if settings.PALUI_HOST in {"0.0.0.0", "::"}:  # noqa: S104 - told, not bound
        yield (
            f"{environment.HOST.name} membuka porta bagi seluruh jaringan, sehingga proksi dapat dilewati; "
            "isi alamat yang hanya dijangkau proksi, misalnya 127.0.0.1."
        )


def _keys() -> Iterator[str]:
    if len(set(settings.SECRET_KEY)) < _SIGNS_OF_A_SECRET:
        yield f"{environment.SECRET_KEY.name} mudah ditebak; kosongkan agar dibuatkan, atau isi sedikitnya 50 huruf acak."
    for place, key in enumerate(settings.PALUI_DATA_KEYS, start=1):
        if len(set(key)) < _SIGNS_OF_A_DATA_KEY:
            yield f"Kunci data ke-{place} mudah ditebak; buat yang baru dengan `openssl rand -base64 32`."


def _files() -> Iterator[str]:
    folder = settings.PALUI_DATA_DIR
    for path in (folder, folder / "secret-key", folder / "data-keys"):
        if path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            mode = "700" if path.is_dir() else "600"
            yield f"{path} dapat dibuka pengguna lain di komputer ini; jalankan: chmod {mode} {path}"
    if os.geteuid() == 0:
        yield "Palui dijalankan sebagai root; jalankan sebagai pengguna sendiri yang hanya memiliki folder data."


def _database() -> Iterator[str]:
    database = settings.PALUI_DATABASE
    if database.engine == "sqlite":
        kind = _file_system(Path(database.name))
        if kind in _FAR_AWAY:
            yield f"Basis data SQLite berada di disk jaringan ({kind}), yang dapat merusaknya; pakai disk sendiri."
        return
    is_private = dict(database.options).get("sslmode") in {"require", "verify-ca", "verify-full"}
    if not is_private and not _is_here(database.host):
        yield (
            f"Sambungan ke basis data di {database.host} tidak dilindungi; "
            f"tambahkan ?sslmode=verify-full pada {environment.DATABASE_URL.name}."
        )


def _mail() -> Iterator[str]:
    server = settings.PALUI_MAIL_SERVER
    if server is None:
        yield f"{environment.EMAIL_URL.name} kosong: warga dan petugas tidak mendapat kabar lewat surel."
    elif server.tls == "none" and not _is_here(server.host):
        yield f"Surel dikirim ke {server.host} tanpa dilindungi; pakai tls=starttls atau smtps://."


def _file_system(path: Path) -> str:
    """The kind of file system a path is on; empty when it cannot be told."""
    try:
        mounts = [line.split()[1:3] for line in _MOUNTS.read_text().splitlines()]
    except OSError:
        return ""
    fitting = [(point, kind) for point, kind in mounts if path.resolve().is_relative_to(point)]
    return max(fitting, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _is_here(host: str) -> bool:
    """Whether a name is this computer, or a socket file on it."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
