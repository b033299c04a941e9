"""Adresser i rummet. URL names are flat; a page of a matter takes the matter's `uuid`, a document's the document's."""

from django.urls import URLPattern, path

from cases.views import (
    case,
    case_list,
    decision,
    deliveries,
    diary,
    distribution,
    documents,
    edit_report,
    history,
    notes,
    registers,
    saved_search,
    search,
    situation_analysis,
    staff_report,
)

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
    path("arenden/<uuid:uuid>/lagesbild/", situation_analysis.case_analysis, name="case_analysis"),
    path("arenden/<uuid:uuid>/lagesbild/redigera/", situation_analysis.edit_analysis, name="edit_analysis"),
    path("arenden/<uuid:uuid>/forslag/", staff_report.case_report, name="case_report"),
    path("arenden/<uuid:uuid>/forslag/redigera/", edit_report.edit_report, name="edit_report"),
    path("arenden/<uuid:uuid>/forslag/jamfor/", staff_report.compare_report, name="compare_report"),
    path(
        "arenden/<uuid:uuid>/forslag/anmarkning/<slug:fingerprint>/avvik/",
        staff_report.waive_finding,
        name="waive_finding",
    ),
    path(
        "arenden/<uuid:uuid>/forslag/anmarkning/<slug:fingerprint>/kvittera/",
        staff_report.acknowledge_finding,
        name="acknowledge_finding",
    ),
    path("arenden/<uuid:uuid>/handlingar/", documents.documents, name="case_documents"),
    path("arenden/<uuid:uuid>/handlingar/registrera/", documents.register_document, name="register_document"),
    path("arenden/handlingar/<uuid:uuid>/", documents.document, name="document"),
    path("arenden/handlingar/<uuid:uuid>/version/<int:number>/", documents.document_file, name="document_file"),
    path("arenden/<uuid:uuid>/historik/", history.history, name="case_history"),
    path("arenden/<uuid:uuid>/historik/<uuid:event>/", history.event, name="case_event"),
    path("granskning/", history.review, name="review_history"),
    path("granskning/kontroll/", history.how_the_log_is_checked, name="how_the_log_is_checked"),
    path("diarium/", diary.diary, name="diary"),
    path("diarium/arenden/", diary.diary_matters, name="diary_matters"),
    path("beslut/", registers.decision_list, name="decision_list"),
    path("expediering/", registers.distribution_list, name="distribution_list"),
    path("mottaget/", deliveries.deliveries, name="deliveries"),
    path("mottaget/<uuid:dispatch>/kvittera/", deliveries.acknowledge_delivery, name="acknowledge_delivery"),
    path("sok/", search.search, name="search"),
    path("sok/spara/", saved_search.save_search, name="save_search"),
    path("sok/sparade/<uuid:search>/ta-bort/", saved_search.remove_search, name="remove_search"),
    path("dnr/<path:number>", search.number, name="number"),
]
