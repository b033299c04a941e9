"""Parterna i seedens överenskommelse, and the others' signatures."""

from __future__ import annotations

POLICE = "Lokalpolisområde Huddinge"


FIRE = "Södertörns brandförsvarsförbund"


MUNICIPALITY = "Huddinge kommun"
