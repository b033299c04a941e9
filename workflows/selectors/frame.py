"""Ärendets nästa steg: what the process room says on the page of a matter (the place `cases.selectors.frame`)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from viewflow.workflow import STATUS
from viewflow.workflow.models import Task

from accounts import policy
from accounts.capacity import Actor
from accounts.rules import Rule
from audit.rules import Sentence
from cases import rules
from cases.models import Case
from cases.rules.treatment import body_in_turn, route_of
from cases.selectors.frame import CheckItem, Link, NextStep, ProcessFacts, TaskRow
from cases.selectors.links import register_acts
from cases.selectors.page import address
from cases.selectors.secrecy import secrecy_link
from cases.states import AnalysisState
from cases.states import CaseState as S
from diarium.states import EntryStatus
from workflows.models import CaseProcess
from workflows.selectors.acts import acts_now
from workflows.selectors.requirements import missing_documents
from workflows.selectors.task import acts_for, choices_of, open_tasks
from workflows.selectors.wording import due_of, first_step, holder_in_sentence, moment, paths_of, title_of
from workflows.states import words_of

ENDED = (S.CLOSED, S.WITHDRAWN)
REGISTER_ACTS = ("sla-ihop", "makulera")
HEADINGS: dict[str, Sentence] = {
    "start_situation_analysis": _lazy("Nästa steg: komplettera ärendet"),
    "propose_without_analysis": _lazy("Nästa steg: komplettera ärendet"),
    "conclude_analysis": _lazy("Nästa steg: skriv lägesbilden"),
    "send_for_approval": _lazy("Nästa steg: skriv förslag till beslut"),
    "confirm_decision": _lazy("Nästa steg: {roll} bekräftar beslutet"),
    "approve": _lazy("Nästa steg: {roll} godkänner förslaget"),
    "approve_and_submit": _lazy("Nästa steg: {roll} godkänner förslaget"),
    "record_decision": _lazy("Nästa steg: {nämnd} beslutar"),
    "decide_by_delegation": _lazy("Nästa steg: {roll} beslutar på delegation"),
    "send_for_signing": _lazy("Nästa steg: upprätta överenskommelsen"),
    "sign": _lazy("Nästa steg: parterna undertecknar"),
    "confirm_paper_signature": _lazy("Nästa steg: parterna undertecknar"),
    "draw_up_again": _lazy("Nästa steg: bestäm vad som händer när en part har avböjt"),
    "distribute": _lazy("Nästa steg: skicka beslutet till mottagarna"),
    "close": _lazy("Nästa steg: avsluta ärendet"),
}
PROPOSAL = (
    rules.HAS_DECISION_POINT,
    rules.HAS_DECIDING_BODY,
    rules.ATTACHMENTS_IN_CASE,
    rules.HAS_RECIPIENT,
    rules.NO_OPEN_ERRORS,
    rules.WARNINGS_ACKNOWLEDGED,
    rules.REFERRALS_ENDED,
)
CHECKS: dict[str, tuple[Rule, ...]] = {
    "start_situation_analysis": (rules.HAS_OFFICER,),
    "propose_without_analysis": (rules.HAS_OFFICER,),
    "conclude_analysis": (
        rules.ANALYSIS_HAS_PERIOD,
        rules.ANALYSIS_HAS_SOURCE,
        rules.ANALYSIS_HAS_AREA,
        rules.CONTRIBUTIONS_ENDED,
    ),
    "send_for_approval": PROPOSAL,
    "approve": PROPOSAL,
    "approve_and_submit": PROPOSAL,
    "distribute": (rules.HAS_RECIPIENT,),
    "close": (rules.DOCUMENTS_SETTLED, rules.DISPATCH_DONE, rules.HAS_CLASS, rules.HAS_RETENTION),
}
# The page where the work of the step is done before the task is ended.
WORK: dict[str, tuple[str, Sentence]] = {
    "conclude_analysis": ("case_analysis", _lazy("Skriv lägesbilden")),
    "send_for_approval": ("case_report", _lazy("Öppna tjänsteutlåtandet")),
    "distribute": ("case_recipients", _lazy("Öppna sändlistan")),
}
ADDED = frozenset({"has-recipient", "has-decision-point", "analysis-has-source", "analysis-has-area"})


def next_step(actor: Actor, case: Case) -> NextStep | None:
    """Nästa steg: heading, whose it is, every condition at once, and the reader's buttons."""
    if case.state in ENDED:
        struck = _struck(actor, case)
        return struck or NextStep(_("Ärendet är avslutat") if case.state == S.CLOSED else _("Ärendet är återkallat"))
    tasks = tasks_now(case)
    if not tasks:
        return _job_step(actor, case)
    step = first_step(tasks[0].flow_task)
    checks = [*_checks(case, step), *_documents(case, tasks[0])]
    own = [task for task in tasks if _is_own(actor, case, task)]
    blocked = any(check.state in ("missing", "error") for check in checks)
    return NextStep(
        heading=_heading(case, tasks[0], step),
        where="" if own and len(tasks) == 1 and own[0].owner_id else _where(tasks),
        checks=checks,
        button=_button(own[0]) if own and not blocked else None,
        buttons=list(_buttons(actor, case, step, tasks, own)),
    )


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
    """The open tasks of the matter, the oldest first."""
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
    if policy.can(actor, "assign_officer", case):
        links.append(Link(_("Byt handläggare …"), reverse("change_officer", args=[case.uuid])))
    acts = {
        words.slug: Link(words.label, reverse("case_act", args=[case.uuid, words.slug]))
        for words in acts_now(actor, case)
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
    return [*links, Link(_("Planera bakåt"), plan)] if plan else links


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
        return task.owner_id in acts_for(actor)
    pool = task.status == STATUS.NEW and task.flow_task.assignee is None
    return pool and any(choices_of(actor, case, task.flow_task, task.data.get("item")))


def _heading(case: Case, task: Task, step: str) -> str:
    sentence = HEADINGS.get(step, _("Nästa steg: {uppgift}"))
    words = {"roll": holder_in_sentence(task, role=True), "uppgift": _in_sentence(title_of(task.flow_task))}
    if step == "record_decision":
        body, following = _treatment(case)
        sentence = _("Nästa steg: {nämnd} lämnar förslag till {nästa}") if following else sentence
        words |= {"nämnd": _in_sentence(body), "nästa": _in_sentence(following)}
    return str(sentence).format(**words)


def _in_sentence(words: str) -> str:
    return words[:1].lower() + words[1:]


def _treatment(case: Case) -> tuple[str, str]:
    """The body in turn, and the one that gets its proposal; "" where the body decides."""
    body = body_in_turn(case)
    following = route_of(case).after(body) if body else None
    return (body or case.board).name, following.name if following else ""


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
    return f"{said} {_('Klar senast {datum}.').format(datum=_day(min(days)))}" if days else said


def _day(day: object) -> str:
    this_year = getattr(day, "year", 0) == timezone.localdate().year
    return date_format(day, "j\u00a0F" if this_year else "j\u00a0F Y")  # type: ignore[arg-type]


def _checks(case: Case, step: str) -> Iterator[CheckItem]:
    about: object = case
    if step == "conclude_analysis":
        about = case.analyses.filter(state=AnalysisState.COLLECTING).order_by("-number").first()
    for rule in CHECKS.get(step, ()):
        subject = case if rule is rules.CONTRIBUTIONS_ENDED else about
        if subject is not None and rule.holds(subject):
            if rule.done and (rule.told_with is None or rule.told_with.holds(subject)):
                yield CheckItem(rule.done, "done")
            continue
        url = address(rule.place, case.uuid) if rule.place and rule.place != "case" else ""
        link = _("Lägg till") if rule.code in ADDED else _("Åtgärda")
        yield CheckItem(rule.sentence, "warning" if rule.severity == "warning" else "missing", url, link if url else "")


def _documents(case: Case, task: Task) -> Iterator[CheckItem]:
    for rule in missing_documents(case, task.flow_task):
        yield CheckItem(rule.sentence, "missing", reverse("register_document", args=[case.uuid]), _("Registrera"))


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
    if not own and step in ("approve", "approve_and_submit", "record_decision", "decide_by_delegation"):
        for words in acts_now(actor, case, only=("take_back",)):
            yield Link(words.heading, reverse("case_act", args=[case.uuid, words.slug]))
