"""The list of everything that runs in Palui, as a CycloneDX file; run by `make sbom`, compared by `make check`.

It is made from the pinned packages and from what each says of its licence, so the same pins give the same bytes.
"""

import json
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

ROOT = Path(__file__).resolve().parent.parent
PINS = ROOT / "requirements" / "run.txt"
LIST = ROOT / "docs" / "reference" / "sbom.cdx.json"
_PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?:\s*;\s*(?P<marker>.+?))?\s*\\?$", re.MULTILINE)


def main() -> None:
    """Write the list, or with `--check` end with 1 when the one that is there is another."""
    made = as_text(bill())
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(made)
    if wrong is not None:
        sys.exit(f"not CycloneDX: {wrong}")
    if sys.argv[1:] != ["--check"]:
        LIST.write_text(made)
    elif not LIST.exists() or LIST.read_text() != made:
        sys.exit(f"{LIST.relative_to(ROOT)} is not what is pinned; run `make sbom`")


def as_text(bill: dict[str, object]) -> str:
    """The list as it is kept."""
    return json.dumps(bill, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def bill() -> dict[str, object]:
    """The list: Palui, its packages, and which of them it asks for itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    packages = [component(found) for found in _PIN.finditer(PINS.read_text())]
    by_name = {str(package["name"]): str(package["bom-ref"]) for package in packages}
    asked = {plain(re.split(r"[^A-Za-z0-9._-]", wanted, maxsplit=1)[0]) for wanted in project["dependencies"]}
    root = {
        "bom-ref": "palui",
        "type": "application",
        "name": "palui",
        "version": str(project.get("version", metadata.version("palui"))),
        "licenses": [{"expression": project["license"]}],
    }
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": root},
        "components": packages,
        "dependencies": [{"ref": "palui", "dependsOn": sorted(by_name[name] for name in asked)}],
    }


def component(found: re.Match[str]) -> dict[str, object]:
    """One pinned package."""
    name, version = plain(found["name"]), found["version"]
    purl = f"pkg:pypi/{name}@{version}"
    made: dict[str, object] = {"bom-ref": purl, "type": "library", "name": name, "version": version, "purl": purl}
    if found["marker"]:
        made["properties"] = [{"name": "palui:only-where", "value": found["marker"]}]
    licence = licence_of(name, version)
    if licence:
        made["licenses"] = [{"license": {"name": licence}}]
    return made


def licence_of(name: str, version: str) -> str:
    """What the installed package says of its licence; empty for one that is not installed on this kind of machine."""
    try:
        said = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""
    if said["Version"] != version:
        return ""
    classified = [
        line.rpartition(" :: ")[2] for line in said.get_all("Classifier") or () if line.startswith("License ::")
    ]
    expression, free = ((said.get_all(key) or [""])[0] for key in ("License-Expression", "License"))
    return expression or ", ".join(classified) or free.split("\n", maxsplit=1)[0]


def plain(name: str) -> str:
    """The one spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    main()
