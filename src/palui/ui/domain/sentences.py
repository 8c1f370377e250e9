"""What a person reads when a rule refuses: one sentence a code, in one catalogue."""

from collections.abc import Mapping

from palui.kernel.errors import DomainError, InvalidInput
from palui.kernel.language import say

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
    "key_reused": "Kunci ini sudah dipakai untuk kiriman lain.",
    "still_running": "Kiriman yang sama masih dikerjakan. Tunggu sebentar.",
    "too_many_attempts": "Terlalu banyak percobaan. Tunggu beberapa menit, lalu coba lagi.",
    # residents
    "field_choice": "%(label)s belum dikenal. Pilih salah satu dari daftar.",
    "field_date": "Tanggal ini belum bisa dibaca. Tulis tanggal yang sudah lewat, misalnya 17 Agustus 1999.",
    "field_empty": "%(label)s belum diisi.",
    "field_too_long": "%(label)s paling panjang %(longest)s huruf.",
    "field_unknown": "Ada data yang tidak dikenal, jadi belum ada yang diubah.",
    "file_unreadable": "Berkas ini belum bisa dibaca.",
    "import_busy": "Impor ini sudah berjalan atau sudah selesai.",
    "import_beside": "Impor lain untuk penduduk yang sama sedang berjalan. Mulai lagi setelah impor itu selesai.",
    "person_alike": "Orang dengan nama dan tanggal lahir ini sudah ada di daftar.",
    "nik_taken": "NIK ini sudah dipakai penduduk lain di daftar.",
    # catalogue
    "definition_yaml": "Berkas layanan ini belum bisa dibaca: %(problem)s.",
    "form_definition": "Definisi layanan belum benar pada %(path)s: %(problem)s.",
    "service_not_offered": "Layanan ini memang tidak sedang ditawarkan.",
    "service_offered": "Versi %(number)s memang sedang ditawarkan.",
    "not_offered_here": "%(office)s tidak melayani %(service)s. %(reason)s.",
    "office_service_changed": "%(name)s baru saja mengubah layanan ini. Isian Anda masih ada di sini; periksa perubahannya, lalu simpan lagi.",
    # builder
    "draft_changed": "%(name)s baru saja mengubah draf ini. Isian Anda masih ada di sini; periksa perubahannya, lalu simpan lagi.",
    "draft_exists": "Layanan ini sedang disusun. Lanjutkan drafnya, atau hapus dulu.",
    "draft_code": "Kode layanan tidak bisa diubah. Salin layanan ini dengan kode lain.",
    "draft_not_ready": "Layanan ini belum bisa diterbitkan. Yang perlu diperbaiki: %(count)s.",
    "draft_same": "Draf ini sama dengan yang sudah ditawarkan, jadi tidak ada yang diterbitkan.",
    "draft_sign": "Ada tanda yang tidak bisa disimpan. Hapus, lalu simpan lagi.",
    "draft_too_long": "Isian layanan ini terlalu panjang.",
    "edit_place": "Bagian ini sudah tidak ada di draf. Muat ulang halamannya.",
    "nothing_to_undo": "Tidak ada perubahan yang bisa dibatalkan.",
    # intake
    "already_submitted": "Permohonan %(submission)s sudah dikirim, jadi tidak bisa diubah lagi di sini.",
    "guidance_only": "%(service)s tidak diajukan di sini. Baca petunjuknya untuk tahu ke mana Anda perlu pergi.",
    "not_submitted": "Permohonan %(submission)s belum dikirim.",
    "sign_in_first": "Masuk dulu supaya permohonan Anda tersimpan atas nama Anda.",
    # practice
    "practice_other_size": "Kota latihan ini sudah berisi %(residents)s penduduk. Hapus dulu folder datanya untuk membuat yang lain.",
    "practice_size": "Jumlah penduduk latihan paling banyak %(most)s.",
    "real_data": "Basis data ini berisi data sungguhan, jadi tidak bisa dipakai untuk latihan.",
    # regions
    "holiday_exists": "Hari libur pada tanggal itu sudah ada di daftar.",
    "office_field_unknown": "Bagian ini tidak ada pada data kantor: %(fields)s.",
    "rt_exists": "RT %(number)s sudah ada.",
    "neighbourhood_number": "Tulis nomor RT atau RW dengan angka saja, misalnya 12.",
    "number_pattern": "Pola nomor surat ini belum bisa dipakai. Bagian yang dikenal: %(tokens)s.",
    # letters
    "credential_expired": "Sertifikat tanda tangan Anda sudah habis masa berlakunya. Minta admin menerbitkan yang baru.",
    "letter_ended": "Surat nomor %(number)s sudah tidak berlaku, jadi tidak bisa diubah lagi.",
    "letter_of_several": "Surat ini ditandatangani beberapa pejabat, jadi tidak bisa diganti di sini. Cabut suratnya, lalu minta pemohon mengajukan lagi.",
    "first_signature_missing": "Tanda tangan sebelumnya tidak berlaku lagi karena berkas ini diubah. Kembalikan dulu berkasnya supaya surat dibuat ulang.",
    "letter_not_made": "Surat ini belum jadi karena ada yang rusak di pihak kami. Berkasnya tetap menunggu Anda; coba lagi nanti.",
    "no_credential": "Anda belum punya sertifikat tanda tangan. Buat dulu di halaman akun Anda.",
    "not_a_signatory": "Hanya pejabat penanda tangan yang bisa punya sertifikat tanda tangan.",
    "passphrase_locked": "Terlalu banyak percobaan. Tanda tangan Anda dikunci %(minutes)s menit, lalu bisa dicoba lagi.",
    "passphrase_wrong": "Frasa sandi tidak cocok. Sisa percobaan: %(left)s.",
    "service_has_no_letter": "Layanan ini tidak menerbitkan surat.",
    # cases
    "action_not_allowed": "Tindakan ini tidak bisa dilakukan pada tahap sekarang. Muat ulang untuk melihat keadaan terbaru.",
    "case_changed": "Berkas ini baru saja diubah oleh %(by)s. Yang Anda ketik tidak hilang; lihat dulu keadaan terbarunya.",
    "case_claimed": "Berkas ini sudah diambil %(by)s. Tidak ada yang berubah.",
    "confirmation_locked": "Terlalu banyak percobaan. Minta tautan baru kepada petugas kelurahan, atau datang ke loket membawa KTP.",
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
    """What a person reads about this refusal. Sentences of `InvalidInput` come first."""
    if isinstance(error, InvalidInput) and error.errors:
        return " ".join(error.errors.values())
    return sentence_for(error.code, error.params)


def sentence_for(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence of a code, its gaps filled from `params`."""
    return say(SENTENCES.get(code, FALLBACK)) % _Params(params or {})
