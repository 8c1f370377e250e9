"""Every pair of status and action is in the table or refused; a case never ends anywhere else."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from palui.accounts.domain import NOBODY, Acting, Capacity, MandateRecord, Role
from palui.cases.domain import (
    ACTION_OF,
    ESCALATES_TO,
    OFFICE_ROLES,
    OPEN,
    ROLE_OF,
    STATUS_DURING,
    TRANSITIONS,
    Action,
    Effect,
    Status,
    Urgency,
    Where,
    effect_of,
    mandate_for,
    office_mandate,
    planned_route,
    urgency,
)
from palui.catalogue.domain import PARTIES, RouteStep, StepKind
from palui.kernel.errors import DomainError

WHERE = Where(office_id=1, rt_id=12, rw_id=2, district_office_id=9)


def a_step(kind: StepKind, who: str, *, only_if: str = "", key: str = "") -> RouteStep:
    return RouteStep(
        key=key or f"{kind}_{who}", kind=kind, who=who, title=who, hours=4, form=None, only_if=only_if, shows=()
    )


def holding(role: Role, **place: int) -> Acting:
    mandate = MandateRecord(
        id=1,
        user_id=5,
        role=role,
        capacity=Capacity.DEFINITIVE,
        office_id=place.get("office_id", 1),
        rt_id=place.get("rt_id"),
        rw_id=place.get("rw_id"),
        title=role.value,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC).date(),
        valid_to=None,
    )
    return Acting(user_id=5, name="Ratna", phone="", resident_id=None, mandates=(mandate,))


@pytest.mark.parametrize(("status", "action"), list(product(Status, Action)))
def test_every_pair_is_in_the_table_or_refused(status, action):
    if (status, action) in TRANSITIONS:
        assert effect_of(status, action) is TRANSITIONS[status, action]
    else:
        with pytest.raises(DomainError) as refused:
            effect_of(status, action)
        assert refused.value.code == "action_not_allowed"
        assert refused.value.params == {"action": action.value, "status": status.value}


def test_a_closed_case_allows_nothing():
    assert not [pair for pair in TRANSITIONS if pair[0] not in OPEN]


def test_every_open_case_can_be_refused_and_withdrawn():
    for status in OPEN:
        assert effect_of(status, Action.REJECT) is Effect.REFUSE
        assert effect_of(status, Action.WITHDRAW) is Effect.WITHDRAW


@pytest.mark.parametrize("kind", list(StepKind))
def test_each_kind_of_step_has_one_action_that_finishes_it(kind):
    during = STATUS_DURING[kind]
    finishing = {
        action for (status, action), effect in TRANSITIONS.items() if status is during and effect is Effect.ADVANCE
    }
    assert finishing == {ACTION_OF[kind]}


def test_everybody_who_can_be_late_is_reported_to_somebody_else():
    assert set(ESCALATES_TO) == {*ROLE_OF, PARTIES}
    for who, role in ESCALATES_TO.items():
        assert ROLE_OF.get(who) is not role


def test_the_rw_step_exists_only_where_the_office_uses_it():
    route = (
        a_step(StepKind.ENDORSE, "rt"),
        a_step(StepKind.ENDORSE, "rw", only_if="office_uses_rw"),
        a_step(StepKind.VERIFY, "officer"),
        a_step(StepKind.SIGN, "lurah"),
    )

    def whos(**facts: bool) -> list[str]:
        return [step.who for step in planned_route(route, **facts)]

    assert whos(office_uses_rw=True, has_rt=True, has_rw=True) == ["rt", "rw", "officer", "lurah"]
    assert whos(office_uses_rw=False, has_rt=True, has_rw=True) == ["rt", "officer", "lurah"]
    assert whos(office_uses_rw=True, has_rt=True, has_rw=False) == ["rt", "officer", "lurah"]
    assert whos(office_uses_rw=True, has_rt=False, has_rw=False) == ["officer", "lurah"]


@pytest.mark.parametrize(
    ("who", "role", "place", "elsewhere"),
    [
        ("rt", Role.RT_HEAD, {"rt_id": 12}, {"rt_id": 13}),
        ("rw", Role.RW_HEAD, {"rw_id": 2}, {"rw_id": 3}),
        ("officer", Role.OFFICER, {"office_id": 1}, {"office_id": 2}),
        ("parties", Role.OFFICER, {"office_id": 1}, {"office_id": 2}),
        ("section_head", Role.SECTION_HEAD, {"office_id": 1}, {"office_id": 2}),
        ("secretary", Role.SECRETARY, {"office_id": 1}, {"office_id": 2}),
        ("lurah", Role.LURAH, {"office_id": 1}, {"office_id": 2}),
        ("camat", Role.CAMAT, {"office_id": 9}, {"office_id": 1}),
    ],
)
def test_only_who_holds_the_role_at_the_place_may_act(who, role, place, elsewhere):
    assert mandate_for(holding(role, **place), who, WHERE)
    assert mandate_for(holding(role, **elsewhere), who, WHERE) is None
    assert mandate_for(NOBODY, who, WHERE) is None


def test_a_case_without_rt_belongs_to_no_head_of_rt():
    nowhere = Where(office_id=1, rt_id=None, rw_id=None, district_office_id=None)
    assert mandate_for(holding(Role.RT_HEAD, rt_id=12), "rt", nowhere) is None
    assert mandate_for(holding(Role.RW_HEAD, rw_id=2), "rw", nowhere) is None
    assert mandate_for(holding(Role.CAMAT, office_id=9), "camat", nowhere) is None


def test_an_administrator_sees_no_cases():
    assert office_mandate(holding(Role.ADMIN), WHERE) is None
    for role in OFFICE_ROLES:
        assert office_mandate(holding(role), WHERE)


@given(st.timedeltas(min_value=timedelta(days=-9), max_value=timedelta(days=9)))
def test_urgency_grows_as_time_runs_out(left):
    now = datetime(2026, 11, 24, tzinfo=UTC)
    order = [Urgency.CALM, Urgency.SOON, Urgency.LATE]
    assert order.index(urgency(now + left, now)) <= order.index(urgency(now + left, now + timedelta(hours=1)))
    assert (urgency(now + left, now) is Urgency.LATE) == (left <= timedelta(0))


class AnyCase(RuleBasedStateMachine):
    """Random people doing random things to one case: it stays on its route, and ends once."""

    @initialize(kinds=st.lists(st.sampled_from(list(StepKind)), min_size=1, max_size=5))
    def opened(self, kinds):
        self.kinds = kinds
        self.at = 0
        self.status = STATUS_DURING[kinds[0]]
        self.ended = 0

    @rule(action=st.sampled_from(list(Action)))
    def somebody_acts(self, action):
        try:
            effect = effect_of(self.status, action)
        except DomainError:
            assert (self.status, action) not in TRANSITIONS
            return
        if effect is Effect.ADVANCE:
            assert ACTION_OF[self.kinds[self.at]] is action
            self.at += 1
            self.status = STATUS_DURING[self.kinds[self.at]] if self.at < len(self.kinds) else Status.ISSUED
        elif effect is Effect.BACK:
            self.at = next((place for place in range(self.at) if self.kinds[place] is StepKind.VERIFY), self.at)
            self.status = STATUS_DURING[self.kinds[self.at]]
        elif effect is Effect.PAUSE:
            self.status = Status.CORRECTION
        elif effect is Effect.RESUME:
            self.status = STATUS_DURING[self.kinds[self.at]]
        elif effect in (Effect.REFUSE, Effect.WITHDRAW):
            self.status = Status.REFUSED if effect is Effect.REFUSE else Status.WITHDRAWN
        self.ended += self.status not in OPEN

    @precondition(lambda self: hasattr(self, "status"))
    @invariant()
    def it_ends_once_and_only_a_whole_route_issues(self):
        assert self.ended <= 1
        assert (self.status is Status.ISSUED) == (self.at == len(self.kinds))


TestAnyCase = AnyCase.TestCase
