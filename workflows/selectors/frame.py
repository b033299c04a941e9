"""Ärendets nästa steg: what the process room says on the page of a matter (the place `cases.selectors.frame`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Sentence
from cases.models import Case
from cases.policy.conflict import is_conflicted
from cases.selectors.frame import CheckItem, Link, NextStep, ProcessFacts, TaskRow
from cases.selectors.links import register_acts
from cases.selectors.page import address
from cases.selectors.secrecy import secrecy_link
from cases.states import CaseState as S
from diarium.states import EntryStatus
from workflows.definitions.acts import ACT_WORDS, ACTS, ActWords
from workflows.definitions.names import NAMES
from workflows.models import CaseProcess
from workflows.selectors.act_request import request_items
from workflows.selectors.acts import BY_SLUG, acts_now, asks_for, unmet_of_act
from workflows.selectors.blocks import barred, conditions, items_of
from workflows.selectors.capacity import grants_for
from workflows.selectors.heading import has_meeting, heading_of, near_day
from workflows.selectors.task import choices_of, open_tasks
from workflows.selectors.wording import due_of, holder_in_sentence, is_pool, moment, paths_of, title_of
from workflows.states import words_of

ENDED = (S.CLOSED, S.WITHDRAWN)
REGISTER_ACTS = ("sla-ihop", "makulera")
# The page where the work of the step is done before the task is ended.
WORK: dict[str, tuple[str, Sentence]] = {
    "conclude_analysis": ("case_analysis", _lazy("Skriv lägesbilden")),
    "send_for_approval": ("case_report", _lazy("Öppna tjänsteutlåtandet")),
    "distribute": ("case_recipients", _lazy("Öppna sändlistan")),
}


def next_step(actor: Actor, case: Case) -> NextStep | None:
    """Nästa steg: heading, whose it is, every condition at once, and the reader's buttons."""
    if case.state in ENDED:
        return _struck(actor, case) or _ended_step(actor, case)
    tasks = tasks_now(case)
    if not tasks:
        return _job_step(actor, case)
    node = tasks[0].flow_task
    outcome, path = paths_of(node)[0]
    own = [task for task in tasks if _is_own(actor, case, task)]
    bar = _bar(actor, case, own[0]) if own else ""
    checks = list(items_of(actor, case, conditions(case, node, outcome)))
    if bar:
        link = Link(_("Lämna över uppgiften"), reverse("hand_over", args=[own[0].pk]))
        checks.append(CheckItem(bar, "error", link.url, link.label))
    asked = request_items(actor, case) if tasks[0].requested else ()
    blocked = any(check.state in ("missing", "error") for check in checks)
    return NextStep(
        heading=heading_of(case, tasks[0], path.step),
        where="" if own and len(tasks) == 1 and own[0].owner_id else _where(tasks),
        checks=[*asked, *checks],
        button=_button(own[0]) if own and not blocked else None,
        buttons=list(_buttons(actor, case, path.step, tasks, own)),
    )


def _ended_step(actor: Actor, case: Case) -> NextStep:
    """A matter that is over: closed, or withdrawn with what is left before it can be closed."""
    if case.state == S.CLOSED:
        return NextStep(_("Ärendet är avslutat"), checks=list(request_items(actor, case)))
    heading = _("Ärendet är återkallat")
    if not policy.can(actor, "close", case):
        return NextStep(heading)
    words = ACT_WORDS["close"]
    button = Link(words.heading, reverse("case_act", args=[case.uuid, words.slug]))
    checks = list(items_of(actor, case, NAMES.steps[ACTS["close"].steps[S.WITHDRAWN]].rules))
    return NextStep(heading, checks=checks, button=None if unmet_of_act("close", case) else button)


def _struck(actor: Actor, case: Case) -> NextStep | None:
    """What became of a number that is not used any more, and the way to the matter that is."""
    entry = case.entry
    if entry.status == EntryStatus.CANCELLED:
        return NextStep(
            _("Diarienumret är makulerat"),
            _("Numret finns kvar i diariet och används inte igen. Skäl: {skäl}").format(skäl=entry.cancelled_reason),
        )
    if entry.merged_into is None:
        return None
    other = policy.visible(actor, Case).filter(entry=entry.merged_into).values_list("uuid", flat=True).first()
    number = entry.merged_into.printed_number
    way = [Link(_("Öppna {dnr}").format(dnr=number), reverse("case", args=[other]))] if other else []
    said = _("Nya handlingar registreras där. De som finns här är kvar med sina nummer.")
    return NextStep(_("Ärendet förs i {dnr}").format(dnr=number), said, buttons=way)


def _job_step(actor: Actor, case: Case) -> NextStep:
    """What the product itself does now, or could not do."""
    failed = failed_job(case)
    if failed is None:
        return NextStep(_("Nästa steg: en handling görs klar"), _("Beslutsgång gör en pdf. Det tar en liten stund."))
    again = Link(_("Försök igen"), reverse("retry_job", args=[case.uuid, failed.pk]), "refresh-cw")
    return NextStep(
        heading=_("Nästa steg: en handling kunde inte göras klar"),
        where=_("Uppge felkod {id} om du kontaktar systemförvaltningen.").format(id=failed.data.get("log_id", "")),
        buttons=[again] if policy.can(actor, "retry_job", case) else [],
    )


def failed_job(case: Case) -> Task | None:
    """Jobbet i den pågående processen som har misslyckats och väntar på en människa."""
    found: Task | None = Task.objects.filter(
        process__caseprocess__case=case, process__caseprocess__active=True, flow_task_type="JOB", status=STATUS.ERROR
    ).first()
    return found


def task_rows(actor: Actor, case: Case) -> list[TaskRow]:
    """The open tasks of the process, the oldest first."""
    return [
        TaskRow(
            title=title_of(task.flow_task),
            holder=holder_in_sentence(task),
            since=task.assigned or task.created,
            due=due_of(task),
            url=reverse("task", args=[task.pk]),
            own=_is_own(actor, case, task),
        )
        for task in tasks_now(case)
    ]


def act_links(actor: Actor, case: Case) -> list[Link]:
    """Fler åtgärder: only what the reader may do now."""
    links = []
    if policy.can(actor, "give_task", case):
        links.append(Link(_("Ny uppgift …"), reverse("give_task", args=[case.uuid])))
    if policy.can(actor, "assign_officer", case):
        links.append(Link(_("Byt handläggare …"), reverse("change_officer", args=[case.uuid])))
    if policy.can(actor, "pause_case", case):
        links.append(Link(_("Lägg ärendet vilande …"), reverse("pause_case", args=[case.uuid])))
    acts = {
        words.slug: Link(label, reverse("case_act", args=[case.uuid, words.slug]))
        for words, label in labelled_acts(actor, case)
    }
    links += [link for slug, link in acts.items() if slug not in REGISTER_ACTS]
    links += register_acts(actor, case)
    marking = secrecy_link(actor, case)
    if marking is not None:
        links.append(marking)
    if policy.can(actor, "split_case", case):
        links.append(Link(_("Dela ärendet …"), reverse("split_case", args=[case.uuid])))
    links += [acts[slug] for slug in REGISTER_ACTS if slug in acts]
    links.append(Link(_("Visa processen"), reverse("case_process", args=[case.uuid])))
    plan = address("plan_backwards", case.uuid) if case.state not in ENDED else ""
    links += [Link(_("Planera bakåt"), plan)] if plan else []
    return [*links, Link(_("Hämta hela ärendet"), reverse("whole_case", args=[case.uuid]))]


def labelled_acts(actor: Actor, case: Case) -> Iterator[tuple[ActWords, Sentence]]:
    """The acts of the menu, each called what it is to the reader: to take, or to ask another person for."""
    for words in acts_now(actor, case):
        asks = bool(words.ask_label) and asks_for(actor, BY_SLUG[words.slug], case)
        yield words, words.ask_label if asks else words.label


def process_facts(_actor: Actor, case: Case) -> ProcessFacts | None:
    """The definition that the matter follows, with its version."""
    process = case_process(case)
    if process is None or process.flow_class is None:
        return None
    flow = process.flow_class
    version = flow.__name__.rpartition("_v")[2]
    name = _("{namn}, version {n}").format(namn=flow.process_title, n=version)
    return ProcessFacts(name, reverse("case_process", args=[case.uuid]))


def case_process(case: Case) -> CaseProcess | None:
    """The running process of the matter, or its last."""
    tasks = tasks_now(case)
    found: CaseProcess | None = (
        tasks[0].process.caseprocess if tasks else CaseProcess.objects.filter(case=case).order_by("-pk").first()
    )
    return found


def tasks_now(case: Case) -> Sequence[Task]:
    """The open tasks of people; read once for the object in hand and its version."""
    cached: tuple[int, list[Task]] | None = case.__dict__.get("_open_tasks")
    if cached is None or cached[0] != case.version:
        cached = (case.version, list(open_tasks(case)))
        case.__dict__["_open_tasks"] = cached
    return cached[1]


def _is_own(actor: Actor, case: Case, task: Task) -> bool:
    """Whether it is the reader's turn: the task is theirs, or nobody's and for one of their roles."""
    if task.owner_id is not None:
        return task.owner_id in actor.sides and not is_conflicted(actor.user_id, case)
    pool = task.status == STATUS.NEW and is_pool(task.flow_task)
    return pool and any(choices_of(actor, case, task.flow_task, task.data.get("item")))


def _where(tasks: Sequence[Task]) -> str:
    """“Uppgiften ligger hos kommundirektören sedan i dag kl. 09.12. Klar senast 8 oktober.”"""
    names = list(dict.fromkeys(holder_in_sentence(task) for task in tasks))
    who = names[0] if len(names) == 1 else _("{namn} och {sista}").format(namn=", ".join(names[:-1]), sista=names[-1])
    since = min(task.assigned or task.created for task in tasks)
    days = [day for day in (due_of(task) for task in tasks) if day]
    if len(tasks) == 1:
        said = _("Uppgiften ligger hos {namn} sedan {när}.").format(namn=who, när=moment(since))
    else:
        said = _("{n} uppgifter ligger hos {namn} sedan {när}.").format(n=len(tasks), namn=who, när=moment(since))
    return f"{said} {_('Klar senast {datum}.').format(datum=near_day(min(days)))}" if days else said


def _bar(actor: Actor, case: Case, task: Task) -> Sentence:
    return barred(actor, grants_for(actor, case, task.flow_task, task.data.get("item")), case, task)


def _button(task: Task) -> Link:
    outcomes = paths_of(task.flow_task)
    label: Sentence = title_of(task.flow_task)
    if len(outcomes) == 1:
        label = words_of(outcomes[0][0], outcomes[0][1].step).label
    return Link(label, reverse("task", args=[task.pk]))


def _buttons(actor: Actor, case: Case, step: str, tasks: Sequence[Task], own: Sequence[Task]) -> Iterator[Link]:
    if own and step in WORK:
        name, label = WORK[step]
        url = address(name, case.uuid)
        if url:
            yield Link(label, url)
    for task in own[1:]:
        yield Link(title_of(task.flow_task), reverse("task", args=[task.pk]))
    if step == "record_decision" and not has_meeting(case) and policy.can(actor, "plan_case", case):
        plan = address("plan_backwards", case.uuid)
        if plan:
            yield Link(_("Planera bakåt"), plan)
    if not own and step in ("approve", "approve_and_submit", "record_decision", "decide_by_delegation"):
        for words in acts_now(actor, case, only=("take_back",)):
            yield Link(words.heading, reverse("case_act", args=[case.uuid, words.slug]))
