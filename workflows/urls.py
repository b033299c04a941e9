"""Adresser i rummet."""

from django.urls import URLPattern, path

from workflows.views import (
    acts,
    arrivals,
    arrivals_together,
    bulk,
    case_tasks,
    hand_over,
    import_report,
    inbox,
    new_case,
    register,
    splitting,
    task,
)

urlpatterns: list[URLPattern] = [
    path("uppgifter/", inbox.inbox, name="inbox"),
    path("uppgifter/vantar/", inbox.inbox_waiting, name="inbox_waiting"),
    path("uppgifter/bevakas/", inbox.inbox_watched, name="inbox_watched"),
    path("uppgifter/klara/", inbox.inbox_done, name="inbox_done"),
    path("uppgifter/<int:task_id>/", task.task, name="task"),
    path("uppgifter/<int:task_id>/ta/", hand_over.claim, name="claim_task"),
    path("uppgifter/<int:task_id>/lagg-tillbaka/", hand_over.release, name="release_task"),
    path("uppgifter/<int:task_id>/lamna-over/", hand_over.hand_over, name="hand_over"),
    path("diarium/registrera/", register.register, name="register"),
    path("arenden/<uuid:uuid>/handlingar/registrera/", register.register_document, name="register_document"),
    path("diarium/att-registrera/", arrivals.arrivals, name="arrivals"),
    path("diarium/att-registrera/nytt/", arrivals.take_in_arrival, name="take_in_arrival"),
    path("diarium/att-registrera/oregistrerat/", arrivals.left_arrivals, name="left_arrivals"),
    path("diarium/att-registrera/i-arende/", arrivals_together.register_arrivals, name="register_arrivals"),
    path("diarium/att-registrera/skiljeblad/", arrivals_together.separator_sheets, name="separator_sheets"),
    path("diarium/att-registrera/<uuid:arrival>/", arrivals.arrival, name="arrival"),
    path("diarium/att-registrera/<uuid:arrival>/oregistrerad/", arrivals.leave_arrival, name="leave_arrival"),
    path("diarium/att-registrera/<uuid:arrival>/fil/<int:position>/", arrivals.arrival_file, name="arrival_file"),
    path("arenden/nytt/", new_case.new_case, name="new_case"),
    path("arenden/las-in/", import_report.import_report, name="import_report"),
    path("arenden/las-in/spara/", import_report.save_import, name="save_import"),
    path("arenden/<uuid:uuid>/uppgifter/", case_tasks.case_tasks, name="case_tasks"),
    path("arenden/<uuid:uuid>/jobb/<int:task_id>/igen/", case_tasks.retry_job, name="retry_job"),
    path("arenden/<uuid:uuid>/process/", case_tasks.case_process, name="case_process"),
    path("arenden/andra/handlaggare/", bulk.bulk_officer, name="bulk_officer"),
    path("arenden/<uuid:uuid>/handlaggare/", acts.change_officer, name="change_officer"),
    path("arenden/<uuid:uuid>/dela/", splitting.split_case, name="split_case"),
    path("arenden/<uuid:uuid>/atgard/<slug:slug>/", acts.case_act, name="case_act"),
]
