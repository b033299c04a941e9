"""Adresser: the rooms' own, and what belongs to no room."""

from django.urls import include, path

urlpatterns = [
    path("", include("config.pages")),
    path("", include("cases.urls")),
    path("", include("workflows.urls")),
]
handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
