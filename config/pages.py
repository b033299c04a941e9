"""Adresser till sidorna som inte hör till något rum."""

from __future__ import annotations

from django.urls import path

from config import views

urlpatterns = [
    path("logga-in/", views.login, name="login"),
    path("logga-ut/", views.logout, name="logout"),
    path("installningar/", views.own_settings, name="settings"),
    path("installningar/kortkommandon/", views.shortcuts, name="shortcuts"),
]
