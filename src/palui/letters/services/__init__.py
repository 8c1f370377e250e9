"""Writes of this room, one function per use case."""

from palui.letters.services.checking import FileCheck, check_file
from palui.letters.services.completing import void_partial
from palui.letters.services.credentials import OpenedKey, change_passphrase, issue, open_key, prepare_authority, roots
from palui.letters.services.emblems import letterhead_picture, remove_emblem, set_emblem
from palui.letters.services.exporting import export_register
from palui.letters.services.notices import Booklet, poster, standard_notice
from palui.letters.services.reading import preview, preview_page, preview_page_count, signed_file
from palui.letters.services.revoking import answers_of, check_may_end, may_end, replace, revoke
from palui.letters.services.signing import SignResult, public_link, sign, sign_many, sign_past
from palui.letters.services.trying import check_bundled, try_out, try_to_print

__all__ = [
    "Booklet",
    "FileCheck",
    "OpenedKey",
    "SignResult",
    "answers_of",
    "change_passphrase",
    "check_bundled",
    "check_file",
    "check_may_end",
    "export_register",
    "issue",
    "letterhead_picture",
    "may_end",
    "open_key",
    "poster",
    "prepare_authority",
    "preview",
    "preview_page",
    "preview_page_count",
    "public_link",
    "remove_emblem",
    "replace",
    "revoke",
    "roots",
    "set_emblem",
    "sign",
    "sign_many",
    "sign_past",
    "signed_file",
    "standard_notice",
    "try_out",
    "try_to_print",
    "void_partial",
]
