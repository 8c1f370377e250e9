"""Two who look after an office change the same service at the same moment: one is told, nothing is mixed."""

import pytest

from palui.audit import selectors as audit
from palui.catalogue import selectors, services
from palui.catalogue.domain import OfficeTerms
from palui.catalogue.models import OfficeService
from palui.kernel.errors import Conflict
from tests.at_once import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("revision", [0, 1])
def test_of_several_at_once_one_is_kept_and_the_others_are_told(revision, city, ratna, rizani):
    def keep(acting, hours, revision=revision):
        terms = OfficeTerms(hours={"verify": hours}, revision=revision)
        return services.keep_terms(acting=acting, office_code="SJ", code="domisili", terms=terms)

    if revision:
        keep(ratna.acting, 0.5, 0)
    people = [(ratna.acting, 1.0), (rizani.acting, 2.0), (ratna.acting, 3.0)]  # read before the race
    results = together(*[lambda one=one: keep(*one) for one in people])
    kept = [one for one in results if isinstance(one, OfficeTerms)]
    refused = [one for one in results if isinstance(one, Conflict)]
    assert (len(kept), len(refused)) == (1, 2), results
    assert {one.code for one in refused} == {"office_service_changed"}
    selectors.forget()
    now = selectors.terms(city.office_id, "domisili")
    assert (now.hours, now.revision) == (kept[0].hours, revision + 1)
    assert OfficeService.objects.count() == 1
    assert len(audit.entries_of_subject("office:SJ")) >= revision + 1
