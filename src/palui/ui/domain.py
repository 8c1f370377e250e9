"""What every screen says the same way: sentences for refusals, times and amounts in words, records that parts show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from palui.kernel.clock import local
from palui.kernel.errors import DomainError, InvalidInput

# --- sentences ---------------------------------------------------------------------------------

#: Code of a refusal → what a person reads, by room. `%(name)s` is filled from the error's params.
SENTENCES: dict[str, str] = {
    # kernel
    "not_found": "Halaman ini tidak ada, atau bukan untuk Anda.",
    "invalid_input": "Ada isian yang perlu diperbaiki.",
    "nik_length": "NIK terdiri dari 16 angka. Yang Anda tulis ada %(digits)s angka.",
    "nik_digits": "NIK hanya berisi angka. Tulis 16 angka seperti di KTP.",
    "nik_region": "Enam angka pertama NIK tidak dikenal. Periksa lagi di KTP Anda.",
    "nik_date": "Tanggal lahir di dalam NIK tidak masuk akal. Periksa lagi angka ke-7 sampai ke-12.",
    "kk_length": "Nomor KK terdiri dari 16 angka. Yang Anda tulis ada %(digits)s angka.",
    "kk_digits": "Nomor KK hanya berisi angka. Tulis 16 angka seperti di kartu keluarga.",
    "kk_region": "Enam angka pertama nomor KK tidak dikenal. Periksa lagi di kartu keluarga Anda.",
    "phone_invalid": "Nomor telepon ini tidak dikenal. Tulis misalnya 0812-3456-7781.",
    "code_invalid": "Kode ini tidak cocok. Periksa lagi, misalnya PLI-7F3K-92QX.",
    "too_many_tries": "Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.",
    # accounts
    "mandate_over": "Mandat ini sudah berakhir.",
    "mandate_overlaps": "Pada tanggal itu jabatan ini masih dipegang %(name)s (%(title)s). Akhiri dulu mandatnya, atau pilih tanggal lain.",
    "sign_up_no_match": "Akun belum bisa dibuat dengan data ini. Periksa lagi NIK dan nomor KK, atau masuk kalau Anda sudah punya akun. Petugas kelurahan juga bisa membantu.",
    "too_many_attempts": "Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.",
    # residents
    "field_choice": "%(label)s belum dikenal. Pilih salah satu dari daftar.",
    "field_date": "Tanggal ini belum bisa dibaca. Tulis tanggal yang sudah lewat, misalnya 17 Agustus 1999.",
    "field_empty": "%(label)s belum diisi.",
    "field_too_long": "%(label)s paling panjang %(longest)s huruf.",
    "field_unknown": "Ada data yang tidak dikenal, jadi belum ada yang diubah.",
    "nik_taken": "NIK ini sudah dipakai penduduk lain di daftar.",
    # catalogue
    "definition_yaml": "Berkas layanan ini belum bisa dibaca: %(problem)s.",
    # intake
    "already_submitted": "Permohonan %(submission)s sudah dikirim, jadi tidak bisa diubah lagi di sini.",
    # regions
    "holiday_exists": "Hari libur pada tanggal itu sudah ada di daftar.",
    "office_field_unknown": "Bagian ini tidak ada pada data kantor: %(fields)s.",
    "rt_exists": "RT %(number)s sudah ada.",
    "neighbourhood_number": "Tulis nomor RT atau RW dengan angka saja, misalnya 12.",
    "number_pattern": "Pola nomor surat ini belum bisa dipakai. Bagian yang dikenal: %(tokens)s.",
    # letters
    "credential_expired": "Sertifikat tanda tangan Anda sudah habis masa berlakunya. Minta admin menerbitkan yang baru.",
    "letter_not_made": "Surat ini belum jadi karena ada yang rusak di pihak kami. Berkasnya tetap menunggu Anda; coba lagi nanti.",
    "no_credential": "Anda belum punya sertifikat tanda tangan. Buat dulu di halaman akun Anda.",
    "not_a_signatory": "Hanya pejabat penanda tangan yang bisa punya sertifikat tanda tangan.",
    "passphrase_locked": "Terlalu banyak percobaan. Tanda tangan Anda dikunci %(minutes)s menit, lalu bisa dicoba lagi.",
    "passphrase_wrong": "Frasa sandi tidak cocok. Sisa percobaan: %(left)s.",
    "service_has_no_letter": "Layanan ini tidak menerbitkan surat.",
    "number_pattern_sequence": "Pola nomor surat harus memuat {sequence}, supaya setiap surat bernomor sendiri.",
    "number_pattern_sign": "Pola nomor surat hanya boleh berisi huruf, angka, titik, garis miring, dan tanda hubung.",
    "number_pattern_token": "Bagian {%(token)s} tidak dikenal di pola nomor surat.",
    "number_pattern_year": "Pola nomor surat harus memuat {year}, supaya nomor tidak terulang tahun depan.",
    # cases
    "action_not_allowed": "Tindakan ini tidak bisa dilakukan pada tahap sekarang. Muat ulang untuk melihat keadaan terbaru.",
    "case_changed": "Berkas ini baru saja diubah oleh %(by)s. Yang Anda ketik tidak hilang; lihat dulu keadaan terbarunya.",
    "case_claimed": "Berkas ini sudah diambil %(by)s. Tidak ada yang berubah.",
    "link_expired": "Tautan ini sudah tidak berlaku. Minta tautan baru ke kantor kelurahan.",
    "link_used": "Tautan ini sudah dipakai dan hanya berlaku satu kali.",
    "nobody_holds_role": "Belum ada yang bertugas untuk langkah ini. Minta admin mengisi jabatannya dulu.",
    "not_your_turn": "Langkah ini bukan giliran Anda.",
    "only_applicant": "Hanya pemohon yang bisa melakukan ini.",
}

#: What is said when nobody has written a sentence for a code yet.
FALLBACK = "Maaf, ini belum bisa dilakukan. Data Anda tidak berubah."


class _Params(dict[str, object]):
    """A missing parameter leaves a gap instead of an error page about an error."""

    def __missing__(self, key: str) -> str:
        return "…"


def sentence(error: DomainError) -> str:
    """What a person reads about this refusal, in Indonesian. Sentences of `InvalidInput` come first."""
    if isinstance(error, InvalidInput) and error.errors:
        return " ".join(error.errors.values())
    return sentence_for(error.code, error.params)


def sentence_for(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence of a code, its gaps filled from `params`."""
    return SENTENCES.get(code, FALLBACK) % _Params(params or {})


# --- time and money in words -------------------------------------------------------------------

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


def day_in_words(day: date) -> str:
    """ "24 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_in_words(moment: datetime) -> str:
    """ "Senin 23 Nov, 08.14", on the city's clock (WITA)."""
    here = local(moment)
    return f"{DAYS[here.weekday()]} {here.day} {MONTHS[here.month - 1][:3]}, {clock_in_words(moment)}"


def clock_in_words(moment: datetime) -> str:
    """ "08.14", on the city's clock (WITA)."""
    here = local(moment)
    return f"{here.hour:02d}.{here.minute:02d}"


def month_in_words(day: date) -> str:
    """ "November 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def length_in_words(length: timedelta) -> str:
    """The biggest unit that fits, rounded down: "50 menit", "4 jam", "3 hari"."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 1)} menit"
    if minutes < 24 * 60:
        return f"{minutes // 60} jam"
    return f"{minutes // (24 * 60)} hari"


def time_left(due: datetime, *, at: datetime) -> str:
    """ "4 jam lagi", or "lewat 1 jam" when the moment has passed."""
    words = length_in_words(due - at)
    return f"lewat {words}" if at > due else f"{words} lagi"


def urgency(due: datetime, *, at: datetime) -> Literal["good", "warn", "bad"]:
    """Bad when past, warn in the last two hours, else good."""
    if at > due:
        return "bad"
    return "warn" if due - at <= timedelta(hours=2) else "good"


def rupiah(amount: int) -> str:
    """Whole rupiah with dots: "Rp1.200.000"; a minus stands in front."""
    return f"{'-' if amount < 0 else ''}Rp{abs(amount):,}".replace(",", ".")


def initials(name: str) -> str:
    """At most two letters for a round picture: "H. Masrani" → "HM", "Siti" → "S"."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


# --- records that parts show -------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class NavEntry:
    """One way to go: in the masthead, in tabs, in the footer. `icon` is a name in the sprite."""

    label: str
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""


StepState = Literal["done", "current", "waiting", "ahead", "refused"]


@dataclass(frozen=True, kw_only=True)
class RiverStep:
    """A dock on the way. `waiting`: it is the reader's turn; `note` is small, under the label."""

    label: str
    state: StepState
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class LogLine:
    """One fact in a timeline. `look` marks an entry where somebody only looked."""

    at: datetime
    text: str
    detail: str = ""
    look: bool = False


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A name and its value in a list of facts. `tag` is a short verdict beside it, of kind `kind`."""

    label: str
    value: str
    note: str = ""
    tag: str = ""
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """One number of a chart: its place on the axis, its size, and whether to point at it."""

    label: str
    value: float
    marked: bool = False


# --- charts: geometry only ---------------------------------------------------------------------

#: A plot is drawn as wide as a phone, so that its letters stay readable there.
PLOT_WIDTH, PLOT_HEIGHT = 360, 170
PLOT_TOP, PLOT_FLOOR = 18, 146
MOST_LABELS = 8


@dataclass(frozen=True, kw_only=True)
class PlotMark:
    """One measure on the drawing: a column with its left edge, or a point on the line.

    `labelled`: its name is written under it, `valued`: its number above it.
    """

    measure: Measure
    x: float
    y: float
    width: float
    height: float
    labelled: bool
    valued: bool

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return round(self.x + self.width / 2, 1)

    @property
    def above(self) -> float:
        """Where its value stands."""
        return round(self.y - 5, 1)


@dataclass(frozen=True, kw_only=True)
class Plot:
    """A drawing of `width` by `height` units with its marks; `path` is the line, `area` what is under it."""

    marks: tuple[PlotMark, ...]
    width: int = PLOT_WIDTH
    height: int = PLOT_HEIGHT
    floor: int = PLOT_FLOOR
    path: str = ""
    area: str = ""


def column_plot(rows: Sequence[Measure]) -> Plot:
    """Columns from the floor up, the highest touching the top."""
    slot = PLOT_WIDTH / max(len(rows), 1)
    few = len(rows) <= MOST_LABELS
    peak = _peak(rows)
    width = min(slot * 0.7, 44)
    return Plot(
        marks=tuple(
            _mark(rows, place, slot=slot, width=width, valued=few or place == peak) for place in range(len(rows))
        )
    )


def line_plot(rows: Sequence[Measure]) -> Plot:
    """Points joined by a line, the highest touching the top; the highest and the last bear their numbers."""
    slot = PLOT_WIDTH / max(len(rows), 1)
    told = {_peak(rows), len(rows) - 1}
    marks = tuple(_mark(rows, place, slot=slot, width=0, valued=place in told) for place in range(len(rows)))
    if not marks:
        return Plot(marks=())
    path = "M" + " L".join(f"{mark.middle},{mark.y}" for mark in marks)
    area = f"{path} L{marks[-1].middle},{PLOT_FLOOR} L{marks[0].middle},{PLOT_FLOOR} Z"
    return Plot(marks=marks, path=path, area=area)


def _peak(rows: Sequence[Measure]) -> int:
    return max(range(len(rows)), key=lambda place: rows[place].value, default=0)


def _mark(rows: Sequence[Measure], place: int, *, slot: float, width: float, valued: bool) -> PlotMark:
    top = max(row.value for row in rows) or 1
    every = -(-len(rows) // MOST_LABELS)
    height = round(max(rows[place].value, 0) / top * (PLOT_FLOOR - PLOT_TOP), 1)
    return PlotMark(
        measure=rows[place],
        x=round(place * slot + (slot - width) / 2, 1),
        y=round(PLOT_FLOOR - height, 1),
        width=round(width, 1),
        height=height,
        labelled=(len(rows) - 1 - place) % every == 0,
        valued=valued,
    )
