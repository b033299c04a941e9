"""Ordlistor för sökningen: what is left out, and where a table of Swedish words leads astray."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS: Final = _words("""
och i att en ett den det de som på är av för med till från om inte men eller så vid under över efter före mellan mot
utan inom utom genom har hade kan ska skall skulle vill var vara varit blir bli blev blivit man vi ni jag du han hon hen
sig sin sina sitt dess deras vår vårt våra er ert era min mitt mina detta denna dessa dem där här när då nu upp ut in ur
än även också samt ej icke bland hos per via enligt the of and nr nedan ovan således dock därmed härmed
""")
"""Too common to be looked for; never words that a matter could be about."""

NOT_HEADS: Final = _words("""
under över efter före förbi genom mellan emot utan inom utom framför igen samman ihop fram hela åter till från bakom
invid kring runt bort hitåt ditåt miss halv ända inter anti auto trans super kontra pseudo ligg kommi reger ordin proto
para regi kapi mini maxi multi dess medel ande ligt ning egen varje någon samtliga åtta själv jäms lika allt vart inne
ute uppe nere ever andra aning förs besk vill marker utman gemen löse orda
""")
"""Beginnings that are words, prepositions above all, but make no compound of what follows them."""

NOT_TAILS: Final = _words("""
ningar ningarna ningen heten heter heterna lighet ligheten samhet samheten barhet barheten skapen skapet skaper ingar
ingarna anden andet arens arnas ernas ornas ionen ioner ionens istisk iskt iska elser elsen elserna erier eriet ering
eringen eringar eringarna iseras isering ifiera ationer ationen ansen anser ellen eller ettan siden sidan sens bar bart
ingen ringen river koren vinner samma bara digt diga aktig aktigt aktiga mässig mässigt
mässiga vis artat artad artade ligare ligast
""")
"""Endings that are not words though the table knows them (or a form of them)."""

SHORT_TAILS: Final = _words("""
plan råd väg vård stöd mål park hall rätt skog plats bad hus taxa fond lån lov rum torg spår bro yta barn svar gård chef
möte bruk hem namn bana köp val
""")
"""Words of fewer than five letters that a municipality makes compounds with."""

SHORT_HEADS: Final = {
    **{word: word for word in _words("ram lek hem hus väg val bad bro lån köp bil mål del båt tåg")},
    "års": "år",
    "delårs": "delår",
    "köpe": "köp",
}
"""Words of fewer than four letters that do begin compounds, and what they are by themselves."""

WHOLE: Final = _words("""
ändamål ändamålet ändamålen föremål underlag samråd anslag uppdrag bolaget betänkande sammanträde sammanträden
sammanträdet handlingar personal material kommunal kommunala kommunalt kommunernas parlament departement reglemente
reglementet arrangemang samarbete samarbeten metropolis metropolen
""")
"""Words that look like compounds of others and are not."""

LEMMAS: Final = {
    "nämnd": "nämnd",
    "fullmäktige": "fullmäktige",
    "fullmäktiges": "fullmäktige",
    "kommunfullmäktige": "kommunfullmäktige",
    "dom": "dom",
    "väger": "väga",
    "tal": "tal",
}
"""Where the table takes one word's form for another's."""

ALSO: Final = {
    "ansökning": "ansökan",
    "anmälning": "anmälan",
    "cykla": "cykel",
    "förskola": "skola",
    "stadgar": "stadga",
}
"""Lemmas that are looked for under another word too."""
