"""Adresser i rummet."""

from django.urls import URLPattern, path

from workflows.views import inbox, task

urlpatterns: list[URLPattern] = [
    path("uppgifter/", inbox.inbox, name="inbox"),
    path("uppgifter/vantar/", inbox.inbox_waiting, name="inbox_waiting"),
    path("uppgifter/klara/", inbox.inbox_done, name="inbox_done"),
    path("uppgifter/<int:task_id>/", task.task, name="task"),
]
