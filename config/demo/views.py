"""Brevlådan på skärmen: the mails that a demonstration caught. Only a demonstration has these pages."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import policy
from config.demo import mailbox


@policy.mark(public=True)
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Breven, newest first."""
    return render(request, "demo/mails.html", {"mails": mailbox.mails(settings.MAIL_SINK)})


@policy.mark(public=True)
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Ett brev."""
    found = mailbox.mail(settings.MAIL_SINK, name)
    if found is None:
        raise Http404
    return render(request, "demo/mail.html", {"mail": found})
