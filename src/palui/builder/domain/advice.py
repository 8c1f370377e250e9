"""What to do about a mistake, for whoever writes a service in the browser. The strict reader's own words are for files."""

import re

from palui.kernel.language import say

_LINE = re.compile(r"line (\d+): ")
#: Of a problem that is not known here; the reader's own words follow.
_OTHERWISE = "Perbaiki bagian ini: %(problem)s."

#: What the reader says → what to do. Names in a pattern are gaps of its sentence.
ADVICE: tuple[tuple[str, str], ...] = (
    (r"is missing: a pattern needs .*", "Tulis kalimat yang muncul bila isian tidak cocok dengan polanya."),
    (r"(is missing|expected a text, got (None|''|'\s+').*)", "Bagian ini belum diisi."),
    (r"expected a text, got (?P<got>.+) \(quote.*", "Tulis dengan kata, bukan %(got)s."),
    (r"expected working hours above 0, up to (?P<most>\d+), got .*", "Tulis jam kerja lebih dari 0, paling banyak %(most)s."),
    (r"expected a whole number from 0 to (?P<most>\d+), got .*", "Tulis angka bulat dari 0 sampai %(most)s."),
    (r"expected a number, got .*", "Tulis dengan angka."),
    (r"expected a date or 'today', got .*", "Tulis tanggal seperti 2026-11-24, atau today untuk hari ini."),
    (r"expected true or false, got .*", "Pilih ya atau tidak."),
    (r"expected a list, got .*", "Bagian ini harus berupa daftar."),
    (r"expected a mapping, got .*", "Bagian ini harus berisi nama dan isinya."),
    (r"(?P<low>\S+) is below the minimum (?P<least>\S+)|from \d+ to \d+ items is impossible", "Batas terbanyak lebih kecil daripada batas paling sedikit."),
    (r"is given, yet the field is not required", "Pertanyaan yang boleh dikosongkan tidak punya jumlah paling sedikit."),
    (r"(?P<got>'.*') must be digits in groups with dots.*", "%(got)s bukan kode klasifikasi. Tulis angka dengan titik, misalnya 400.12.2.1."),
    (r"(?P<got>'.*') must be small letters, digits and -.*", "%(got)s belum bisa menjadi kode. Pakai huruf kecil, angka, dan tanda -, diawali huruf."),
    (r"(?P<got>'.*') must be small letters, digits and .*_.*", "%(got)s belum bisa menjadi kunci. Pakai huruf kecil, angka, dan tanda _, diawali huruf."),
    (r"(?P<got>'.*') is used twice", "%(got)s dipakai dua kali. Ganti salah satunya."),
    (r"unknown key here", "Bagian ini tidak dikenal. Hapus, atau periksa ejaannya."),
    (r"unknown kind '(?P<got>.*)'; known: (?P<known>.*)", "Jenis %(got)s tidak dikenal. Pilih salah satu: %(known)s."),
    (r"unknown who '(?P<got>.*)'; known: (?P<known>.*)", "Pelaksana %(got)s tidak dikenal. Pilih salah satu: %(known)s."),
    (r"unknown way '(?P<got>.*)'; known: (?P<known>.*)", "Cara menulis %(got)s tidak dikenal. Pilih salah satu: %(known)s."),
    (r"unknown (?:\w+ )?'(?P<got>.*)'; known: (?P<known>.*)", "%(got)s tidak dikenal. Pilih salah satu: %(known)s."),
    (r"has no meaning for this kind of service", "Bagian ini tidak berlaku untuk jenis layanan ini. Hapus."),
    (r"ends with its sign steps", "Alur harus berakhir dengan langkah tanda tangan."),
    (r"has sign steps of the same `who`", "Dua langkah tanda tangan dilakukan orang yang sama. Hapus salah satunya."),
    (r"needs at least one step", "Tambahkan sedikitnya satu langkah."),
    (r"needs at least one field", "Tambahkan sedikitnya satu pertanyaan."),
    (r"needs at least one group", "Tambahkan sedikitnya satu kelompok pertanyaan."),
    (r"needs at least one option", "Tambahkan sedikitnya satu pilihan."),
    (r"needs at least one (condition|value)", "Syarat ini belum lengkap. Pilih jawabannya."),
    (r"needs at least one", "Isi sedikitnya satu."),
    (r"is what an inspect step has, and no other", "Hanya langkah pemeriksaan lapangan yang punya pertanyaan sendiri, dan langkah itu harus memilikinya."),
    (r"is what a confirm step has, and no other", "Bagian ini hanya untuk langkah konfirmasi. Hapus."),
    (r"no repeated question '(?P<got>.*)' in the form that everybody must answer", "Pilih pertanyaan berulang yang wajib dijawab semua orang; %(got)s bukan."),
    (r"no repeated question '(?P<got>.*)' in the form", "Tidak ada pertanyaan berulang bernama %(got)s. Pilih dari daftar."),
    (r"no question '(?P<got>.*)' inside '(?P<of>.*)'", "Di dalam %(of)s tidak ada pertanyaan %(got)s."),
    (r"no address field '(?P<got>.*)' in the form", "%(got)s bukan pertanyaan alamat. Pilih pertanyaan alamat, atau kosongkan."),
    (r"no field '(?P<got>.*)' can be asked about here", "Syarat ini menyebut pertanyaan %(got)s, yang tidak ada sebelum bagian ini."),
    (r"no sentence '(?P<got>.*)' in this definition", "Kalimat “%(got)s” tidak ada lagi di layanan ini. Simpan halaman bahasa sekali lagi."),
    (r"no field '(?P<got>.*)' in the form", "Tidak ada pertanyaan bernama %(got)s."),
    (r"no answer or word '(?P<got>.*)'", "Tidak ada isian bernama {%(got)s}. Pilih dari daftar isian, atau hapus."),
    (r"(?P<got>'.*') is no place to fill.*", "%(got)s bukan isian. Isian ditulis {nama}; tanda kurawal sendiri ditulis {{."),
    (r"\{(?P<got>.*)\} stands alone on its line", "Isian {%(got)s} harus berdiri sendiri di barisnya."),
    (r"'(?P<got>.*)' is asked repeatedly: .*", "%(got)s dijawab berulang. Tampilkan sebagai tabel: |%(got)s| Judul = pertanyaan."),
    (r"a table (reads|needs columns).*", "Tabel ditulis |pertanyaan| Judul = kunci | Judul = kunci."),
    (r"a condition reads .*", "Syarat ditulis [[bila kunci: …]] atau [[bila kunci = nilai: …]]."),
    (r"an answer is missing beside .*", "Di sebelah tanda | belum ada jawaban: [[bila kunci = nilai | nilai lain: …]]."),
    (r"`\[\[` inside `\[\[`", "Bagian [[ … ]] tidak boleh berada di dalam bagian lain."),
    (r"`\[\[` without `\]\]`", "Tanda [[ belum ditutup dengan ]]."),
    (r"`\]\]` without `\[\[`", "Ada tanda ]] tanpa [[ di depannya."),
    (r"a star without its second one", "Tanda bintang untuk huruf tebal atau miring belum ditutup."),
    (r"is longer than (?P<most>\d+) signs", "Teks ini terlalu panjang. Paling banyak %(most)s huruf."),
    (r"(?P<got>'.*') cannot be printed in a letter", "Tanda %(got)s tidak bisa dicetak di surat. Hapus, atau ganti dengan kata."),
    (r"holds a sign that cannot be stored.*|has a key with a sign that cannot be stored", "Ada tanda yang tidak bisa disimpan. Hapus, lalu tulis lagi."),
    (r"says what the letter says, unless .*", "Tulis isi suratnya."),
    (r"'(?P<got>.*)' is no name of a template", "%(got)s bukan nama bentuk surat."),
    (r"cannot be drawn: no letter template .*", "Bentuk surat ini tidak ada di Palui. Tulis isi suratnya."),
    (r"cannot be drawn: (?P<why>.*)", "Surat ini belum bisa dicetak: %(why)s."),
    (r"starts with `name` and names each part once", "Data orang diawali nama, dan tiap bagian disebut sekali."),
    (r"a condition needs .*", "Syarat ini belum lengkap. Pilih pertanyaan dan jawabannya."),
    (r"a field of kind .* can only be asked whether it is `filled`", "Jawaban ini hanya bisa diperiksa diisi atau tidak."),
    (r"a field of kind .* has no order", "Jawaban ini tidak bisa dibandingkan lebih besar atau lebih kecil."),
    (r"cannot compare a .* with a .*", "Dua jawaban ini tidak bisa dibandingkan."),
    (r"(?P<got>.*) is no possible answer of a field of kind .*", "%(got)s bukan jawaban yang mungkin untuk pertanyaan itu."),
    (r"is no regular expression: .*", "Pola ini belum benar."),
    (r"\S+ cannot stand here", "Jenis pertanyaan ini tidak bisa dipakai di sini."),
    (r"'(?P<of>.*)' must ask each person for '(?P<key>.*)' of kind (?P<kind>.*)", "Pertanyaan %(of)s harus menanyakan %(key)s setiap orang (jenis %(kind)s), dan wajib dijawab."),
    (r"'(?P<key>.*)' of '(?P<of>.*)' must be of kind (?P<kind>.*)", "Pertanyaan %(key)s di %(of)s harus berjenis %(kind)s."),
)  # fmt: skip
_KNOWN = tuple((re.compile(pattern, re.DOTALL), sentence) for pattern, sentence in ADVICE)
_LONGEST_GAP = 240


def advice(problem: str) -> str:
    """What to do, in the reader's language."""
    line = _LINE.match(problem)
    sentence = _sentence(problem[line.end() :] if line else problem)
    return say("Baris %(line)s. %(sentence)s", line=line[1], sentence=sentence) if line else sentence


def _sentence(problem: str) -> str:
    for pattern, sentence in _KNOWN:
        found = pattern.fullmatch(problem)
        if found is not None:
            gaps = {name: _short(text) for name, text in found.groupdict().items() if text is not None}
            return say(sentence, **gaps)
    return say(_OTHERWISE, problem=problem)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_GAP else f"{text[:_LONGEST_GAP]}…"
