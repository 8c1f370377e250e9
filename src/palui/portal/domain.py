"""Words for what the queue holds: event and reason, as whoever looks after it reads them."""

from collections.abc import Mapping

from palui.outbox.domain import Why

#: Event → what has still to happen after it.
EVENT_WORDS: Mapping[str, str] = {
    "SubmissionReceived": "Membuka berkas atas permohonan yang masuk",
    "StepReached": "Memberi tahu siapa yang mendapat giliran",
    "ConfirmationAsked": "Meminta saksi atau ahli waris mengonfirmasi",
    "StepTimeIsUp": "Menandai langkah yang lewat waktu",
    "StepOverdue": "Memberi tahu atasan tentang keterlambatan",
    "CorrectionAsked": "Meminta pemohon memperbaiki",
    "CorrectionAnswered": "Memberi tahu bahwa perbaikan sudah dikirim",
    "CaseTurnedBack": "Membatalkan surat yang belum lengkap ditandatangani",
    "CaseRefused": "Memberi tahu penolakan",
    "CaseWithdrawn": "Memberi tahu bahwa permohonan ditarik",
    "LetterSigned": "Menutup berkas dan menyerahkan surat",
    "LetterRevoked": "Memberi tahu pencabutan surat",
    "LetterReplaced": "Menyerahkan surat pengganti",
    "CaseIssued": "Berkas selesai",
    "EmailToConfirm": "Mengirim tautan untuk memastikan surel",
    "ConsentCodeAsked": "Mengirim kode persetujuan",
    "MessageQueued": "Mengirim pesan",
    "ServiceDue": "Menawarkan versi layanan yang direncanakan",
    "ImportReceived": "Membaca berkas data kependudukan",
    "ImportStarted": "Mengimpor data kependudukan",
}

WHY_WORDS: Mapping[Why, str] = {
    Why.NOT_TRIED: "Belum dicoba.",
    Why.OUTSIDE: "Sistem luar (surel, SMS, atau lainnya) tidak menjawab atau menolak. Biasanya selesai sendiri setelah sistem itu pulih.",
    Why.DATABASE: "Basis data sempat tidak menjawab. Coba lagi.",
    Why.UNKNOWN_HERE: "Pekerjaan ini dicatat oleh versi Palui yang lain. Pasang versi itu, lalu coba lagi.",
    Why.FAULT: "Program menemui kesalahan. Teruskan keterangan teknis di bawah kepada pengembang.",
}
