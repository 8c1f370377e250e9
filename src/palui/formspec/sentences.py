"""What a person reads beside a field: what to do, with an example. No full stop, no blame."""

from palui.formspec.amounts import say_money, say_number
from palui.formspec.dates import say_date
from palui.formspec.kinds import Kind, Precision
from palui.formspec.specification import Field
from palui.kernel.errors import DomainError
from palui.kernel.language import say

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
_DATE_WORDS: dict[str, str] = {
    "no_year": "Tulis juga tahunnya, misalnya %(example)s",
    "short_year": "Tulis tahunnya dengan empat angka, misalnya %(example)s",
    "no_month": "Tulis juga bulannya, misalnya %(example)s",
    "no_day": "Tulis juga tanggalnya, misalnya %(example)s",
    "impossible": "Tanggal ini tidak ada di kalender, tulis misalnya %(example)s",
    "unreadable": "Tulis seperti ini: %(example)s",
}
WRITE = "Tulis"
UNREADABLE = "Isian ini belum bisa dibaca, silakan tulis lagi"
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
        return say(field.missing)
    label = say(field.label)
    if field.kind is Kind.YES_NO:
        return say("Pilih Ya atau Tidak untuk “%(label)s”", label=label)
    if field.label.endswith("?"):
        return say("Jawab pertanyaan “%(label)s”", label=label) + _example(field)
    return f"{say(_VERBS.get(field.kind, WRITE))} {label_inside(label)}" + _example(field)


def unreadable(field: Field) -> str:
    """Something was sent that no such field can hold."""
    return say(field.invalid or UNREADABLE)


def too_long(field: Field, length: int) -> str:
    """More signs than the field holds."""
    return say(
        "Persingkat menjadi paling banyak %(most)s huruf, sekarang %(length)s",
        most=say_number(field.max_length),
        length=say_number(length),
    )


def too_short(field: Field) -> str:
    """Fewer signs than the field asks."""
    return say("Tulis lebih lengkap, paling sedikit %(least)s huruf", least=say_number(field.min_length))


def not_an_option(field: Field) -> str:
    """The value is not among the options."""
    return say("Pilih salah satu jawaban yang ada untuk “%(label)s”", label=say(field.label))


def not_a_number(field: Field) -> str:
    """It cannot be read as a number."""
    if field.invalid:
        return say(field.invalid)
    return say("Tulis dengan angka, misalnya 3 atau 2,5") if field.decimals else say("Tulis dengan angka, misalnya 3")


def not_whole(field: Field) -> str:
    """It has more decimals than wanted."""
    if field.decimals:
        return say("Tulis paling banyak %(most)s angka di belakang koma", most=field.decimals)
    return say("Tulis angka bulat tanpa koma, misalnya 3")


def out_of_range(field: Field, bound: float | int, *, is_floor: bool) -> str:
    """Below the least or above the most."""
    amount = say_money(int(bound)) if field.kind is Kind.MONEY else say_number(bound)
    whole = f"{amount} {say(field.unit)}" if field.unit else amount
    if is_floor:
        return say("Tulis angka %(amount)s atau lebih", amount=whole)
    return say("Tulis angka %(amount)s atau kurang", amount=whole)


def not_a_date(field: Field, reason: str) -> str:
    """It cannot be read as a day, or as a month."""
    if field.invalid:
        return say(field.invalid)
    return say(_DATE_WORDS.get(reason, _DATE_WORDS["unreadable"]), example=date_example(field))


def date_out_of_range(field: Field, bound: str, *, is_floor: bool, is_today: bool) -> str:
    """Before the first or after the last day."""
    if field.precision is Precision.MONTH:
        month = say("bulan ini") if is_today else say_date(bound)
        if is_floor:
            return say("Tulis %(month)s atau sesudahnya", month=month)
        return say("Tulis %(month)s atau sebelumnya", month=month)
    day = say("hari ini") if is_today else say_date(bound)
    if is_floor:
        return say("Tulis tanggal %(day)s atau sesudahnya", day=day)
    return say("Tulis tanggal %(day)s atau sebelumnya", day=day)


def date_example(field: Field) -> str:
    """How the date may be written."""
    return say_date("2021-03") if field.precision is Precision.MONTH else say_date("2026-11-24")


def number_refused(error: DomainError) -> str:
    """Why `palui.kernel.identifiers` does not take a NIK, a family-card number or a telephone number."""
    name = say("NIK") if error.code.startswith("nik") else say("Nomor KK")
    reason = error.code.partition("_")[2]
    if error.code == "phone_invalid":
        return say("Periksa nomor telepon ini, tulis misalnya 0812-3456-7781")
    if reason == "length":
        return say(
            "%(name)s terdiri dari 16 angka, yang Anda tulis %(digits)s", name=name, digits=error.params["digits"]
        )
    if reason == "digits":
        return say("Tulis %(name)s dengan angka saja, 16 angka", name=name)
    if error.code == "nik_region":
        return say("Periksa enam angka pertama NIK ini, cocokkan dengan KTP")
    if reason == "region":
        return say("Periksa enam angka pertama Nomor KK ini, cocokkan dengan kartu keluarga")
    return say("Periksa lagi %(name)s ini, cocokkan setiap angkanya dengan KTP", name=name)


def too_few_items(field: Field) -> str:
    """A repeated group has too few items."""
    if field.missing and field.min_items <= 1:
        return say(field.missing)
    return say(
        "Tambahkan paling sedikit %(least)s %(item)s", least=field.min_items, item=label_inside(say(field.item_label))
    )


def too_many_items(field: Field) -> str:
    """A repeated group has too many items."""
    return say(
        "Paling banyak %(most)s %(item)s, hapus yang lebih",
        most=field.max_items,
        item=label_inside(say(field.item_label)),
    )


def label_inside(label: str) -> str:
    """A label in the middle of a sentence: "Nama usaha" becomes "nama usaha", "NIK" and "RT" stay."""
    return label if label[1:2].isupper() or not label[1:2] else label[0].lower() + label[1:]


def _example(field: Field) -> str:
    if field.kind is Kind.DATE:
        return say(", misalnya %(example)s", example=date_example(field))
    return say(_EXAMPLES.get(field.kind, ""))
