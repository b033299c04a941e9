"""Dåliga filer vid grinden: the table of what each of the corpus gets. None takes five seconds of the processor."""

from __future__ import annotations

import pytest

from audit.rules import Refusal
from diarium.engine import upload
from tests.diarium.engine.corpus import FILES

ANOTHER = "annan fil än den säger"
TYPE = "filtypen tas inte emot"
DAMAGED = "låst, skadad eller sprängande"
LONG = "för många sidor"
INERT = "insläppt, gör inget här"

REFUSALS = {
    upload.FileMismatch: ANOTHER,
    upload.FileTypeRefused: TYPE,
    upload.FileDamaged: DAMAGED,
    upload.FileTooHeavy: "för tung",
    upload.TooManyPages: LONG,
}

TABLE = {
    ANOTHER: """nollor.pdf program.pdf bild.pdf webbsida.pdf arkiv.pdf arkiv-forst.pdf pdf.docx kalkyl.docx text.xlsx
        word.odt bara-ett-arkiv.docx program-forst.docx foto.png gif.png karta.jpg pdf.msg gammal-doc.msg binar.eml
        webbsida.eml latin1.txt utf16.txt noll.txt utf16.xml webbsida.xml trasig.xml ord.xml""",
    TYPE: """program.exe faktura.pdf.exe faktura\u202efdp.exe makron.docm bild.svg sida.html arkiv.zip
        namn.pdf\0.exe""",
    DAMAGED: """tom.pdf bomb.docx bomb-i-arkiv.docx manga-sma-bomber.docx overlappande.docx manga-medlemmar.docx
        djup.docx ljuger-om-storlek.docx ljuger-om-summa.docx entiteter.docx entiteter-utf16.docx yttre-entitet.docx
        entiteter.odt uppat.docx rot.docx bakstreck.docx enhet.docx noll-i-namn.docx dubbla-namn.docx lank.docx
        last.docx last-office.docx last.odt lzma.docx avbruten.docx skadad.docx trasig-relation.docx last.pdf
        avbruten.pdf bara-huvud.pdf utan-sidor.pdf rundgang.pdf objektbomb.pdf miljard-skratt.xml kvadratisk.xml
        yttre-entitet.xml jattebild.png tom-bild.png avbruten.png jattebild.jpg utan-bild.jpg manga-delar.eml
        djup.eml""",
    LONG: "for-manga-sidor.pdf",
    "open_action javascript": "oppnar.pdf dolt-skript.pdf",
    "javascript": "skript.pdf",
    "additional_actions javascript": "sidhandelse.pdf",
    "launch": "startar.pdf",
    "external open_action": "skickar.pdf",
    "external": "spionbild.docx dde.docx kalla.xlsx",
    "external_template": "mall.docx",
    "embedded": "bilagor.pdf",
    "macros embedded": "inbaddat.docx",
    "xfa": "xfa.pdf",
    "restricted": "begransad.pdf",
    "other_file": "arkiv-efter.pdf skript-efter.pdf arkiv-efter.png skript-efter.jpg",
    "unread": "manga-objekt.pdf",
    "macros": "makron.docx activex.docx makron.odt makron.msg",
    "program": "program.eml",
    INERT: """djupa-listor.pdf ljuger-om-antal.pdf sprangande-strom.pdf hyperlank.docx djup.xml text-efter.odt
        brev.msg""",
}
EXPECTED = {name: answer for answer, names in TABLE.items() for name in names.split()}


def what_it_gets(name: str) -> str:
    try:
        admitted = upload.admit(FILES[name](), name)
    except Refusal as refusal:
        return REFUSALS[type(refusal)]
    words = {sentence: flag for flag, sentence in upload.FLAGS.items()}
    return " ".join(words[sentence] for sentence in admitted.warnings) or INERT


@pytest.mark.parametrize("name", FILES, ids=ascii)
def test_a_bad_file_gets_what_the_table_says(name: str) -> None:
    assert set(what_it_gets(name).split()) == set(EXPECTED[name].split())


def test_the_table_has_every_file_of_the_corpus() -> None:
    assert set(EXPECTED) == set(FILES)
    assert len(FILES) >= 60
