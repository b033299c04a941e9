"""Var en persons arbete kommer ifrån: every place that could offer or give Catarina something in the walk's matter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from viewflow.workflow.models import Task

from accounts.capacity import SYSTEM
from accounts.models import Mandate, Role
from accounts.policy import can
from accounts.services import end_mandate, register_absence
from audit.rules import Refusal
from cases.models import Case
from cases.services.referral import Asked, Question, send_referrals
from cases.states import ReferralKind
from diarium import calendar
from tests import builders
from tests.beside import give, matter
from tests.builders import CATARINA, IDA, OLLE, PATRIK, RUT
from tests.cases.pages import as_
from tests.cases.secrecy import acting_now
from workflows import services
from workflows.models import Deadline, DeadlineNotice, Nudge, TaskNotice
from workflows.selectors import inbox, people
from workflows.selectors.ad_hoc_task import receivers
from workflows.selectors.notice_people import people_of_ad_hoc, people_of_task
from workflows.selectors.notices import reminder_message, task_message
from workflows.selectors.nudging import nudges
from workflows.selectors.reminding import letter_of
from workflows.selectors.task import open_tasks
from workflows.selectors.unattended import ways_on
from workflows.services import handover, reminding
from workflows.services import inbox as reading

Place = Callable[[], bool]


def could_do_all() -> None:
    """Catarina could do all of it: deputy, registrar, and in the place of Olle, who can be the officer."""
    builders.give_role(OLLE, Role.CASE_OFFICER)
    for role in (Role.DEPUTY_DIRECTOR, Role.REGISTRAR):
        builders.give_role(CATARINA, role)
    until = timezone.localdate() + timedelta(days=400)
    builders.give_role(CATARINA, Role.CASE_OFFICER, on_behalf_of_id=builders.user(OLLE).pk, valid_to=until)


def change_officer(to: str, *, conflict: str = "") -> Case:
    """Rut gives the matter to another; with `conflict` because of jäv."""
    return services.change_officer(
        case_id=matter().pk,
        officer_id=builders.user(to).pk,
        reason="Hennes bror är part.",
        conflict=conflict,
        **acting_now(RUT),
    )


def the_task() -> Task:
    """The one open task of the process."""
    return open_tasks(matter()).get()


def _she() -> int:
    return builders.user(CATARINA).pk


def _in(choices: Any) -> bool:
    return _she() in dict(choices)


def _goes(act: Callable[[], object]) -> bool:
    """Whether the door lets it through; nothing of it is kept."""
    before = transaction.savepoint()
    try:
        act()
    except Refusal:
        return False
    finally:
        transaction.savepoint_rollback(before)
    return True


def _may(action: str, about: Any) -> bool:
    return can(builders.actor(CATARINA), action, about)


def _claimed_by(name: str) -> Task:
    services.claim_task(task_id=the_task().pk, **acting_now(name))
    return the_task()


def _handed_over() -> bool:
    task = _claimed_by(PATRIK)
    return _goes(lambda: services.hand_over_task(task_id=task.pk, to_id=_she(), **acting_now(PATRIK)))


def _assigned_with_others() -> bool:
    task = _claimed_by(PATRIK)
    as_(PATRIK).post(reverse("assign_tasks"), {"key": "k", "id": [f"t{task.pk}"], "person": _she()})
    return bool(the_task().owner_id == _she())


def _all_handed_over(person: str) -> bool:
    found = handover.hand_over_work(
        person_id=builders.user(person).pk, to_id=_she(), actor=builders.actor(IDA), at=timezone.now()
    )
    return found.done > 0


def _beside_handed_over() -> bool:
    task = give(PATRIK, by=RUT)
    return _goes(lambda: services.hand_over_ad_hoc_task(ad_hoc_id=task.pk, to_id=_she(), **acting_now(PATRIK)))


def _all_beside_handed_over() -> bool:
    give(PATRIK, by=RUT)
    return _all_handed_over(PATRIK)


def _beside_in_the_list() -> bool:
    task = give(role=Role.REGISTRAR, by=RUT)
    return inbox.queries.ad_hoc_todo(builders.actor(CATARINA)).filter(pk=task.pk).exists()


def _beside_taken() -> bool:
    task = give(role=Role.REGISTRAR, by=RUT)
    return _goes(lambda: services.claim_ad_hoc_task(ad_hoc_id=task.pk, **acting_now(CATARINA)))


def _can_be_chosen() -> bool:
    return _in(people.takers(the_task(), matter(), on=timezone.localdate()))


def _in_the_list() -> bool:
    return inbox.todo(builders.actor(CATARINA)).filter(pk=the_task().pk).exists()


def _task_taken() -> bool:
    return _goes(lambda: services.claim_task(task_id=the_task().pk, **acting_now(CATARINA)))


def _told_of_the_day() -> bool:
    row = Deadline.objects.get(kind="task", ended_as="")
    reminding.remind(at=timezone.now() + (row.due - timezone.localdate()))
    return DeadlineNotice.objects.filter(person=_she()).exists()


def _told_of_the_late_matter() -> bool:
    """The unit's head is told of what is late, and she is that too."""
    builders.give_role(CATARINA, Role.UNIT_HEAD, unit_id=matter().unit_id)
    late = calendar.next_working_day(Deadline.objects.get(kind="task", ended_as="").due + timedelta(days=1))
    reminding.remind(at=timezone.now() + (late - timezone.localdate()))
    return DeadlineNotice.objects.filter(person=_she(), stage="late").exists()


def _letter_of_the_day() -> bool:
    row = Deadline.objects.get(kind="task", ended_as="")
    notice = DeadlineNotice.objects.create(
        deadline=row, person_id=_she(), planned_on=row.due, stage="remind", made_at=timezone.now()
    )
    return letter_of(notice.pk) is not None


def _letter_of_the_task() -> bool:
    notice = TaskNotice.objects.create(task=the_task(), person_id=_she(), kind="task", at=timezone.now())
    return task_message(notice.pk) is not None


def _letter_of_a_reminder() -> bool:
    Task.objects.filter(pk=the_task().pk).update(owner=_she(), status="ASSIGNED")
    nudge = Nudge.objects.create(
        task=the_task(), sent_by=builders.user(OLLE), sent_to_id=_she(), on=timezone.localdate(), at=timezone.now()
    )
    return reminder_message(nudge.pk) is not None


def _only_holder_is_told() -> bool:
    """Where nobody else holds the role, a task of the whole group is told of to that one person."""
    yesterday = timezone.localdate() - timedelta(days=1)
    for mandate in Mandate.objects.filter(role=Role.DEPUTY_DIRECTOR).exclude(user=_she()):
        end_mandate(mandate_id=mandate.pk, valid_to=yesterday, actor=SYSTEM, at=timezone.now())
    return people_of_task(the_task(), on=timezone.localdate()) == [builders.user(CATARINA)]


def _stand_in_is_told() -> bool:
    today = timezone.localdate()
    olle, until = builders.user(OLLE), today + timedelta(days=3)
    register_absence(user_id=olle.pk, substitute_id=_she(), valid_from=today, valid_to=until, **acting_now(OLLE))
    return people_of_ad_hoc(give(OLLE, by=RUT), on=timezone.localdate()) == [builders.user(CATARINA)]


def _can_remind() -> bool:
    task = _claimed_by(PATRIK)
    return _goes(lambda: reading.remind(task_id=task.pk, **acting_now(CATARINA)))


def _has_links_to_remind() -> bool:
    _claimed_by(PATRIK)
    return bool(nudges(builders.actor(CATARINA), matter()))


def _waits_for_others() -> bool:
    task = _claimed_by(PATRIK)
    return inbox.queries.waiting(builders.actor(CATARINA)).filter(pk=task.pk).exists()


def _can_be_asked() -> bool:
    question = Question(
        kind=ReferralKind.REFERRAL,
        asked=(Asked(name=CATARINA, respondent_id=_she()),),
        questions="Vad tycker ni?",
        due=timezone.localdate(),
        documents=(),
    )
    return _goes(lambda: send_referrals(matter(), question, letter=None, **acting_now(OLLE)))


PLACES: Mapping[str, Place] = {
    "stands among the officers to choose from": lambda: _in(people.officers(matter(), on=timezone.localdate())),
    "becomes the officer": lambda: _goes(lambda: change_officer(CATARINA)),
    "gets the matter with all of another's work": lambda: _all_handed_over(OLLE),
    "stands among those who can take the task": lambda: _in(
        people.takers(the_task(), matter(), on=timezone.localdate())
    ),
    "is handed the task": _handed_over,
    "is assigned the task among several": _assigned_with_others,
    "gets the task with all of another's work": lambda: bool(_claimed_by(PATRIK)) and _all_handed_over(PATRIK),
    "finds the task in the group's list": lambda: (
        inbox.todo(builders.actor(CATARINA)).filter(pk=the_task().pk).exists()
    ),
    "takes the task": _task_taken,
    "may do it": lambda: _may("approve_as_deputy", matter()),
    "stands among the receivers of a task beside the flow": lambda: _in(receivers(matter(), on=timezone.localdate())),
    "is given a task beside the flow": lambda: _goes(lambda: give(CATARINA, by=RUT)),
    "is handed a task beside the flow": _beside_handed_over,
    "gets it with all of another's work": _all_beside_handed_over,
    "finds it in the group's list": _beside_in_the_list,
    "takes it": _beside_taken,
    "gives a task to another": lambda: _may("give_task", matter()),
    "keeps the deadlines": lambda: _may("keep_deadlines", matter()),
    "plans the matter": lambda: _may("plan_case", matter()),
    "is reminded before the day": _told_of_the_day,
    "is told when the day has passed": _told_of_the_late_matter,
    "gets the letter of a deadline": _letter_of_the_day,
    "gets the letter of a task": _letter_of_the_task,
    "gets the letter of a reminder": _letter_of_a_reminder,
    "is told as the only one with the role": _only_holder_is_told,
    "is told in the officer's place": _stand_in_is_told,
    "reminds another in the officer's place": _can_remind,
    "has the links that remind": _has_links_to_remind,
    "waits for others in the officer's place": _waits_for_others,
    "lifts secrecy in the officer's place": lambda: _may("lift_secrecy_as_owner", matter().entry),
    "lifts secrecy as registrar": lambda: _may("lift_secrecy_as_registrar", matter().entry),
    "chooses the officer": lambda: _may("assign_officer", matter()),
    "could do the task that nobody can do": lambda: _in(ways_on("nobody", the_task().pk).people),
    "is asked for an opinion": _can_be_asked,
}
