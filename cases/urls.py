"""Adresser i rummet. URL names are flat; a page of a matter takes the matter's `uuid`, a document's the document's."""

from django.urls import URLPattern, path

from cases.views import case, case_list, decision, distribution, documents, notes, search

urlpatterns: list[URLPattern] = [
    path("arenden/", case_list.case_list, name="case_list"),
    path("arenden/<uuid:uuid>/", case.case, name="case"),
    path("arenden/<uuid:uuid>/beslut/", decision.case_decision, name="case_decision"),
    path("arenden/<uuid:uuid>/sandlista/", distribution.recipients, name="case_recipients"),
    path("arenden/<uuid:uuid>/sandlista/ny/", distribution.add_recipient, name="add_recipient"),
    path(
        "arenden/<uuid:uuid>/sandlista/<int:recipient_id>/ta-bort/",
        distribution.remove_recipient,
        name="remove_recipient",
    ),
    path(
        "arenden/<uuid:uuid>/sandlista/<int:recipient_id>/koppla/", distribution.bind_recipient, name="bind_recipient"
    ),
    path(
        "arenden/<uuid:uuid>/sandlista/<int:recipient_id>/adress/",
        distribution.recipient_address,
        name="recipient_address",
    ),
    path("arenden/<uuid:uuid>/utskick/<int:dispatch_id>/igen/", distribution.resend, name="resend"),
    path("arenden/<uuid:uuid>/utskick/<int:dispatch_id>/brev/", distribution.sent_by_letter, name="sent_by_letter"),
    path("arenden/<uuid:uuid>/anteckning/", notes.note, name="write_note"),
    path("arenden/<uuid:uuid>/part/", notes.party, name="add_party"),
    path("arenden/<uuid:uuid>/handlingar/", documents.documents, name="case_documents"),
    path("arenden/<uuid:uuid>/handlingar/registrera/", documents.register_document, name="register_document"),
    path("arenden/handlingar/<uuid:uuid>/", documents.document, name="document"),
    path("arenden/handlingar/<uuid:uuid>/version/<int:number>/", documents.document_file, name="document_file"),
    path("sok/", search.search, name="search"),
    path("dnr/<path:number>", search.number, name="number"),
]
