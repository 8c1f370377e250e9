"""What a test does to a server's data from within: run in a process of its own, with the settings of that server.

`python -c "from tests.baddays.inside import main; main()" settle|count|drain` prints one JSON object.
"""

import json
import os
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import django


def main() -> None:
    """Do what the first argument says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palui.config.settings")
    django.setup()
    print(json.dumps({"settle": _settle, "count": _count, "drain": _drain}[sys.argv[1]]()))  # noqa: T201


def _settle() -> dict[str, Any]:
    """People who ask and people who decide, all with e-mail; their sessions."""
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - models are there only now
    from palui.bench.services.people import session_of, settle  # noqa: PLC0415

    people = settle()
    for user in get_user_model().objects.all():
        user.email = f"{user.username}@contoh.test"
        user.save(update_fields=["email"])
    deciders = {"rt": people.rt_head, "rw": people.rw_head, "officer": people.officer, "lurah": people.lurah}
    return {
        "residents": [session_of(name) for name in people.residents[:8]],
        "deciders": {who: session_of(name) for who, name in deciders.items()},
        "passphrase": people.password,
        "kelurahan": people.kelurahan,
    }


def _count() -> dict[str, Any]:
    """What is in the tables."""
    from palui.cases.models import Case  # noqa: PLC0415
    from palui.delivery.models import Message  # noqa: PLC0415
    from palui.letters.models import Letter  # noqa: PLC0415
    from palui.outbox.models import OutboxEntry  # noqa: PLC0415

    return {
        "cases": dict(Case.objects.values_list("code", "status")),
        "letters": list(Letter.objects.order_by("sequence").values_list("code", "sequence")),
        "mails": list(Message.objects.filter(channel="email").values_list("id", "case_code", "kind", "state")),
        "inbox": list(Message.objects.filter(channel="inbox").values_list("case_code", "kind")),
        "outbox": dict(Counter(OutboxEntry.objects.values_list("state", flat=True))),
        "errors": list(OutboxEntry.objects.exclude(last_error="").values_list("reaction", "last_error")[:20]),
    }


def _drain() -> dict[str, Any]:
    """A worker that comes so many seconds late (second argument), and works until nothing is due."""
    import time_machine  # noqa: PLC0415
    from palui.kernel import clock  # noqa: PLC0415
    from palui.outbox import services  # noqa: PLC0415

    done = 0
    with time_machine.travel(clock.now() + timedelta(seconds=float(sys.argv[2]))):
        while tried := services.deliver_due():
            done += tried
    return {"done": done}
