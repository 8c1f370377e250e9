"""What parts of a service and things in it are called on pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy

from palui.builder.domain import Part

#: The parts of a service.
PART_WORDS: Mapping[Part, Any] = {
    Part.ABOUT: gettext_lazy("Tentang"),
    Part.QUESTIONS: gettext_lazy("Pertanyaan"),
    Part.DOCUMENTS: gettext_lazy("Syarat dan berkas"),
    Part.ROUTE: gettext_lazy("Alur"),
    Part.LETTER: gettext_lazy("Surat"),
    Part.STANDARD: gettext_lazy("Standar pelayanan"),
    Part.LANGUAGES: gettext_lazy("Bahasa"),
}
#: What each thing is called on its page, and on the page that adds one; and what is said when it is gone.
NAMES: Mapping[str, Any] = {
    "group": gettext_lazy("Halaman pertanyaan"),
    "question": gettext_lazy("Pertanyaan"),
    "rule": gettext_lazy("Aturan"),
    "document": gettext_lazy("Berkas"),
    "step": gettext_lazy("Langkah"),
    "law": gettext_lazy("Dasar hukum"),
}
NEW_NAMES: Mapping[str, Any] = {
    "group": gettext_lazy("Halaman baru"),
    "question": gettext_lazy("Pertanyaan baru"),
    "rule": gettext_lazy("Aturan baru"),
    "document": gettext_lazy("Berkas baru"),
    "step": gettext_lazy("Langkah baru"),
    "law": gettext_lazy("Dasar hukum baru"),
}
REMOVED: Mapping[str, Any] = {
    "group": gettext_lazy("Halaman dihapus."),
    "question": gettext_lazy("Pertanyaan dihapus."),
    "rule": gettext_lazy("Aturan dihapus."),
    "document": gettext_lazy("Berkas dihapus."),
    "step": gettext_lazy("Langkah dihapus."),
    "law": gettext_lazy("Dasar hukum dihapus."),
}
