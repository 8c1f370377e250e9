"""What happens in a life and brings people to the office."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent:
    """A reason to come, in the words of whoever comes. `icon` is a name in the sprite."""

    key: str
    title: str
    summary: str
    icon: str


LIFE_EVENTS: tuple[LifeEvent, ...] = (
    LifeEvent(key="kelahiran", title="Kelahiran", summary="Akta, kartu keluarga, jaminan kesehatan bayi", icon="baby"),
    LifeEvent(
        key="sekolah", title="Masuk sekolah", summary="Domisili, keringanan biaya, beasiswa", icon="graduation-cap"
    ),
    LifeEvent(
        key="kerja", title="Mencari kerja", summary="Domisili dan surat keterangan untuk melamar", icon="briefcase"
    ),
    LifeEvent(key="menikah", title="Menikah", summary="Pengantar nikah, status, kartu keluarga baru", icon="gem"),
    LifeEvent(key="tinggal", title="Rumah dan pindah", summary="Domisili, pindah datang, pindah keluar", icon="house"),
    LifeEvent(key="usaha", title="Membuka usaha", summary="Keterangan usaha, domisili usaha", icon="store"),
    LifeEvent(
        key="sakit", title="Sakit dan berobat", summary="Keringanan biaya, jaminan kesehatan", icon="heart-pulse"
    ),
    LifeEvent(
        key="sulit", title="Sedang kesulitan", summary="Keterangan tidak mampu, bantuan sosial", icon="hand-helping"
    ),
    LifeEvent(key="kehilangan", title="Kehilangan", summary="Laporan ke polisi, KTP dan KK pengganti", icon="search"),
    LifeEvent(key="tanah", title="Tanah dan rumah", summary="Keterangan tanah, waris, belum punya rumah", icon="map"),
    LifeEvent(key="kematian", title="Kematian", summary="Keterangan, akta, ahli waris", icon="flower-2"),
)
