"""What a person reads beside a field: what to do, with an example. No full stop, no blame."""

from palui.formspec.amounts import say_money, say_number
from palui.formspec.dates import say_date
from palui.formspec.kinds import Kind, Precision
from palui.formspec.specification import Field
from palui.kernel.errors import DomainError

_EXAMPLES: dict[Kind, str] = {
    Kind.MONEY: ", misalnya 1.500.000",
    Kind.TIME: ", misalnya 08.30",
    Kind.NIK: ", 16 angka yang ada di KTP atau kartu keluarga",
    Kind.KK: ", 16 angka di bagian atas kartu keluarga",
    Kind.PHONE: ", misalnya 0812-3456-7781",
    Kind.NUMBER: " dengan angka, misalnya 3",
}
_VERBS: dict[Kind, str] = {
    Kind.CHOICE: "Pilih",
    Kind.CHOICES: "Pilih",
    Kind.KELURAHAN: "Pilih",
    Kind.PHOTO: "Ambil atau pilih",
    Kind.FILE: "Unggah",
    Kind.PLACE: "Tandai",
    Kind.REPEAT: "Tambahkan",
}
_SHAPE = "Isian ini belum bisa dibaca, silakan tulis lagi"
UNPRINTABLE = "Tulis dengan huruf, angka, dan tanda baca saja; emoji tidak bisa dicetak di surat"
NAME = "Tulis nama dengan huruf saja, misalnya Siti Rahmah"
RT_RW = "Tulis nomornya saja, misalnya 12"
DEGREE = "Titik lokasi belum terbaca, silakan ambil lagi"
PLACE = "Ambil titik lokasi, atau tulis patokannya, misalnya seberang masjid"
YES_NO = "Pilih Ya atau Tidak"
CLOCK = "Tulis jam dan menit, misalnya 08.30"
MONEY = "Tulis jumlahnya dalam rupiah tanpa sen, misalnya 1.500.000"
NO_FILE = "Berkas ini tidak kami temukan, silakan unggah lagi"


def missing(field: Field) -> str:
    """A required answer is not there."""
    if field.missing:
        return field.missing
    if field.kind is Kind.YES_NO:
        return f"{YES_NO} untuk “{field.label}”"
    if field.label.endswith("?"):
        return f"Jawab pertanyaan “{field.label}”" + _example(field)
    return f"{_VERBS.get(field.kind, 'Tulis')} {label_inside(field.label)}" + _example(field)


def unreadable(field: Field) -> str:
    """Something was sent that no such field can hold."""
    return field.invalid or _SHAPE


def too_long(field: Field, length: int) -> str:
    """More signs than the field holds."""
    return f"Persingkat menjadi paling banyak {say_number(field.max_length)} huruf, sekarang {say_number(length)}"


def too_short(field: Field) -> str:
    """Fewer signs than the field asks."""
    return f"Tulis lebih lengkap, paling sedikit {say_number(field.min_length)} huruf"


def not_an_option(field: Field) -> str:
    """The value is not among the options."""
    return f"Pilih salah satu jawaban yang ada untuk “{field.label}”"


def not_a_number(field: Field) -> str:
    """It cannot be read as a number."""
    if field.invalid:
        return field.invalid
    return "Tulis dengan angka, misalnya 3" if not field.decimals else "Tulis dengan angka, misalnya 3 atau 2,5"


def not_whole(field: Field) -> str:
    """It has more decimals than wanted."""
    if field.decimals:
        return f"Tulis paling banyak {field.decimals} angka di belakang koma"
    return "Tulis angka bulat tanpa koma, misalnya 3"


def out_of_range(field: Field, bound: float | int, *, is_floor: bool) -> str:
    """Below the least or above the most."""
    amount = say_money(int(bound)) if field.kind is Kind.MONEY else say_number(bound)
    unit = f" {field.unit}" if field.unit else ""
    return f"Tulis angka {amount}{unit} atau {'lebih' if is_floor else 'kurang'}"


def not_a_date(field: Field, reason: str) -> str:
    """It cannot be read as a day, or as a month."""
    if field.invalid:
        return field.invalid
    example = date_example(field)
    return {
        "no_year": f"Tulis juga tahunnya, misalnya {example}",
        "short_year": f"Tulis tahunnya dengan empat angka, misalnya {example}",
        "no_month": f"Tulis juga bulannya, misalnya {example}",
        "no_day": f"Tulis juga tanggalnya, misalnya {example}",
        "impossible": f"Tanggal ini tidak ada di kalender, tulis misalnya {example}",
    }.get(reason, f"Tulis seperti ini: {example}")


def date_out_of_range(field: Field, bound: str, *, is_floor: bool, is_today: bool) -> str:
    """Before the first or after the last day."""
    direction = "sesudahnya" if is_floor else "sebelumnya"
    if field.precision is Precision.MONTH:
        return f"Tulis {'bulan ini' if is_today else say_date(bound)} atau {direction}"
    return f"Tulis tanggal {'hari ini' if is_today else say_date(bound)} atau {direction}"


def date_example(field: Field) -> str:
    """How the date may be written."""
    return "Maret 2021" if field.precision is Precision.MONTH else "24 November 2026"


def number_refused(error: DomainError) -> str:
    """Why `palui.kernel.identifiers` does not take a NIK, a family-card number or a telephone number."""
    name = "NIK" if error.code.startswith("nik") else "Nomor KK"
    reason = error.code.partition("_")[2]
    if error.code == "phone_invalid":
        return "Periksa nomor telepon ini, tulis misalnya 0812-3456-7781"
    if reason == "length":
        return f"{name} terdiri dari 16 angka, yang Anda tulis {error.params['digits']}"
    if reason == "digits":
        return f"Tulis {name} dengan angka saja, 16 angka"
    if reason == "region":
        return f"Periksa enam angka pertama {name} ini, cocokkan dengan {'KTP' if name == 'NIK' else 'kartu keluarga'}"
    return f"Periksa lagi {name} ini, cocokkan setiap angkanya dengan KTP"


def too_few_items(field: Field) -> str:
    """A repeated group has too few items."""
    if field.missing and field.min_items <= 1:
        return field.missing
    return f"Tambahkan paling sedikit {field.min_items} {label_inside(field.item_label)}"


def too_many_items(field: Field) -> str:
    """A repeated group has too many items."""
    return f"Paling banyak {field.max_items} {label_inside(field.item_label)}, hapus yang lebih"


def label_inside(label: str) -> str:
    """A label in the middle of a sentence: "Nama usaha" becomes "nama usaha", "NIK" and "RT" stay."""
    return label if label[1:2].isupper() or not label[1:2] else label[0].lower() + label[1:]


def _example(field: Field) -> str:
    if field.kind is Kind.DATE:
        return f", misalnya {date_example(field)}"
    return _EXAMPLES.get(field.kind, "")
