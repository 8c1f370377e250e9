"""Is this file what was signed? Compared byte for byte first; then the signature says what happened to it."""

import hashlib
from dataclasses import dataclass

from palui.letters.domain import MAX_CHECKED_SIZE, FileVerdict
from palui.letters.ports import SignatureReport, signer
from palui.letters.selectors import PublicLetter, by_sha256
from palui.letters.services import credentials

_PDF_MARK = b"%PDF-"
#: Readers allow some bytes before the mark (ISO 32000-1, annex H, note 13).
_MARK_WITHIN = 1024


@dataclass(frozen=True, kw_only=True)
class FileCheck:
    """What a file turned out to be. `letter` is known for an unchanged copy; `signature` for a changed one."""

    verdict: FileVerdict
    letter: PublicLetter | None = None
    signature: SignatureReport | None = None


def check_file(content: bytes) -> FileCheck:
    """Compare a file with all that was ever signed. The file is not kept."""
    if len(content) > MAX_CHECKED_SIZE:
        return FileCheck(verdict=FileVerdict.TOO_LARGE)
    if _PDF_MARK not in content[:_MARK_WITHIN]:
        return FileCheck(verdict=FileVerdict.NOT_PDF)
    letter = by_sha256(hashlib.sha256(content).hexdigest())
    report = signer().verify(content, roots=credentials.roots())
    if letter is not None:
        return FileCheck(verdict=FileVerdict.UNCHANGED, letter=letter, signature=report)
    if report.is_trusted:
        return FileCheck(verdict=FileVerdict.CHANGED, signature=report)
    return FileCheck(verdict=FileVerdict.NOT_OURS)
