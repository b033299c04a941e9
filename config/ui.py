"""Gränssnittets taggar och filter: what every template may use without loading anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext

from accounts.selectors.municipality import DEFAULT_TERMS, DEFINITE_TERMS
from cases.selectors.diary_tabs import diary_tabs as tabs_of_diary
from config.shell import count_at, shell
from diarium.engine.prose import blocks_to_html
from workflows.selectors.inbox import as_counted

__all__ = ["count_at", "register", "shell"]

register = template.Library()

NO_BREAK = "\u00a0"
YEAR_RANGE = re.compile(r"\b(?:19|20)\d{2}\s?[-–]\s?/?(?:19|20)\d{2}\b")


@register.simple_tag
def icon(name: str) -> SafeString:
    """Ikon: one drawing of the sprite; always beside text, or in a control with a name."""
    return format_html(
        '<svg class="icon" width="20" height="20" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag(name="tag")
def status_tag(text: object, color: str = "neutral", icon_name: str = "") -> SafeString:
    """Etikett: a status in words; the colour only repeats what the word says."""
    drawn = icon(icon_name) if icon_name else ""
    return format_html('<span class="ds-tag" data-color="{}">{}{}</span>', color, drawn, text)


@register.simple_tag(takes_context=True)
def term(context: template.Context, code: str, *, capital: bool = False, definite: bool = False) -> str:
    """Term: the municipality's own word, e.g. tjänsteutlåtande or tjänsteskrivelse."""
    frame = context.get("shell")
    own = (frame.terms if frame else {}).get(code) if get_language() == settings.LANGUAGE_CODE else ""
    if definite and own in ("", DEFAULT_TERMS[code]):
        return gettext(DEFINITE_TERMS[code])
    word = own or gettext(DEFAULT_TERMS[code])
    return word[:1].upper() + word[1:] if capital else word


@register.simple_block_tag
def panel(
    content: str,
    title: object = "",
    *,
    accent: bool = False,
    flush: bool = False,
    id: str = "",  # noqa: A002 - the word of HTML
    level: int = 2,
    link: str = "",
    link_text: object = "",
    button: str = "",
    button_text: object = "",
    button_icon: str = "",
) -> SafeString:
    """Kort: a framed part of the page with its heading, and one link or button beside the heading."""
    head = SafeString()
    if title:
        head += format_html('<h{} class="panel-title">{}</h{}>', level, title, level)
    if link:
        head += format_html('<a href="{}">{}</a>', link, link_text)
    if button:
        drawn = icon(button_icon) if button_icon else ""
        head += format_html(
            '<a class="ds-button" data-variant="secondary" href="{}">{}{}</a>', button, drawn, button_text
        )
    return format_html(
        '<section class="panel"{}{}{}>{}{}</section>',
        format_html(' id="{}"', id) if id else "",
        mark_safe(" data-accent") if accent else "",
        mark_safe(" data-flush") if flush else "",
        format_html('<div class="panel-head">{}</div>', head) if head else "",
        content,
    )


@register.simple_block_tag
def frame(content: str, element: str, css: str, label: object = "") -> SafeString:
    """Ram: the element around the content, or nothing at all when the content is empty."""
    if not content.strip():
        return mark_safe("")
    name = format_html(' aria-label="{}"', label) if label else ""
    return format_html('<{} class="{}"{}>{}</{}>', element, css, name, content, element)


@register.inclusion_tag("cases/_diary_tabs.html", takes_context=True)
def diary_tabs(context: template.Context) -> dict[str, Any]:
    """Diariets flikar, for pages of whatever room; `tab_counts` in the context = what the page has counted itself."""
    actor = context["shell"].actor
    return {"tabs": tabs_of_diary(actor, context["request"].path, context.get("tab_counts"))}


@register.inclusion_tag("ui/_due.html")
def due(day: date | None, today: date | None = None, *, show_date: bool = True) -> dict[str, Any]:
    """Klar senast: the date and under it how near it is; overdue has an icon."""
    today = today or timezone.localdate()
    return {"day": day, "late": day is not None and day < today, "near": near(day, today), "show_date": show_date}


def near(day: date | None, today: date) -> str:
    """Hur nära: “Försenad 4 dagar”, “I dag”, “I morgon”, “Om 3 dagar”."""
    if day is None:
        return ""
    days = (day - today).days
    if days == 0:
        return gettext("I dag")
    if days == 1:
        return gettext("I morgon")
    if days > 1:
        return ngettext("Om {n} dag", "Om {n} dagar", days).format(n=days).replace(f"{days} ", f"{days}{NO_BREAK}")
    return ngettext("Försenad {n} dag", "Försenad {n} dagar", -days).format(n=-days)


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


@register.filter
def counted(value: int) -> str:
    """“12”, or “1 000+” where more was not counted."""
    return as_counted(value)


@register.filter
def swedish_date(value: date | datetime | None) -> str:
    """“5 oktober 2020”, with a space that does not break between day and month."""
    return date_format(_local(value), f"j{NO_BREAK}F Y") if value else ""


@register.filter
def short_date(value: date | datetime | None) -> str:
    """“5 oktober”, with the year only when it is another than this."""
    if not value:
        return ""
    local = _local(value)
    return date_format(local, f"j{NO_BREAK}F" if local.year == timezone.localdate().year else f"j{NO_BREAK}F Y")


@register.filter
def step_date(value: date | datetime | None) -> str:
    """“5 okt 2020”: for the stepper and other narrow places."""
    return date_format(_local(value), f"j{NO_BREAK}b{NO_BREAK}Y") if value else ""


@register.filter
def long_date(value: date | datetime | None) -> str:
    """“tisdag 6 oktober 2020”."""
    return date_format(_local(value), f"l j{NO_BREAK}F Y") if value else ""


@register.filter
def iso_date(value: date | datetime | None) -> str:
    """“2020-10-05”: tables, the diary, exports."""
    return _local(value).strftime("%Y-%m-%d") if value else ""


@register.filter
def iso_time(value: datetime | None) -> str:
    """“2020-10-05 16.50”: tables of events."""
    return _local(value).strftime("%Y-%m-%d %H.%M") if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """“kl. 16.48”."""
    return gettext("kl. {tid}").format(tid=_local(value).strftime("%H.%M")).replace(" ", NO_BREAK) if value else ""


@register.filter
def swedish_time(value: datetime | None) -> str:
    """“5 oktober 2020 kl. 16.50”."""
    return f"{swedish_date(value)} {clock(value)}" if value else ""


@register.filter
def near_time(value: datetime | None) -> str:
    """“i dag kl. 09.12”, “i går kl. 16.50”, else the date and time."""
    if not value:
        return ""
    local = timezone.localtime(value)
    today = timezone.localdate()
    if local.date() == today:
        return f"{gettext('i dag').replace(' ', NO_BREAK)} {clock(value)}"
    if local.date() == today - timedelta(days=1):
        return f"{gettext('i går').replace(' ', NO_BREAK)} {clock(value)}"
    return f"{short_date(value)} {clock(value)}"


@register.filter
def keep_years(value: object) -> SafeString:
    """Keeps a range of years on one line by markup; the registered characters stay as they are."""
    text = str(value) if isinstance(value, SafeString) else escape(str(value))
    marked = YEAR_RANGE.sub(lambda found: f'<span class="nowrap">{found.group(0)}</span>', text)
    return SafeString(marked)


@register.filter
def blocks_html(blocks: Iterable[Mapping[str, Any]]) -> SafeString:
    """The blocks of a text (paragraphs, lists, tables) as HTML; every word in it is escaped."""
    return SafeString(blocks_to_html(blocks))
