"""Copy the parts that others made from `node_modules` into the design system; run by `make vendor`.

`npm ci` first. What is copied is committed, so running Palui needs neither npm nor node. To use another
icon, add its Lucide name to `ICONS` and run `make vendor` again.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "node_modules"
STATIC = ROOT / "src/palui/ui/static/ui"

#: Lucide names, in the order of the alphabet. `{% icon "stamp" %}` draws one of them.
ICONS = tuple(
    """
accessibility anchor arrow-left arrow-right baby badge-check ban banknote bell book-open-text briefcase
building-2 calendar calendar-clock camera chart-column check chevron-down chevron-left chevron-right
circle circle-alert circle-check circle-dot circle-question-mark circle-user circle-x clipboard-check
clipboard-list clock copy download external-link eye eye-off file file-check file-pen file-signature
file-text file-up flower-2 folder-open funnel gem globe graduation-cap hand-coins hand-helping handshake
heart heart-handshake heart-pulse history hourglass house id-card image inbox info key-round keyboard
landmark languages layout-dashboard life-buoy list-checks list-filter loader-circle lock log-in log-out
mail map map-pin menu message-circle message-square-text newspaper package-check paperclip pen-line pencil
phone plus printer qr-code refresh-cw rotate-ccw route sailboat save scale school search send settings
share-2 shield-alert shield-check ship signature sliders-horizontal smartphone sprout square-check-big
stamp star store table-2 tag thumbs-up timer trash-2 triangle-alert undo-2 upload user user-check user-plus
user-round user-x users users-round wallet waves wifi-off x
""".split()  # noqa: SIM905 - a list in columns reads better than 128 quoted words
)

COPIES = {
    "@fontsource-variable/plus-jakarta-sans/files/plus-jakarta-sans-latin-wght-normal.woff2": (
        "fonts/plus-jakarta-sans-latin-wght-normal.woff2"
    ),
    "@fontsource-variable/plus-jakarta-sans/LICENSE": "licences/plus-jakarta-sans.txt",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "licences/htmx.txt",
    "lucide-static/LICENSE": "licences/lucide.txt",
}


def main() -> int:
    """Copy everything; exit code 2 with a sentence when a part is missing."""
    if not PARTS.is_dir():
        print("node_modules is missing: run `npm ci --ignore-scripts` first", file=sys.stderr)
        return 2
    missing = [name for name in ICONS if not (PARTS / f"lucide-static/icons/{name}.svg").is_file()]
    missing += [source for source in COPIES if not (PARTS / source).is_file()]
    if missing:
        print(f"these parts are not in node_modules: {', '.join(missing)}", file=sys.stderr)
        return 2
    for source, target in COPIES.items():
        (STATIC / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PARTS / source, STATIC / target)
    (STATIC / "icons.svg").write_text(sprite(), encoding="utf-8")
    print(f"{len(COPIES)} files and {len(ICONS)} icons copied to {STATIC.relative_to(ROOT)}")
    return 0


def sprite() -> str:
    """One SVG file with a symbol an icon. Stroke and size come from the style sheet."""
    symbols = "\n".join(symbol(name) for name in sorted(ICONS))
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">\n'
        "<!-- Lucide icons, ISC licence: licences/lucide.txt. Made by scripts/vendor.py. -->\n"
        f"{symbols}\n</svg>\n"
    )


def symbol(name: str) -> str:
    """The shapes of one icon as a symbol that bears its name."""
    text = (PARTS / f"lucide-static/icons/{name}.svg").read_text(encoding="utf-8")
    shapes = re.sub(r"<!--.*?-->|</?svg[^>]*>", "", text, flags=re.DOTALL)
    return f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(line.strip() for line in shapes.splitlines())}</symbol>'


if __name__ == "__main__":
    sys.exit(main())
