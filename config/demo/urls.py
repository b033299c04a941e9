"""Addresses that only a demonstration has."""

from django.urls import path

from config.demo import views

app_name = "demo"
urlpatterns = [
    path("brev/", views.mails, name="mails"),
    path("brev/<slug:name>/", views.mail, name="mail"),
]
