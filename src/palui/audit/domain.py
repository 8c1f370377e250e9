"""One readable sentence per action, and the chain that makes a missing entry show."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from palui.kernel.language import say

#: action → the sentence after the actor's name. An action that is not here cannot be recorded.
SENTENCES: dict[str, str] = {
    # accounts
    "account.sign_up": "membuat akun warga",
    "account.create": "membuat akun %(name)s",
    "account.change": "mengubah data akun: %(fields)s",
    "account.password": "mengganti kata sandi",
    "account.sign_out": "keluar dari %(count)s perangkat lain",
    "mandate.grant": "memberi mandat %(title)s kepada %(name)s",
    "mandate.end": "mengakhiri mandat %(title)s dari %(name)s",
    # regions
    "office.change": "mengubah data kantor: %(fields)s",
    "office.service_off": "tidak lagi melayani %(service)s di kantor ini. Alasan: %(reason)s",
    "office.service_on": "melayani %(service)s lagi di kantor ini",
    "office.service_change": "mengubah %(fields)s untuk %(service)s di kantor ini",
    "holiday.add": "menambah hari libur %(name)s (%(date)s)",
    "holiday.remove": "menghapus hari libur %(name)s (%(date)s)",
    # residents
    "resident.view": "melihat data penduduk",
    "resident.search": "mencari data penduduk",
    "resident.correct": "memperbaiki data penduduk: %(fields)s. Alasan: %(reason)s",
    "resident.add": "menambahkan penduduk yang belum terdaftar. Alasan: %(reason)s",
    "register.receive": "mengirim berkas data penduduk %(filename)s",
    "register.check": "menguji impor %(filename)s, %(rows)s baris, tanpa mengubah data",
    "register.import": "memulai impor %(filename)s, %(rows)s baris",
    "register.finish": "menyelesaikan impor %(filename)s: %(added)s baru, %(changed)s berubah, %(wrong)s tidak dimasukkan",
    "register.cancel": "menghentikan impor %(filename)s setelah %(rows)s baris",
    "register.report": "mengunduh laporan impor %(filename)s",
    # catalogue
    "service.publish": "menerbitkan layanan %(code)s versi %(number)s",
    "service.plan": "menjadwalkan layanan %(code)s versi %(number)s mulai %(since)s",
    "service.due": "mulai menawarkan layanan %(code)s versi %(number)s sesuai jadwal",
    "service.call_off": "membatalkan jadwal layanan %(code)s versi %(number)s",
    "service.retire": "berhenti menawarkan layanan %(code)s. Alasan: %(reason)s",
    "service.offer_again": "menawarkan kembali layanan %(code)s versi %(number)s",
    # builder
    "draft.begin": "mulai menyusun layanan %(code)s",
    "draft.copy": "mulai menyusun layanan %(code)s dari salinan %(source)s",
    "draft.bring_in": "memasukkan berkas layanan %(code)s sebagai draf",
    "draft.change": "mengubah draf layanan %(code)s",
    "draft.undo": "membatalkan perubahan terakhir pada draf layanan %(code)s",
    "draft.discard": "menghapus draf layanan %(code)s",
    # intake
    "submission.start": "mulai mengisi permohonan %(service)s",
    "bundle.start": "mulai mengurus %(event)s",
    "bundle.send": "mengirim %(count)s permohonan sekaligus",
    "bundle.discard": "menghapus draf beberapa permohonan sekaligus",
    "submission.submit": "mengajukan permohonan lewat %(channel)s, dengan %(evidence)s lampiran",
    "submission.start_for": "mulai mengisi permohonan %(service)s untuk warga",
    "submission.submit_for": "mengajukan permohonan untuk warga lewat %(channel)s, dengan persetujuan %(consent)s dan %(evidence)s lampiran",
    "submission.ask_code": "meminta kode persetujuan dikirim kepada warga",
    "submission.amend": "memperbaiki isian: %(fields)s",
    "submission.discard": "menghapus draf permohonan",
    "evidence.attach": "menambahkan lampiran %(title)s",
    "evidence.infected": "mengirim berkas bervirus untuk %(title)s; berkas ditolak (%(found)s)",
    "evidence.remove": "menghapus lampiran %(title)s",
    "evidence.view": "melihat lampiran %(title)s",
    # cases
    "case.open": "menerima permohonan sebagai berkas",
    "case.view": "melihat berkas",
    "case.claim": "mengambil berkas untuk dikerjakan",
    "case.hand_back": "mengembalikan berkas ke antrean",
    "case.endorse": "menyetujui sebagai %(title)s",
    "case.verify": "memeriksa dan meneruskan berkas",
    "case.inspect": "memeriksa lapangan: %(finding)s",
    "case.confirm": "mengonfirmasi isi permohonan %(how)s",
    "case.confirm_at_counter": "mencatat konfirmasi %(who)s %(how)s",
    "case.decline": "tidak mengonfirmasi isi permohonan. Alasan: %(reason)s",
    "case.decline_at_counter": "mencatat di loket bahwa %(who)s tidak mengonfirmasi. Alasan: %(reason)s",
    "case.countersign": "memberi paraf sebagai %(title)s",
    "case.ask_correction": "meminta perbaikan: %(fields)s",
    "case.answer_correction": "mengirim perbaikan",
    "case.send_back": "mengembalikan berkas ke petugas",
    "case.reject": "menolak permohonan. Alasan: %(reason)s",
    "case.withdraw": "menarik permohonan",
    "case.issue_link": "membuat tautan sekali pakai untuk %(who)s",
    "case.overdue": "mencatat langkah %(step)s lewat batas waktu",
    "case.close": "menutup berkas: surat terbit",
    # letters
    "letter.preview": "melihat pratinjau surat",
    "letter.sign": "menandatangani surat %(number)s secara elektronik",
    "letter.void": "membatalkan surat %(number)s yang belum lengkap ditandatangani. Alasan: %(reason)s",
    "letter.revoke": "mencabut surat %(number)s. Alasan: %(reason)s",
    "letter.replace": "mengganti surat %(number)s dengan %(new_number)s. Alasan: %(reason)s",
    "letter.download": "mengunduh surat %(number)s",
    "letter.emblem": "mengganti lambang di kop surat",
    "letter.export": "mengekspor buku register, %(rows)s baris",
    "credential.issue": "menerbitkan sertifikat tanda tangan untuk %(name)s",
    "credential.passphrase": "mengganti frasa sandi tanda tangan",
    # the record itself
    "record.search": "membaca catatan tindakan: %(about)s",
    "record.export": "mengunduh catatan tindakan: %(about)s, %(rows)s baris",
    # the queue
    "event.retry": "mencoba lagi pekerjaan tertunda %(reaction)s, sebanyak %(count)s",
    "event.discard": "mengesampingkan pekerjaan tertunda %(reaction)s. Alasan: %(reason)s",
    # delivery
    "message.retry": "mengirim ulang pesan kepada %(recipient)s",
}

#: Parameters that hold words of ours (a service's title, a channel), not what somebody wrote.
WORDS = frozenset({"service", "channel", "title", "step", "who", "how"})

#: Actions that change nothing: somebody looked at a person's data.
LOOKS: frozenset[str] = frozenset(
    {
        "resident.view",
        "resident.search",
        "register.report",
        "evidence.view",
        "case.view",
        "letter.preview",
        "letter.download",
        "letter.export",
        "record.search",
        "record.export",
    }
)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One line of the record, as people read it."""

    at: datetime
    actor: str
    action: str
    sentence: str
    is_look: bool


@dataclass(frozen=True, kw_only=True)
class BrokenLink:
    """The first entry that does not fit: in a chain (`place` from 1), or in a sealed day (`chain` empty)."""

    chain: str
    place: int
    day: date | None = None


@dataclass(frozen=True, kw_only=True)
class Root:
    """A sealed day: how many entries, and the digest (hex) over them and the day sealed before."""

    day: date
    entries: int
    root: str


def root_of(previous: str, digests: Iterable[str]) -> str:
    """SHA-256 (hex) over the root before and a day's digests in the order in which they were written."""
    whole = hashlib.sha256(previous.encode())
    for digest in digests:
        whole.update(digest.encode())
    return whole.hexdigest()


def sentence_of(action: str, params: dict[str, Any]) -> str:
    """The readable sentence, in the reader's language. Raises KeyError for an action or a parameter that was not declared."""
    said = {name: say(value) if isinstance(value, str) else value for name, value in params.items() if name in WORDS}
    return say(SENTENCES[action]) % (params | said)


def digest_of(
    *, previous: str, at: datetime, actor: str, action: str, params: dict[str, Any], chain: str, place: int
) -> str:
    """SHA-256 (hex) over the entry and the digest before it: changing one breaks all that follow."""
    content = json.dumps(
        [previous, at.isoformat(timespec="microseconds"), actor, action, params, chain, place],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(content.encode()).hexdigest()
