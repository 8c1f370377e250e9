"""Files made to break or to trick: each meets a clear sentence or becomes harmless, within little memory and time."""

import io
import resource
import struct
import zipfile
import zlib

import pikepdf
import pillow_heif
import pytest
from PIL import Image

from palui.intake.domain import MAX_SIDE, FileRefused, prepare
from palui.intake.domain import refusals as words

ORIENTATION = 0x0112
#: Bytes that no file here may make the program grow by, and seconds that none may take.
ROOM, PATIENCE = 200 * 1024 * 1024, 15


def picture(width=640, height=480, mode="RGB"):
    drawn = Image.new(mode, (width, height), 60 if mode in "LF" else None)
    drawn.paste(Image.radial_gradient("L").resize((width // 2, height // 2)).convert(mode), (0, 0))
    return drawn


def written(drawn, kind, **options):
    file = io.BytesIO()
    drawn.save(file, kind, **options)
    return file.getvalue()


def heic(width=1200, height=800, **options):
    file = io.BytesIO()
    pillow_heif.from_pillow(picture(width, height)).save(file, quality=50, **options)
    return file.getvalue()


def document():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    return pdf


def saved(pdf):
    file = io.BytesIO()
    pdf.save(file)
    return file.getvalue()


def png_of(width, height, *, rows=b""):
    """A PNG whose head announces any size."""

    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def refusal(content, *, photo_only=False):
    with pytest.raises(FileRefused) as refused:
        prepare(content, photo_only=photo_only)
    return str(refused.value)


def test_a_photo_of_an_iphone_becomes_a_jpeg():
    kept = prepare(heic(), photo_only=True)
    assert (kept.content_type, kept.width, kept.height) == ("image/jpeg", 1200, 800)


def test_half_a_photo_of_an_iphone_is_refused():
    assert refusal(heic()[:-400]) == words.BROKEN_PHOTO


def test_a_photo_keeps_nothing_of_where_it_was_taken():
    exif = Image.Exif()
    exif[0x010F] = "Ponsel Siti"
    assert b"Ponsel Siti" not in prepare(heic(exif=exif.tobytes()), photo_only=True).content


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright_however_the_camera_was_held(orientation):
    upright = Image.new("RGB", (400, 200), "white")
    upright.paste("red", (0, 0, 100, 50))
    camera = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    held = upright.transpose(camera) if camera is not None else upright
    kept = prepare(written(held, "JPEG", exif=exif, quality=95), photo_only=True)
    assert (kept.width, kept.height) == (400, 200)
    red, green, _ = Image.open(io.BytesIO(kept.content)).getpixel((20, 10))
    assert (red > 200, green < 60) == (True, True)


@pytest.mark.parametrize(("kind", "mode"), [("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "I;16"), ("PNG", "P")])
def test_printing_colours_and_grey_become_a_usual_photo(kind, mode):
    kept = prepare(
        written(picture().convert(mode) if mode != "I;16" else Image.new(mode, (64, 48), 900), kind), photo_only=True
    )
    assert Image.open(io.BytesIO(kept.content)).mode == "RGB"


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_a_moving_picture_the_first_one_is_kept(kind):
    red, blue = Image.new("RGB", (80, 60), "red"), Image.new("RGB", (80, 60), "blue")
    kept = prepare(written(red, kind, save_all=True, append_images=[blue] * 20, duration=50), photo_only=True)
    assert Image.open(io.BytesIO(kept.content)).getpixel((40, 30))[0] > 200


def test_the_name_of_a_file_counts_for_nothing_its_content_does():
    assert prepare(written(picture(), "WEBP"), photo_only=True).content_type == "image/jpeg"
    assert refusal(b"PK\x03\x04" + bytes(400)) == words.NOT_ACCEPTED
    assert refusal(written(picture(), "GIF"), photo_only=True) == words.NOT_A_PHOTO
    assert refusal(b"") == words.EMPTY


def test_a_photo_that_is_a_page_and_an_archive_too_is_only_a_photo_afterwards():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("jahat.exe", b"MZ")
    page = b"<script>alert(1)</script>%PDF-1.7"
    photo = written(picture(), "JPEG", comment=page) + archive.getvalue()
    kept = prepare(photo, photo_only=True)
    for trace in (b"script", b"%PDF", b"jahat.exe"):
        assert trace not in kept.content


def test_a_document_that_is_a_page_and_an_archive_too_is_only_a_document_afterwards():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("jahat.exe", b"MZ")
    plain = saved(document())
    for trick in (b"<script>alert(1)</script>\n" + plain, plain + archive.getvalue() + b"\n%%EOF\n"):
        kept = prepare(trick, photo_only=False)
        assert kept.content.startswith(b"%PDF-")
        assert b"script" not in kept.content
        assert b"jahat" not in kept.content


@pytest.mark.parametrize(
    "content",
    [
        png_of(50_000, 50_000),
        png_of(50_000, 50_000, rows=bytes(30_000_000)),
        png_of(12_000, 12_000, rows=bytes(3 * 12_000 * 9_000)),
        png_of(2**31 - 1, 1),
        written(Image.new("1", (20_000, 6_000)), "PNG"),
    ],
    ids=["announced", "announced and half there", "144 megapixels", "a line", "in bits"],
)
def test_pictures_of_enormous_size_are_refused_before_they_are_unpacked(content):
    assert refusal(content, photo_only=True) in (words.TOO_MANY_PIXELS, words.BROKEN_PHOTO)


def test_a_large_scan_is_still_taken():
    kept = prepare(png_of(9_900, 9_900, rows=(b"\0" + bytes([200]) * (3 * 9_900)) * 9_900), photo_only=True)
    assert max(kept.width, kept.height) == MAX_SIDE


def test_notes_that_unpack_without_end_are_refused():
    def chunk(name, body):
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    plain = written(picture(), "PNG")
    bomb = chunk(b"zTXt", b"catatan\0\0" + zlib.compress(bytes(300_000_000), 9))
    assert refusal(plain[:33] + bomb + plain[33:], photo_only=True) == words.BROKEN_PHOTO


def test_a_photo_of_a_thousand_passes_is_refused():
    progressive = written(picture(800, 600), "JPEG", progressive=True)
    last = progressive.rindex(b"\xff\xda")
    assert refusal(progressive[:-2] + progressive[last:-2] * 1000 + b"\xff\xd9", photo_only=True) == words.HEAVY_PHOTO


def with_program(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('jahat')")


def with_named_program(pdf):
    program = pdf.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="jahat()"))
    pdf.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["a", program]))


def with_attachment(pdf):
    pdf.attachments["jahat.exe"] = b"MZ jahat"


def with_launch(pdf):
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="jahat.exe")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    pdf.pages[0].obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))


def with_page_action(pdf):
    pdf.pages[0].obj.AA = pikepdf.Dictionary(O=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="jahat()"))


def with_pinned_file(pdf):
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, Rect=[0, 0, 9, 9], FS="jahat"
    )
    pdf.pages[0].obj.Annots = pikepdf.Array([note])


def with_form_program(pdf):
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=pdf.make_stream(b"<xdp>jahat</xdp>"))


ACTING = [
    with_program,
    with_named_program,
    with_attachment,
    with_launch,
    with_page_action,
    with_pinned_file,
    with_form_program,
]


@pytest.mark.parametrize("put", ACTING, ids=lambda put: put.__name__)
def test_what_acts_in_a_document_is_taken_out_and_its_pages_stay(put):
    pdf = document()
    put(pdf)
    before = saved(pdf)
    assert b"jahat" in saved_plainly(before)
    kept = prepare(before, photo_only=False)
    assert b"jahat" not in saved_plainly(kept.content)
    with pikepdf.open(io.BytesIO(kept.content)) as again:
        assert len(again.pages) == 1
    assert prepare(kept.content, photo_only=False).content == kept.content


def saved_plainly(content):
    """The document with nothing packed, so that words in it can be looked for."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        file = io.BytesIO()
        pdf.save(
            file,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    return file.getvalue()


def test_web_addresses_and_a_page_to_begin_with_may_stay():
    pdf = document()
    pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
    address = pikepdf.Dictionary(S=pikepdf.Name.URI, URI="https://banjarmasinkota.go.id")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=address)
    pdf.pages[0].obj.Annots = pikepdf.Array([note])
    content = saved(pdf)
    assert prepare(content, photo_only=False).content == content


def test_a_signed_document_is_kept_whole_or_not_at_all():
    pdf = document()
    pdf.Root.Tanda = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Sig, ByteRange=[0, 1, 2, 3]))
    content = saved(pdf)
    assert prepare(content, photo_only=False).content == content
    with_attachment(pdf)
    assert refusal(saved(pdf)) == words.SIGNED_PDF_WITH_MORE


def packed_stream_bomb():
    """A document whose list of objects unpacks to a gigabyte and a half."""
    pack = zlib.compressobj(9)
    zeros = bytes(1024 * 1024)
    first = pack.compress(zeros) + pack.flush(zlib.Z_FULL_FLUSH)
    # After a full flush every million of zeros packs to the same bytes.
    packed = first + (pack.compress(zeros) + pack.flush(zlib.Z_FULL_FLUSH)) * 1500
    body = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    start = len(body)
    head = f"3 0 obj\n<< /Type /XRef /Size 4 /W [1 4 2] /Root 1 0 R /Filter /FlateDecode /Length {len(packed)} >>\nstream\n"
    return body + head.encode() + packed + f"\nendstream\nendobj\nstartxref\n{start}\n%%EOF\n".encode()


def endless_tree():
    pdf = document()
    pdf.Root.Pages.Kids = pikepdf.Array([pdf.Root.Pages])
    return saved(pdf)


def deep_nest():
    plain = saved(document())
    return plain.replace(b"/Type /Catalog", b"/Type /Catalog /X " + b"[" * 100_000 + b"]" * 100_000)


def worked():
    """Seconds of a processor that this process and those it started have used; a busy machine does not count."""
    return sum(
        usage.ru_utime + usage.ru_stime
        for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


@pytest.mark.parametrize("make", [packed_stream_bomb, endless_tree, deep_nest], ids=lambda make: make.__name__)
def test_documents_that_unpack_without_end_take_no_room_of_the_program(make):
    content = make()
    before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024, worked()
    assert refusal(content) in (words.HEAVY_PDF, words.BROKEN_PDF)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 - before < ROOM
    assert worked() - began < PATIENCE
