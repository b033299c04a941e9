"""Handlingarna i ärendet KS-2018/91.103 som de utförs i webbläsaren, each by the person whose turn it is.

Everything is found by its role and its name, so an act also tries the texts; and nothing here needs JavaScript.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from cases.forms.written_report import WrittenReport
from config import walk
from config.demo import matters
from tests.builders import CAMILLA, CATARINA, PATRIK, PIA, RUT, SIV
from tests.journeys.desk import Desks, answer, follow, heading, labelled, main, press, tab, told

NUMBER = walk.NUMBER
SUBJECT = walk.SEED.subject
POLICE, FIRE = "Lokalpolisområde Huddinge", "Södertörns brandförsvarsförbund"
ATTACHMENTS = [row.title for row in walk.mended().attachments]
AGREEMENT = """### Syfte
Parterna samverkar för att minska brottsligheten och öka tryggheten i Huddinge kommun.

### Arbetsformer
Parterna möts minst fyra gånger om året och följer upp de prioriterade områdena tillsammans."""


@dataclass(frozen=True)
class TheMatter:
    """Ärendet i allas webbläsare."""

    desks: Desks

    def of(self, name: str) -> Page:
        """The matter's page in the person's window."""
        page = self.desks.of(name)
        page.goto(f"/dnr/{NUMBER}")
        expect(heading(page)).to_have_text(SUBJECT)
        return page

    def is_in_step(self, name: str, step: str, next_step: str = "") -> None:
        """The stepper says where the matter is, and the page what is next."""
        page = self.of(name)
        expect(page.locator(".steps [aria-current=step]")).to_contain_text(step)
        if next_step:
            expect(page.get_by_role("heading", name=next_step)).to_be_visible()

    def read_in(self) -> None:
        """Rut pastes the text, confirms what was read, and opens the matter under its old number."""
        page = self.desks.of(RUT)
        page.get_by_role("link", name="Nytt ärende").click()
        follow(page, "Läs in tjänsteutlåtande")
        labelled(page, "Klistra in text").fill(walk.seed_text())
        press(page, "Läs filen")
        expect(main(page)).to_contain_text("av 12 fält är säkra")
        expect(page.get_by_role("heading", name="Borttaget från texten")).to_be_visible()
        expect(page.get_by_role("region", name="Källan med radnummer")).to_contain_text("Kommunstyrelsens beslut")
        press(page, "Spara som version 1")
        expect(page.get_by_role("group", name="Det finns fel på sidan")).to_contain_text("Bekräfta övriga")
        for box in main(page).get_by_role("checkbox", name=re.compile("^Bekräfta ")).all():
            box.check()
        page.get_by_role("radio", name="Nytt ärende").check()
        if not labelled(page, "Ärendemening").is_visible():
            page.get_by_text("Uppgifter om det nya ärendet", exact=True).click()
        expect(labelled(page, "Ärendemening")).to_have_value(SUBJECT)
        labelled(page, "Nämnd").select_option(label="Kommunstyrelsen")
        labelled(page, "Process").select_option(label="Avtal")
        labelled(page, "Handläggare").select_option(label=CATARINA)
        labelled(page, "Parter").fill(f"Huddinge kommun\n{POLICE}\n{FIRE}")
        expect(labelled(page, "Nummer från äldre system")).to_have_value(NUMBER)
        labelled(page, "Ärendet öppnades").fill("2018-01-11")
        press(page, "Spara som version 1")
        told(page, f"Tjänsteutlåtandet är inläst i {NUMBER}.")
        expect(page.get_by_role("heading", name="Nästa steg: komplettera ärendet")).to_be_visible()

    def register_attachments(self) -> None:
        """Rut registers what the report refers to."""
        page = self.of(RUT)
        tab(page, "Handlingar")
        follow(page, "Registrera handling")
        for place, title in enumerate(ATTACHMENTS):
            scan = {"name": f"bilaga-{place + 1}.txt", "mimeType": "text/plain", "buffer": f"{title}\n".encode()}
            labelled(page, "Filer").set_input_files(scan)  # type: ignore[arg-type]
            page.get_by_role("radio", name="Inkommen").check()
            labelled(page, "Handlingstyp").select_option(label="Bilaga")
            dated = ("2018-12-03", "2019-11-04")[place]
            labelled(page, "Datum då handlingen kom in").fill(dated)
            page.locator("[name=dated]").fill(dated)
            page.locator("[name=sender_or_recipient]").fill(POLICE)
            labelled(page, "Handlingens rubrik").fill(title)
            page.get_by_role("radio", name="Ingen sekretessmarkering").check()
            press(page, "Registrera" if title == ATTACHMENTS[-1] else "Registrera och lägg till en till")
            told(page, "är registrerad.")
        expect(page.get_by_role("rowheader")).to_have_count(3)

    def go_on_to_the_analysis(self) -> None:
        """Catarina finds the matter in her inbox and goes on with it."""
        page = self.desks.open_task(CATARINA, "Komplettera ärendet")
        press(page, "Gå vidare till Lägesbild")
        told(page, f"{NUMBER} är nu i steget Lägesbild.")

    def write_the_analysis(self) -> None:
        """Catarina adds rows, saves, and concludes."""
        page = self.of(CATARINA)
        tab(page, "Lägesbild")
        follow(page, "Skriv lägesbilden")
        period = page.get_by_role("group", name="Avser perioden")
        labelled(period, "Från").fill("2019-01-01")
        labelled(period, "Till").fill("2019-12-31")
        labelled(page, "Källa 1").fill("Lägesbild 2019")
        for number, area in enumerate(walk.matter.AREAS, 1):
            if number > 1:
                press(page, "Lägg till område")
            row = page.get_by_role("group", name=f"Område {number}", exact=True)
            labelled(row, f"Område {number}").fill(area)
            labelled(row, "Geografi").fill("Flemingsberg, Skogås, Vårby")
        labelled(page, "Gemensam analys").fill("Kommundelarna har olika utmaningar.")
        main(page).get_by_role("button", name="Spara utkast").last.click()
        told(page, "Utkastet är sparat.")
        press(page, "Fastställ lägesbilden")
        expect(heading(page)).to_have_text("Skriv lägesbilden")
        press(page, "Fastställ lägesbilden")
        told(page, "Lägesbilden är fastställd. Nästa steg är förslag till beslut.")

    def mend_the_report(self) -> None:
        """Catarina sees what the checks found in version 1 and writes version 2."""
        page = self.of(CATARINA)
        tab(page, "Förslag till beslut")
        findings = main(page).get_by_role("complementary")
        for found in ("2019–2023", "brandförsvars", "Meningen är avbruten", "upprätta", "mandat att"):
            expect(findings.get_by_text(re.compile(found, re.IGNORECASE)).first).to_be_attached()
        follow(page, "Redigera förslaget")
        wanted = WrittenReport.of_content(walk.mended(), [])
        press(page, "Lägg till beslutspunkt")
        for number, point in enumerate(wanted.groups[0].points, 1):
            labelled(page, f"Beslutspunkt {number}").fill(point.text)
        for section in wanted.sections:
            labelled(page, section["heading"]).fill(section["text"])
        for number, title in enumerate(wanted.attachments, 1):
            labelled(page, f"Bilaga {number}").fill(title)
        main(page).get_by_role("button", name="Spara utkast").last.click()
        told(page, "Utkastet är sparat.")
        expect(main(page)).to_contain_text("version 2")
        expect(findings).to_contain_text(re.compile("0 fel, [0-9]+ varningar"))
        warnings = re.search("0 fel, ([0-9]+) varningar", findings.inner_text())
        acknowledge = findings.get_by_role("button", name=re.compile("^Kvittera"))
        # The sentence of the last one still stands while the next page is on its way: what is left tells the two apart.
        for left in range(int(warnings[1]) if warnings else 0, 0, -1):
            expect(acknowledge).to_have_count(left)
            acknowledge.first.click()
        told(page, "Varningen är kvitterad.")
        expect(findings).to_contain_text("Inga fel eller varningar kvar")

    def compare_the_versions(self) -> None:
        """Version 1 stands as it came."""
        page = self.of(CATARINA)
        tab(page, "Förslag till beslut")
        follow(page, "Jämför versioner")
        expect(main(page)).to_contain_text("2019-2023")
        expect(main(page)).to_contain_text("2019-2022")

    def send_for_approval(self) -> None:
        """Catarina sends the version she has before her."""
        page = self.desks.open_task(CATARINA, "Skriv förslag till beslut")
        press(page, "Skicka för godkännande")
        told(page, "för godkännande.")

    def give_back(self) -> None:
        """Patrik does not choose, then gives it back without a word, then says what is missing."""
        page = self.desks.open_task(PATRIK, "Godkänn förslag till beslut")
        press(page, "Skicka ställningstagandet")
        expect(page.get_by_role("group", name="Det finns fel på sidan")).to_contain_text("Välj vad du vill göra.")
        answer(page, "Återlämna till handläggaren")
        errors = page.get_by_role("group", name="Det finns fel på sidan")
        expect(errors).to_contain_text("Skriv vad handläggaren behöver ändra.")
        answer(page, "Återlämna till handläggaren", "Skriv ut vad kostnaden är.")
        told(page, f"Förslaget i {NUMBER} är återlämnat till handläggaren.")
        self.is_in_step(CATARINA, "Förslag till beslut", "Nästa steg: skriv förslag till beslut")
        expect(main(self.desks.of(CATARINA))).to_contain_text("återlämnade")

    def approve(self) -> None:
        """Patrik, then Camilla, approve the version before them."""
        page = self.desks.open_task(PATRIK, "Godkänn förslag till beslut")
        answer(page, "Godkänn förslaget", "Bra underlag.")
        told(page, f"Förslaget i {NUMBER} är godkänt och går vidare till")
        page = self.desks.open_task(CAMILLA, "Godkänn förslag till beslut")
        answer(page, "Godkänn förslaget")
        told(page, f"Förslaget i {NUMBER} är godkänt och går till beslut.")

    def record_decision(self) -> None:
        """Siv records what the board decided; Rut, not she, confirms it."""
        page = self.desks.open_task(SIV, "Registrera beslut")
        press(page, "Registrera beslutet")
        expect(page.get_by_role("group", name="Det finns fel på sidan")).to_contain_text("Välj ett utfall.")
        page.get_by_role("radio", name="Enligt förslaget").check()
        labelled(page, "Sammanträdesdatum").fill("2020-10-28")
        labelled(page, "Paragraf").fill("14")
        labelled(page, "Paragrafen är justerad").fill("2020-11-02")
        press(page, "Registrera beslutet")
        told(page, f"Beslutet i {NUMBER} är registrerat.")
        page = self.desks.open_task(RUT, "Bekräfta registrerat beslut")
        expect(main(page)).to_contain_text("Kommunstyrelsen § 14")
        answer(page, "Beslutet är rätt registrerat")
        told(page, f"Beslutet i {NUMBER} är bekräftat.")

    def draw_up_agreement(self) -> None:
        """Catarina writes the agreement and who signs for whom."""
        page = self.desks.open_task(CATARINA, "Upprätta överenskommelsen")
        labelled(page, "Rubrik").fill(walk.SEED.agreement)
        labelled(page, "Gäller från och med").fill("2021-01-01")
        labelled(page, "Gäller till och med").fill("2022-12-31")
        labelled(page, "Överenskommelsens text").fill(AGREEMENT)
        for party, way in (
            ("Huddinge kommun", f"{CAMILLA}, som inloggad person"),
            (POLICE, f"{PIA}, som inloggad person"),
            (FIRE, "Underskrift på papper"),
        ):
            place = page.get_by_role("group", name=party, exact=True)
            labelled(place, "Sätt att underteckna").select_option(label=way)
        fire = page.get_by_role("group", name=FIRE, exact=True)
        labelled(fire, "Undertecknare").fill("Björn Brand")
        labelled(fire, "Titel").fill("Brandchef")
        press(page, "Skicka för undertecknande")
        told(page, f"Överenskommelsen i {NUMBER} är skickad till undertecknarna.")
        matters.run_jobs()

    def sign(self, name: str, party: str) -> None:
        """Somebody logged in reads the agreement and signs."""
        page = self.desks.open_task(name, f"Underteckna överenskommelsen, {party}")
        expect(main(page)).to_contain_text("Parterna möts minst fyra gånger om året")
        answer(page, "Underteckna")
        errors = page.get_by_role("group", name="Det finns fel på sidan")
        expect(errors).to_contain_text("Kryssa i att du har läst överenskommelsen.")
        labelled(page, "Jag har läst överenskommelsen").check()
        answer(page, "Underteckna")
        told(page, f"Du har undertecknat överenskommelsen i {NUMBER}.")

    def sign_on_paper(self) -> None:
        """Catarina uploads the scan of the fire service's original; Rut compares and confirms."""
        page = self.desks.open_task(CATARINA, f"Underteckna överenskommelsen, {FIRE}")
        scan = {"name": "original.png", "mimeType": "image/png", "buffer": page.screenshot()}
        labelled(page, "Inskannat original").set_input_files(scan)  # type: ignore[arg-type]
        labelled(page, "Datum på originalet").fill("2020-11-12")
        labelled(page, "Originalet förvaras").fill("Närarkivet, kommunstyrelsens förvaltning")
        answer(page, "Parten har undertecknat på papper")
        told(page, f"Underskriften på papper i {NUMBER} är registrerad")
        page = self.desks.open_task(RUT, f"Bekräfta underskrift på papper, {FIRE}")
        expect(page.get_by_role("link", name="Öppna det inskannade originalet")).to_be_visible()
        answer(page, "Underskriften stämmer med originalet")
        told(page, f"Underskriften på papper i {NUMBER} är bekräftad.")
        matters.run_jobs()

    def distribute(self) -> None:
        """Rut sees everybody who gets the decision, leaves the joint board out, and sends."""
        page = self.desks.open_task(RUT, "Expediera beslutet")
        expect(main(page)).to_contain_text("Protokollsutdrag")
        page.get_by_role("radio", name="Ta inte med").check()
        press(page, "Expediera beslutet")
        told(page, f"Beslutet i {NUMBER} är på väg till mottagarna.")
        matters.run_jobs()
        tab(page, "Sändlista")
        expect(main(page)).to_contain_text("12 mottagare")
        expect(page.get_by_role("rowheader")).to_have_count(12)

    def acknowledge(self) -> None:
        """What came to each of the nine boards is acknowledged."""
        page = self.desks.of(RUT)
        page.goto("/mottaget/")
        buttons = main(page).get_by_role("button", name=re.compile("^Kvittera"))
        expect(buttons).to_have_count(9)
        for left in range(8, -1, -1):
            buttons.first.click()
            expect(buttons).to_have_count(left)
        expect(main(page)).to_contain_text("Inga beslut väntar på att kvitteras.")

    def close(self) -> None:
        """Rut closes the matter."""
        page = self.desks.open_task(RUT, "Avsluta ärendet")
        answer(page, "Avsluta ärendet")
        told(page, f"{NUMBER} är avslutat.")

    def see_the_history(self) -> None:
        """Every act stands there, and the chain is unbroken."""
        page = self.of(RUT)
        tab(page, "Historik")
        expect(main(page)).to_contain_text("Loggen är obruten")
        for name in (RUT, CATARINA, PATRIK, CAMILLA, SIV, PIA):
            expect(main(page).get_by_text(name).first).to_be_attached()
