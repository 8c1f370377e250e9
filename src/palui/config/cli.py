"""The command `palui`: its own commands and every one of Django's."""

import os
import sys
from importlib import import_module

from palui.config import environment

WRONG_USE = 2
INTERRUPTED = 130


def main() -> None:
    """Run a command. A setting that cannot be used ends the start with one sentence each, exit code 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palui.config.settings")
    try:
        environment.read()
        # What is loaded depends on the command: the process that only watches the others must stay small.
        if sys.argv[1:2] == ["serve"]:
            sys.exit(import_module("palui.config.serving").serve(sys.argv[2:]))
        # `import-residents` for people, `import_residents` for Python.
        name = [argument.replace("-", "_") for argument in sys.argv[1:2] if not argument.startswith("-")]
        import_module("django.core.management").execute_from_command_line(["palui", *name, *sys.argv[1 + len(name) :]])
    except environment.WrongSettings as wrong:
        for sentence in wrong.sentences:
            print(sentence, file=sys.stderr)  # noqa: T201 - the operator's terminal, before logging exists
        sys.exit(WRONG_USE)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
