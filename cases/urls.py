"""Adresser i rummet."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
