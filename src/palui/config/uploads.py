"""How much of an upload is taken in: the rest passes by unread, so that no file fills memory or disk.

A form whose file is too big is still read to its end, because the other answers and files in it must stay.
"""

import io
from collections.abc import Callable

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse

from palui.ui.views import too_large

#: Bytes of one file that are kept aside while a form is read. What may be handed in is less: see the rooms.
MOST_OF_A_FILE = 64 * 1024 * 1024
#: Bytes of a whole request. Beyond, it is not read at all.
MOST_OF_A_REQUEST = 300 * 1024 * 1024


class PassingBy(FileUploadHandler):
    """Stands before Django's own handlers and lets nothing beyond MOST_OF_A_FILE through to them.

    Such a file comes out without content and with its true size, which no room accepts.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """None keeps a part from the handlers behind this one; what they have of the file by then is deleted."""
        if start + len(raw_data) <= MOST_OF_A_FILE:
            return raw_data
        if start <= MOST_OF_A_FILE and self.request is not None:
            for handler in self.request.upload_handlers:
                handler.upload_interrupted()
        return None

    def file_complete(self, file_size: int) -> UploadedFile | None:  # type: ignore[type-arg]  # not subscriptable when run
        """The file by its size alone, if it was too big; else the next handler has it."""
        if file_size <= MOST_OF_A_FILE:
            return None
        return TooBigFile(name=self.file_name, content_type=self.content_type or "", size=file_size)


class TooBigFile(UploadedFile):  # type: ignore[type-arg]  # not subscriptable when run
    """A file that was not kept: it has its name and size, and is empty when read."""

    def __init__(self, *, name: str | None, content_type: str, size: int) -> None:
        super().__init__(file=io.BytesIO(), name=name, content_type=content_type, size=size)


class UploadLimitMiddleware:
    """Refuses a request that announces more than MOST_OF_A_REQUEST, before any of it is read.

    Stands behind what the page of refusal needs (who is signed in), and ahead of every view.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        announced = request.META.get("CONTENT_LENGTH") or ""
        if announced.isdigit() and int(announced) > MOST_OF_A_REQUEST:
            return too_large(request)
        return self.get_response(request)
