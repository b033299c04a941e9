"""Adresser: the rooms' own, and what belongs to no room."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("", include("config.pages")),
    path("", include("accounts.urls")),
    path("", include("cases.urls")),
    path("", include("workflows.urls")),
    path("", include("diarium.urls")),
    path("", include("meetings.urls")),
    *([path("demo/", include("config.demo.urls"))] if settings.DEMO else []),
]
handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
