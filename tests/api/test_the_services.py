"""What can be asked for, for everybody who asks."""

import jsonschema
import pytest

from tests.api.program import Program, good
from tests.cast import ANSWERS, City


@pytest.mark.usefixtures("city")
def test_the_services_are_public(visitor: Program) -> None:
    services = {service["code"]: service for service in good(visitor.get("/services"))}

    assert {"domisili", "sktm", "pindah"} <= set(services)
    assert services["pindah"]["kind"] == "guidance"
    assert services["domisili"]["titles"]["en"] == "Certificate of Domicile"


@pytest.mark.parametrize("code", ["domisili", "sktm"])
def test_a_service_says_how_to_ask(visitor: Program, city: City, code: str) -> None:
    service = good(visitor.get(f"/services/{code}"))

    kinds = [step["kind"] for step in service["route"]]
    assert (kinds[0], kinds[-1]) == ("endorse", "sign")
    assert {item["key"]: item["required"] for item in service["evidence"]}["foto_rumah"] is True
    jsonschema.Draft202012Validator.check_schema(service["form_schema"])


def test_answers_that_fit_the_schema_are_accepted_and_others_not(visitor: Program, city: City) -> None:
    schema = good(visitor.get("/services/domisili"))["form_schema"]
    validator = jsonschema.Draft202012Validator(schema)
    answers = ANSWERS["domisili"] | {"sejak": "2021-03"}
    answers["alamat"] = answers["alamat"] | {"rw": "02"}

    assert not list(validator.iter_errors(answers))
    assert list(validator.iter_errors(answers | {"status_tinggal": "istana"}))
    assert list(validator.iter_errors({key: value for key, value in answers.items() if key != "keperluan"}))


@pytest.mark.usefixtures("city")
def test_guidance_has_no_form_but_says_what_to_do(visitor: Program) -> None:
    service = good(visitor.get("/services/pindah"))

    assert service["form_schema"] is None
    assert service["route"] == []
    assert service["guidance"]["reason"]
    assert service["guidance"]["steps"]
