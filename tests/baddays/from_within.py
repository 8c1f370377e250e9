"""What a test does to a server's data from within: run in a process of its own, with the settings of that server.

    python -c "import django; django.setup(); from tests.baddays.from_within import main; main()" settle

prints one JSON object. `settle` makes people, `count` counts, `drain 3600` works as a worker that comes an hour late.
"""

import json
import sys
from collections import Counter
from datetime import timedelta
from typing import Any

import time_machine
from django.contrib.auth import get_user_model

from palui.bench.services.people import session_of, settle
from palui.cases.models import Case
from palui.delivery.models import Message
from palui.kernel import clock
from palui.letters.models import Letter
from palui.outbox import services as outbox
from palui.outbox.models import OutboxEntry


def main() -> None:
    """Do what the first argument says."""
    what = {"settle": _settle, "count": _count, "drain": _drain}[sys.argv[1]]
    sys.stdout.write(json.dumps(what()) + "\n")


def _settle() -> dict[str, Any]:
    """People who ask and people who decide, all with e-mail; their sessions."""
    people = settle()
    for user in get_user_model().objects.all():
        user.email = f"{user.get_username()}@contoh.test"
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
    mails = Message.objects.filter(channel="email").values_list("id", "case_code", "kind", "state")
    return {
        "cases": dict(Case.objects.values_list("code", "status")),
        "letters": list(Letter.objects.order_by("sequence").values_list("code", "sequence")),
        "mails": list(mails),
        "inbox": list(Message.objects.filter(channel="inbox").values_list("case_code", "kind")),
        "outbox": dict(Counter(OutboxEntry.objects.values_list("state", flat=True))),
        "errors": list(OutboxEntry.objects.exclude(last_error="").values_list("reaction", "last_error")[:20]),
    }


def _drain() -> dict[str, Any]:
    """Work until nothing is due, so many seconds later."""
    done = 0
    with time_machine.travel(clock.now() + timedelta(seconds=float(sys.argv[2]))):
        while tried := outbox.deliver_due():
            done += tried
    return {"done": done}
