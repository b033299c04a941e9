"""Arbetskopian: the doors that keep what is written and let it go. A person's writing, so no event tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import policy
from accounts.capacity import Actor
from audit.rules import Refusal
from cases.models import WorkingCopy
from cases.services.case import lock_case
from cases.services.staff_report import CaseLocked, Seen, end_copy, report_of, require_base
from cases.states import ReportState


class CopyStale(Refusal):
    """Another window has kept the text since this one did."""

    status = 409

    def __init__(self, latest: WorkingCopy) -> None:
        super().__init__(_("{namn} har ändrat texten i ett annat fönster.").format(namn=latest.author_label))
        self.latest = latest


@transaction.atomic
def keep_copy(
    *, case_id: int, fields: Mapping[str, str], base_version: int, seen: Seen, actor: Actor, at: datetime
) -> WorkingCopy:
    """Spara arbetskopian. `seen` is the copy that the person had before them.

    The same text sent twice is kept once. Of a copy that has become a version meanwhile a new one begins.

    Raises:
        NotAllowed: only who may write the staff report. CaseLocked: it is with the approvers.
        ReportStale: somebody saved another version since. CopyStale: another window has kept another text.
    """
    case = lock_case(case_id)
    actor = policy.require(actor, "write_staff_report", case)
    report = report_of(case)
    if report.state != ReportState.DRAFT:
        raise CaseLocked
    require_base(report, base_version)
    copy = WorkingCopy.objects.filter(case=case, round=case.round).first()
    if copy is None:
        copy = WorkingCopy(case=case, round=case.round, number=0)
    elif copy.fields == fields and copy.base_version == base_version:
        return copy
    elif not seen.is_that(copy):
        raise CopyStale(copy)
    copy.number, copy.window = copy.number + 1, seen.window
    copy.base_version, copy.fields, copy.kept_at = base_version, dict(fields), at
    copy.author_id, copy.author_label = actor.person_id, actor.label
    copy.save()
    return copy


@transaction.atomic
def drop_copy(*, case_id: int, seen: Seen, actor: Actor) -> None:
    """Släng arbetskopian: the saved text stays as it is. One that was kept again since is left.

    Raises:
        NotAllowed: only who may write the staff report.
    """
    case = lock_case(case_id)
    policy.require(actor, "write_staff_report", case)
    end_copy(case, seen)
