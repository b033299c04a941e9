"""Adresser i rummet. URL names are flat; a page of a matter takes the matter's `uuid`."""

from django.urls import URLPattern, path

from cases.views import case, case_list

urlpatterns: list[URLPattern] = [
    path("arenden/", case_list.case_list, name="case_list"),
    path("arenden/<uuid:uuid>/", case.case, name="case"),
]
