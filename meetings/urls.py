"""Rummets adresser."""

from __future__ import annotations

from django.urls import URLPattern, path

from meetings.views import calendar_address, lead_times, meeting, planning, reports

urlpatterns: list[URLPattern] = [
    path("sammantraden/", meeting.meetings, name="meetings"),
    path("sammantraden/<uuid:meeting>/flytta/", meeting.move_meeting, name="move_meeting"),
    path("sammantraden/<uuid:meeting>/stall-in/", meeting.cancel_meeting, name="cancel_meeting"),
    path("sammantraden/<uuid:meeting>/delegationsbeslut/", reports.meeting_reports, name="meeting_reports"),
    path("administration/sammantraden/", lead_times.meeting_boards, name="meeting_boards"),
    path("administration/sammantraden/<uuid:board>/", lead_times.board_meetings, name="board_meetings"),
    path("administration/sammantraden/<uuid:board>/lagg-in/", meeting.add_meetings, name="add_meetings"),
    path("administration/sammantraden/<uuid:board>/framforhallning/", lead_times.set_lead_times, name="lead_times"),
    path("arenden/<uuid:uuid>/planera/", planning.plan_backwards, name="plan_backwards"),
    path("installningar/kalender/", calendar_address.calendar_address, name="calendar_address"),
    path("kalender/<uuid:person>/<slug:secret>.ics", calendar_address.person_feed, name="person_feed"),
    path("kalender/<uuid:person>/<slug:secret>/<uuid:board>.ics", calendar_address.board_feed, name="board_feed"),
]
