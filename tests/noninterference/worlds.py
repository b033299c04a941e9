"""Två världar: Huddinge with something secret in it, and the same Huddinge with other words in what is secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
from django.utils import timezone

from cases.models import Case
from cases.services.case import write_note
from cases.services.documents import DocumentLine
from diarium import services as register
from diarium.engine.storage import store
from diarium.models import Document
from diarium.services.intake import StoredFile
from tests import builders
from workflows.services.registering import register_documents

ONE, OTHER = "Hasselblommans", "Videkvists"
"""The words that tell the worlds apart; no other text has them, and they are not equally long."""
PROVISION = "OSL 18 kap. 1 §"

# What a secret matter and a secret document say, and where: the table, its texts, and how its rows are found.
OF_ENTRY = {
    "diarium_diaryentry": ("id", ("public_subject", "protected_subject")),
    "diarium_document": (
        "entry_id",
        ("title", "protected_title", "sender_or_recipient", "protected_sender_or_recipient"),
    ),
}
OF_CASE = {
    "cases_casenote": ("text",),
    "cases_party": ("name",),
    "cases_recipient": ("text",),
    "cases_staffreport": ("title",),
    "cases_agreement": ("title", "mandate"),
    "cases_decision": ("heading", "motivation"),
}


@dataclass(frozen=True, slots=True)
class Secrets:
    """Det hemliga: a matter that is marked, and a marked document of a matter that is not."""

    case: UUID
    entry: int
    number: str
    documents: tuple[UUID, ...]
    document: UUID
    open_case: UUID


def keep_secrets() -> Secrets:
    """Mark one of the demonstration's matters, and register a marked document in another."""
    rut, at = builders.actor(builders.RUT), timezone.now()
    hidden, shown = Case.objects.select_related("entry").filter(state="decision").order_by("pk")[0], _open_case()
    _line(shown, f"Polisens {ONE} underlag", secret=True)
    _line(hidden, f"Brev om {ONE} väg", secret=False)
    write_note(
        case_id=hidden.pk,
        text=f"Ringt om {ONE} väg.",
        actor=builders.actor(builders.CATARINA),
        at=at,
    )
    register.correct_subject(
        entry_id=hidden.entry_id,
        public_subject=f"Ärende om {ONE} väg",
        protected_subject=f"Hot mot boende på {ONE} väg",
        actor=rut,
        at=at,
    )
    register.mark_entry_secret(entry_id=hidden.entry_id, provision=PROVISION, actor=rut, at=at)
    documents = Document.objects.filter(entry=hidden.entry_id).values_list("uuid", flat=True)
    marked = Document.objects.get(entry=shown.entry_id, secrecy_provision=PROVISION)
    return Secrets(hidden.uuid, hidden.entry_id, hidden.entry.printed_number, tuple(documents), marked.uuid, shown.uuid)


def _open_case() -> Case:
    return Case.objects.select_related("entry").get(entry__number_key="ks2018/91")


def _line(case: Case, title: str, *, secret: bool) -> None:
    blob = store(f"Här står {ONE} hemligheter.\n".encode())
    line = DocumentLine(
        title=title,
        direction="received",
        kind="letter",
        dated=date(2026, 11, 20),
        sender_or_recipient=f"{ONE} samfällighet",
        secrecy_provision=PROVISION if secret else "",
        protected_title=f"{ONE} skyddade rubrik" if secret else "",
        file=StoredFile(blob.sha256, blob.size, f"{ONE}.txt", "text/plain"),
    )
    register_documents(
        case_id=case.pk,
        lines=[line],
        actor=builders.actor(builders.RUT),
        at=timezone.now(),
        key=f"secret-{case.pk}",
    )


def tell_otherwise(database: psycopg.Connection[Any], secrets: Secrets) -> None:
    """Write other words where the secret ones stand, as the database's superuser with the guards out of the way."""
    blob = store(f"Här står {OTHER} helt andra och mycket längre hemligheter.\n".encode())
    with database.transaction():
        database.execute("SET LOCAL session_replication_role = replica")
        tables = [*OF_ENTRY, *OF_CASE, "diarium_documentversion", "audit_value"]
        for table in tables:
            database.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for table, (key, columns) in OF_ENTRY.items():
            where = f"{key} = {secrets.entry}"
            if table == "diarium_document":
                where += f" OR uuid = '{secrets.document}'"
            _rewrite(database, table, columns, where)
        for table, columns in OF_CASE.items():
            _rewrite(database, table, columns, f"case_id = (SELECT id FROM cases_case WHERE uuid = '{secrets.case}')")
        database.execute(
            "UPDATE diarium_documentversion v SET sha256 = %s, size = %s, file_name = %s FROM diarium_document d"
            " WHERE d.id = v.document_id AND (d.entry_id = %s OR d.uuid = %s) AND v.file_name LIKE %s",
            [blob.sha256, blob.size, f"{OTHER}.txt", secrets.entry, secrets.document, f"%{ONE}%"],
        )
        database.execute("UPDATE audit_value SET value = replace(value, %s, %s)", [ONE, OTHER])
        for table in tables:
            database.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")


def _rewrite(database: psycopg.Connection[Any], table: str, columns: tuple[str, ...], where: str) -> None:
    for column in columns:
        database.execute(
            f"UPDATE {table} SET {column} = CASE WHEN {column} LIKE '%%' || %s || '%%'"
            f" THEN replace({column}, %s, %s) ELSE 'Något annat: ' || {column} END WHERE ({where}) AND {column} <> ''",
            [ONE, ONE, OTHER],
        )


def index_again(secrets: Secrets) -> None:
    """The index of the other world's words."""
    from diarium.services import search

    for document in Document.objects.select_related("entry__diary").filter(entry=secrets.entry):
        search.index_document(document)
    marked = Document.objects.select_related("entry__diary").get(uuid=secrets.document)
    search.index_document(marked)
    search.index_entry(Case.objects.select_related("entry__diary").get(uuid=secrets.case).entry)
