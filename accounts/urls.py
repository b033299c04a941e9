"""Adresser i rummet: people and roles, mandates and substitutes, and one's own absence."""

from django.urls import URLPattern, path

from accounts.views import absence, mandate, person

urlpatterns: list[URLPattern] = [
    path("administration/anvandare/", person.people, name="people"),
    path("administration/anvandare/ny/", person.add_person, name="add_person"),
    path("administration/anvandare/<uuid:uuid>/", person.person, name="person"),
    path("administration/anvandare/<uuid:uuid>/roll/", person.give_role, name="give_role"),
    path("administration/anvandare/<uuid:uuid>/franvaro/", absence.absence_of, name="absence_of"),
    path("administration/uppdrag/", mandate.mandates, name="mandates"),
    path("administration/uppdrag/nytt/", mandate.add_stand_in, name="add_stand_in"),
    path("administration/uppdrag/<int:mandate_id>/avsluta/", mandate.end_mandate, name="end_mandate"),
    path("installningar/ersattare/", absence.substitutes, name="substitutes"),
    path("installningar/ersattare/<int:absence_id>/avsluta/", absence.end_absence, name="end_absence"),
]
