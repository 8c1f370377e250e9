"""Why a file cannot be taken, in the words the person reads."""

from palui.kernel.language import say

EMPTY = "Berkas ini kosong. Pilih lagi fotonya."
TOO_BIG = "Berkas ini terlalu besar ({size} MB). Paling besar 25 MB."
TOO_MANY_PIXELS = "Foto ini terlalu besar ukurannya. Ambil lagi dengan ukuran biasa."
NOT_A_PHOTO = "Berkas ini bukan foto yang bisa kami baca. Kirim foto JPEG, PNG, WebP, atau HEIC."
NOT_A_PHOTO_BUT_PDF = "Di sini perlu foto, bukan PDF. Ambil fotonya dengan kamera."
NOT_ACCEPTED = "Berkas ini bukan foto atau PDF. Kirim foto JPEG, PNG, WebP, HEIC, atau berkas PDF."
BROKEN_PHOTO = "Foto ini rusak atau belum selesai terunggah. Coba kirim lagi."
HEAVY_PHOTO = "Foto ini terlalu berat untuk dibuka. Ambil fotonya lagi dengan kamera, lalu kirim."
BROKEN_PDF = "PDF ini rusak atau belum selesai terunggah. Coba kirim lagi."
LOCKED_PDF = "PDF ini terkunci kata sandi. Kirim yang tanpa kata sandi, atau fotonya."
LONG_PDF = "PDF ini terlalu panjang ({pages} halaman). Paling banyak 100 halaman."
HEAVY_PDF = "PDF ini terlalu berat untuk dibuka. Cetak ulang menjadi PDF biasa, atau kirim fotonya."
SIGNED_PDF_WITH_MORE = (
    "PDF bertanda tangan ini membawa lampiran atau program di dalamnya, jadi tidak bisa kami terima. "
    "Kirim PDF tanpa lampiran, atau fotonya."
)
INFECTED = "Di berkas ini ditemukan virus, jadi tidak kami simpan. Kirim foto baru dari kamera."
SCANNER_SILENT = "Pemeriksa virus sedang tidak menjawab, jadi berkas ini belum tersimpan. Coba lagi sebentar lagi."
NO_ROOM = "Berkas ini belum bisa disimpan karena tempat penyimpanan kami penuh. Coba lagi nanti; isian lain tetap ada."


class FileRefused(Exception):
    """The file cannot be taken; the text is the sentence for the person, its gaps filled."""

    def __init__(self, text: str, **gaps: object) -> None:
        super().__init__(say(text).format(**gaps))
