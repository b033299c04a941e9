"""Handlingars text, as it was read out of their files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from django.db import connection

from diarium.engine.terms import LONGEST_TEXT
from diarium.states import DocumentStatus, VersionRole

_NEWEST: Final = """
SELECT DISTINCT ON (v.document_id) v.document_id, left(f.text, %s)
  FROM diarium_documentversion v
  JOIN diarium_filetext f ON f.sha256 = v.sha256
  JOIN diarium_document d ON d.id = v.document_id
 WHERE v.document_id = ANY(%s) AND f.text <> '' AND v.role <> %s AND (v.role <> %s OR d.status = %s)
 ORDER BY v.document_id, v.number DESC
"""


def file_texts(documents: Sequence[int]) -> Mapping[int, str]:
    """The text of each document's newest file that has any (one query).

    A masked copy says no more than the whole; working versions of a settled document are not read (TF 2:12).

    Asks nothing of the reader: whoever calls has asked which documents may be read.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _NEWEST, [LONGEST_TEXT, list(documents), VersionRole.MASKED, VersionRole.WORKING, DocumentStatus.DRAFT]
        )
        return dict(cursor.fetchall())
