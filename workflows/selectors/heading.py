"""Rubriken “Nästa steg: …” (S2): what happens next with a matter, in the words of its step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from viewflow.workflow.models import Task

from accounts.models import Board, BoardKind
from audit.rules import Sentence
from cases.models import Case
from cases.rules.decision import latest_decision
from cases.rules.treatment import body_in_turn, first_body, route_of
from cases.states import Outcome
from workflows.selectors.deadline import planned_of
from workflows.selectors.wording import holder_in_sentence, title_of

HEADINGS: Mapping[str, Sentence] = {
    "start_situation_analysis": _("Nästa steg: komplettera ärendet"),
    "propose_without_analysis": _("Nästa steg: komplettera ärendet"),
    "conclude_analysis": _("Nästa steg: skriv lägesbilden"),
    "send_for_approval": _("Nästa steg: skriv förslag till beslut"),
    "confirm_decision": _("Nästa steg: {roll} bekräftar beslutet"),
    "approve": _("Nästa steg: {roll} godkänner förslaget"),
    "approve_and_submit": _("Nästa steg: {roll} godkänner förslaget"),
    "record_decision": _("Nästa steg: {nämnd} beslutar {datum}"),
    "decide_by_delegation": _("Nästa steg: {roll} beslutar på delegation"),
    "send_for_signing": _("Nästa steg: upprätta överenskommelsen"),
    "sign": _("Nästa steg: parterna undertecknar"),
    "confirm_paper_signature": _("Nästa steg: parterna undertecknar"),
    "draw_up_again": _("Nästa steg: bestäm vad som händer när en part har avböjt"),
    "distribute": _("Nästa steg: skicka beslutet till mottagarna"),
    "close": _("Nästa steg: avsluta ärendet"),
}
ANOTHER = _("Nästa steg: {uppgift}")
ONWARD = _("Nästa steg: {nämnd} lämnar förslag till {nästa} {datum}")
WITHOUT_MEETING = _("Nästa steg: anmäl ärendet till ett sammanträde")


def heading_of(case: Case, task: Task, step: str) -> str:
    """Rubriken för uppgiften som är öppen, by the step of its first outcome."""
    if step == "record_decision":
        return _of_decision(case)
    words = {"roll": holder_in_sentence(task, role=True), "uppgift": _in_sentence(title_of(task.flow_task))}
    return str(HEADINGS.get(step, ANOTHER)).format(**words)


def _of_decision(case: Case) -> str:
    """“Nästa steg: kommunstyrelsen beslutar 5 oktober”, or that the matter has no meeting yet."""
    body, day = _treatment(case)
    if day is None:
        return str(WITHOUT_MEETING)
    following = route_of(case).after(body)
    words = {"nämnd": _in_sentence(body.name), "datum": near_day(day)}
    if following is None:
        return str(HEADINGS["record_decision"]).format(**words)
    return str(ONWARD).format(**words, nästa=_in_sentence(following.name))


def first_treatment(case: Case) -> str:
    """“kommunstyrelsen 28 oktober”: who treats a proposal first, and the day where a meeting is planned."""
    planned = getattr(case, "planned_meeting", None)
    if planned is not None and planned.on is not None and planned.on >= timezone.localdate():
        return f"{_in_sentence(planned.body.name)} {near_day(planned.on)}"
    return _in_sentence(first_body(case).name)


def has_meeting(case: Case) -> bool:
    """Whether anybody has said when the matter is treated next."""
    return _treatment(case)[1] is not None


def _treatment(case: Case) -> tuple[Board, date | None]:
    """Who treats the matter next, and when: as planned after the last treatment, or as it was tabled to."""
    body, last, planned = body_in_turn(case) or case.board, latest_decision(case), planned_of(case)
    if planned is not None and planned.on is not None and (last is None or planned.on > last.meeting_date):
        if planned.body_id == body.pk:
            return body, planned.on
        if planned.body.kind == BoardKind.COMMITTEE and body.pk == route_of(case).first.pk:
            return planned.body, planned.on
    return body, last.tabled_to if last is not None and last.outcome == Outcome.TABLED else None


def near_day(day: date) -> str:
    """“5 oktober”, with its year when that is not this one."""
    this_year = day.year == timezone.localdate().year
    return date_format(day, "j\u00a0F" if this_year else "j\u00a0F Y")


def _in_sentence(words: str) -> str:
    return words[:1].lower() + words[1:]
