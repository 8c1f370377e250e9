"""Every setting an operator can give, in one table: the program and its reference are made from it.

Sentences are Indonesian, because the operator reads them. `read` checks everything at once, so one
start shows every wrong value and not just the first.
"""

import base64
import binascii
import difflib
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Generic, TypeVar, cast
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

Value = TypeVar("Value")
DATA_KEY_BYTES = 32


class WrongSettings(Exception):
    """One or more settings cannot be used. `sentences` says for each what is wrong."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__("\n".join(self.sentences))


@dataclass(frozen=True, kw_only=True)
class Setting(Generic[Value]):
    """One environment variable.

    `default` is the text used when the variable is missing or empty; it may name other settings in
    braces. `parse` turns text into the value, or raises ValueError with the end of a sentence.
    """

    name: str
    meaning: str
    default: str
    parse: Callable[[str], Value]
    example: str = ""


class Environment:
    """The values of all settings, each with the type its setting says."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = dict(values)

    def __getitem__(self, setting: Setting[Value]) -> Value:
        return cast("Value", self._values[setting.name])


@dataclass(frozen=True, kw_only=True)
class Database:
    """Where the data lives: an SQLite file (`name` is its path) or a PostgreSQL database."""

    engine: str
    name: str
    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """An SMTP server. `tls` is `none`, `starttls` or `ssl`."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def _text(text: str) -> str:
    return text


def _folder(text: str) -> Path:
    try:
        return Path(text).expanduser().absolute()
    except RuntimeError:  # the home of somebody who is not there
        raise ValueError("isi dengan jalur folder, misalnya /var/lib/palui") from None


def _yes_or_no(text: str) -> bool:
    answers = {"1": True, "true": True, "ya": True, "0": False, "false": False, "tidak": False}
    if text.lower() not in answers:
        raise ValueError("isi dengan 1 (ya) atau 0 (tidak)")
    return answers[text.lower()]


def _number_between(lowest: int, highest: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not lowest <= int(text) <= highest:
            raise ValueError(f"isi dengan bilangan dari {lowest} sampai {highest}")
        return int(text)

    return parse


def _proxies(text: str) -> int | None:
    return _number_between(0, 9)(text) if text else None


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.upper() not in words:
            raise ValueError("isi dengan salah satu dari " + ", ".join(words))
        return text.upper()

    return parse


def _city_code(text: str) -> str:
    if not re.fullmatch(r"\d\d\.\d\d", text):
        raise ValueError("isi dengan kode kota Kemendagri, misalnya 63.71")
    return text


def _host(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.:-]+", text):
        raise ValueError("isi dengan nama atau alamat komputer ini, misalnya 127.0.0.1")
    return text


def _public_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname, parts.port
    except ValueError:
        host, parts = None, SplitResult("", "", "", "", "")
    if parts.scheme not in {"http", "https"} or not host or parts.path.strip("/") or parts.query:
        raise ValueError("isi dengan alamat lengkap tanpa jalur, misalnya https://layanan.contoh.go.id")
    if host in {"0.0.0.0", "::"}:  # noqa: S104 - refused here, not bound
        raise ValueError(
            f"alamat {host} tidak dapat dibuka warga; isi alamat yang mereka ketik, misalnya http://192.168.1.10:8000"
        )
    return text.rstrip("/")


def _database(text: str) -> Database:
    parts = urlsplit(text)
    if parts.scheme == "sqlite" and not parts.netloc and parts.path not in {"", "/"}:
        return Database(engine="sqlite", name="/" + unquote(parts.path).lstrip("/"))
    if parts.scheme not in {"postgresql", "postgres"} or parts.path in {"", "/"}:
        raise ValueError("isi dengan sqlite:///jalur/mutlak/berkas atau postgresql://pengguna:sandi@komputer:5432/nama")
    options = dict(parse_qsl(parts.query))
    try:
        port = str(parts.port or "")
    except ValueError:
        raise ValueError("porta basis data bukan bilangan yang sah") from None
    return Database(
        engine="postgresql",
        name=unquote(parts.path[1:]),
        host=options.pop("host", "") or unquote(parts.hostname or ""),
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=tuple(sorted(options.items())),
    )


def _mail_server(text: str) -> MailServer | None:
    if not text:
        return None
    parts = urlsplit(text)
    tls = dict(parse_qsl(parts.query)).get("tls", "ssl" if parts.scheme == "smtps" else "starttls")
    try:
        port = parts.port
    except ValueError:
        raise ValueError("porta surel bukan bilangan yang sah") from None
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or tls not in {"none", "starttls", "ssl"}:
        raise ValueError("isi dengan smtp://pengguna:sandi@komputer:587?tls=starttls (tls: starttls, ssl, none)")
    return MailServer(
        host=parts.hostname,
        port=port or (465 if tls == "ssl" else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
    )


@dataclass(frozen=True, kw_only=True)
class ClamdAddress:
    """Where a clamd listens: host and port, or the path of a socket file."""

    host: str = ""
    port: int = 0
    path: str = ""


def _clamd(text: str) -> ClamdAddress | None:
    if not text:
        return None
    if text.startswith("/"):
        return ClamdAddress(path=text)
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise ValueError(
            "isi dengan komputer:porta atau jalur soket, misalnya 127.0.0.1:3310 atau /run/clamav/clamd.ctl"
        )
    return ClamdAddress(host=host.strip("[]"), port=int(port))


def _gateway(text: str) -> str:
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("isi dengan alamat gerbang SMS, misalnya https://sms.contoh.go.id/v1/messages")
    return text


def _sender(text: str) -> str:
    name, address = parseaddr(text)
    user, at, domain = address.rpartition("@")
    if not (at and user and domain):
        raise ValueError("isi dengan nama dan alamat surel, misalnya Palui <layanan@contoh.go.id>")
    return str(Address(name, user, domain))


def _secret_key(text: str) -> str:
    if text and len(text) < 50:
        raise ValueError("terlalu pendek; isi sedikitnya 50 huruf acak, atau kosongkan agar dibuatkan")
    return text


def parse_data_keys(text: str) -> tuple[bytes, ...]:
    """Keys that seal data, newest first: base64 texts of 32 bytes, parted by commas.

    Raises ValueError with the end of a sentence.
    """
    keys = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        try:
            key = base64.b64decode(part, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != DATA_KEY_BYTES:
            raise ValueError(f"setiap kunci harus {DATA_KEY_BYTES} bita dalam base64, dipisah koma")
        keys.append(key)
    return tuple(keys)


DATA_DIR = Setting(
    name="PALUI_DATA_DIR",
    meaning="Folder tempat Palui menyimpan segala yang harus dicadangkan: basis data SQLite, berkas, dan kunci.",
    default="./var",
    parse=_folder,
)
HOST = Setting(
    name="PALUI_HOST",
    meaning="Alamat jaringan tempat peladen web mendengarkan.",
    default="127.0.0.1",
    parse=_host,
)
PORT = Setting(
    name="PALUI_PORT",
    meaning="Porta tempat peladen web mendengarkan.",
    default="8000",
    parse=_number_between(1, 65535),
)
PUBLIC_URL = Setting(
    name="PALUI_PUBLIC_URL",
    meaning="Alamat yang diketik warga; dipakai dalam tautan, surel, dan QR pada surat. "
    "Bila diawali https, kuki hanya dikirim lewat sambungan aman.",
    default="http://{PALUI_HOST}:{PALUI_PORT}",
    parse=_public_url,
    example="https://layanan.contoh.go.id",
)
TRUSTED_PROXIES = Setting(
    name="PALUI_TRUSTED_PROXIES",
    meaning="Banyaknya proksi milik Anda di depan Palui. Alamat warga, yang dipakai untuk membatasi percobaan masuk, "
    "dibaca dari X-Forwarded-For menurut proksi terluar. Bila kosong: 1 bila alamat publik https, selain itu 0.",
    default="",
    parse=_proxies,
    example="2",
)
DATABASE_URL = Setting(
    name="PALUI_DATABASE_URL",
    meaning="Basis data: SQLite di folder data, atau PostgreSQL 15 ke atas.",
    default="sqlite://{PALUI_DATA_DIR}/palui.sqlite3",
    parse=_database,
    example="postgresql://palui:sandi@db.contoh.go.id:5432/palui",
)
SECRET_KEY = Setting(
    name="PALUI_SECRET_KEY",
    meaning="Kunci untuk menandatangani kuki. Bila kosong, dibuat sekali dan disimpan di folder data.",
    default="",
    parse=_secret_key,
)
DATA_KEYS = Setting(
    name="PALUI_DATA_KEYS",
    meaning="Kunci yang menyegel NIK, KK, dan berkas, yang terbaru di depan: base64 dari 32 bita, dipisah koma. "
    "Bila kosong, dibuat sekali dan disimpan di folder data. Tanpa kunci ini data tidak dapat dibaca lagi.",
    default="",
    parse=parse_data_keys,
)
SMS_URL = Setting(
    name="PALUI_SMS_URL",
    meaning="Gerbang SMS: alamat yang menerima satu pesan tiap POST. Bila kosong, tidak ada SMS; kota latihan memakai "
    "gerbang tiruan yang pesannya terbaca di peramban.",
    default="",
    parse=_gateway,
    example="https://sms.contoh.go.id/v1/messages",
)
SMS_TOKEN = Setting(
    name="PALUI_SMS_TOKEN",
    meaning="Kunci untuk gerbang SMS.",
    default="",
    parse=str,
)
API_PER_MINUTE = Setting(
    name="PALUI_API_PER_MINUTE",
    meaning="Panggilan API tiap menit untuk satu orang; satu alamat jaringan boleh sepuluh kali itu.",
    default="600",
    parse=_number_between(1, 10_000_000),
)
CITY = Setting(
    name="PALUI_CITY",
    meaning="Kode kota menurut Kemendagri.",
    default="63.71",
    parse=_city_code,
)
PRACTICE = Setting(
    name="PALUI_PRACTICE",
    meaning="Kota latihan: penduduk buatan, spanduk di tiap halaman, tanda air pada surat. `make run` menyalakannya.",
    default="0",
    parse=_yes_or_no,
)
EMAIL_URL = Setting(
    name="PALUI_EMAIL_URL",
    meaning="Peladen SMTP untuk mengirim surel. Bila kosong, surel tidak dikirim dan kotak masuk tetap bekerja.",
    default="",
    parse=_mail_server,
    example="smtp://palui:sandi@surel.contoh.go.id:587?tls=starttls",
)
EMAIL_FROM = Setting(
    name="PALUI_EMAIL_FROM",
    meaning="Nama dan alamat pengirim surel.",
    default="Palui <palui@localhost>",
    parse=_sender,
    example="Layanan Kelurahan <layanan@contoh.go.id>",
)
CLAMD = Setting(
    name="PALUI_CLAMD",
    meaning="Pemeriksa virus ClamAV (clamd): komputer:porta atau jalur soket. Bila diisi, setiap berkas diperiksa, "
    "dan tidak ada yang diterima selama clamd tidak menjawab. Bila kosong, berkas tidak diperiksa virus.",
    default="",
    parse=_clamd,
    example="127.0.0.1:3310",
)
DEBUG = Setting(
    name="PALUI_DEBUG",
    meaning="Untuk pengembang: halaman kesalahan yang rinci. Jangan dinyalakan bagi warga.",
    default="0",
    parse=_yes_or_no,
)
LOG_LEVEL = Setting(
    name="PALUI_LOG_LEVEL",
    meaning="Seberapa banyak yang dicatat: DEBUG, INFO, WARNING, ERROR.",
    default="INFO",
    parse=_one_of("DEBUG", "INFO", "WARNING", "ERROR"),
)
WORKERS = Setting(
    name="PALUI_WORKERS",
    meaning="Banyaknya proses web. Satu per inti prosesor sudah cukup.",
    default="2",
    parse=_number_between(1, 64),
)

#: In the order in which the reference shows them. A default may name a setting that stands before.
SETTINGS: tuple[Setting[Any], ...] = (
    DATA_DIR,
    HOST,
    PORT,
    PUBLIC_URL,
    TRUSTED_PROXIES,
    DATABASE_URL,
    SECRET_KEY,
    DATA_KEYS,
    CITY,
    PRACTICE,
    EMAIL_URL,
    EMAIL_FROM,
    SMS_URL,
    SMS_TOKEN,
    API_PER_MINUTE,
    CLAMD,
    LOG_LEVEL,
    WORKERS,
    DEBUG,
)


def read(given: Mapping[str, str] = os.environ) -> Environment:
    """Every setting from environment variables.

    Raises WrongSettings with a sentence for each value that cannot be used and for each variable
    that begins with PALUI_ but is none of ours (a typing mistake would otherwise pass in silence).
    """
    texts: dict[str, str] = {}
    values: dict[str, object] = {}
    sentences = []
    for setting in SETTINGS:
        text = given.get(setting.name, "").strip()
        try:
            values[setting.name] = setting.parse(text or setting.default.format_map(texts))
        except KeyError:
            continue  # The default names a setting that is wrong itself; one sentence is enough.
        except ValueError as problem:
            sentences.append(f"{setting.name} tidak dapat dipakai: {problem}.")
        else:
            texts[setting.name] = str(values[setting.name])
    sentences.extend(_unknown(given))
    if sentences:
        raise WrongSettings(sentences)
    return Environment(values)


def _unknown(given: Mapping[str, str]) -> Iterable[str]:
    known = [setting.name for setting in SETTINGS]
    for name in sorted(given):
        # PALUI_TEST_… steers the test suite, never the program.
        if name.startswith("PALUI_") and not name.startswith("PALUI_TEST_") and name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f" Maksud Anda {near[0]}?" if near else ""
            yield f"{name} bukan setelan Palui.{hint}"
