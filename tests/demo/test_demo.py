"""The demonstration's parts: processes that come back, mails that are caught, secrets made once."""

from __future__ import annotations

import os
import smtplib
import socket
import sys
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client, override_settings
from django.urls import include, path

from config.demo import environment, loading, mailbox
from config.demo.children import Child, stop_all
from config.demo.supervisor import DemoError, end_badly, free_port, only_one

urlpatterns = [path("", include("config.pages")), path("demo/", include("config.demo.urls"))]


def letter(subject: str = "Beslut om samverkan", to: str = "kommunstyrelsen@huddinge.example") -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "diarium@huddinge.example", to
    message.set_content("Bifogat finns protokollsutdraget.")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="protokollsutdrag.pdf")
    return message


def wait_until(holds: Callable[[], bool], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


def test_a_mail_is_caught_and_can_be_read(tmp_path: Path) -> None:
    port = free_port(0)
    sink = mailbox.start_sink(tmp_path, port)
    try:
        with smtplib.SMTP("127.0.0.1", port) as connection:
            connection.send_message(letter())
    finally:
        sink.stop()

    (found,) = mailbox.mails(tmp_path)

    assert found.subject == "Beslut om samverkan"
    assert found.recipients == ("kommunstyrelsen@huddinge.example",)
    assert found.body.strip() == "Bifogat finns protokollsutdraget."
    assert found.attachments == ("protokollsutdrag.pdf",)
    assert mailbox.mail(tmp_path, found.name) == found
    assert mailbox.mail(tmp_path, "../../etc/passwd") is None


@pytest.mark.django_db
def test_the_mails_are_shown_and_their_subjects_are_only_text(tmp_path: Path) -> None:
    (tmp_path / "20201028T130500-0001.eml").write_bytes(letter(subject="<script>alert(1)</script>").as_bytes())

    with override_settings(ROOT_URLCONF=__name__, MAIL_SINK=tmp_path, DEMO=True):
        listed = Client().get("/demo/brev/")
        one = Client().get("/demo/brev/20201028T130500-0001/")
        absent = Client().get("/demo/brev/20201028T130500-0002/")

    assert (listed.status_code, one.status_code, absent.status_code) == (200, 200, 404)
    assert "<script>alert" not in listed.content.decode() + one.content.decode()
    assert "Det här är en demonstration." in listed.content.decode()


@pytest.mark.django_db
def test_outside_a_demonstration_there_is_no_mailbox() -> None:
    assert Client().get("/demo/brev/").status_code == 404


def test_a_process_that_ends_is_started_again(tmp_path: Path) -> None:
    child = Child("Provet", [sys.executable, "-c", "print('i gång', flush=True)"], tmp_path / "log")
    child.start(os.environ)
    said: list[str] = []

    def twice() -> bool:
        sentence = child.look_after(os.environ)
        said.extend([sentence] if sentence else [])
        return (tmp_path / "log").read_text().count("i gång") >= 2

    wait_until(twice)
    stop_all([child])

    assert said[0].startswith("Provet slutade (kod 0)")
    assert said[1] == "Provet startade om."


def test_stopping_ends_the_process_that_was_started(tmp_path: Path) -> None:
    child = Child(
        "Provet",
        [sys.executable, "-c", "import os, time; print(os.getpid(), flush=True); time.sleep(60)"],
        tmp_path / "log",
    )
    child.start(os.environ)
    wait_until(lambda: (tmp_path / "log").read_text().strip().isdigit())
    pid = int((tmp_path / "log").read_text())

    stop_all([child])

    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_taken_port_gives_the_next_one() -> None:
    port = free_port(0)

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()

        assert free_port(port) > port


def test_the_secrets_are_made_once_and_only_their_owner_reads_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "VAR", tmp_path)
    monkeypatch.setattr(environment, "SECRETS", tmp_path / "demo.env")

    first = environment.keys()

    assert environment.keys() == first
    assert len(first["SECRET_KEY"]) >= 50
    assert (tmp_path / "demo.env").stat().st_mode & 0o777 == 0o600


def test_the_processes_never_learn_the_owners_address_from_the_file_left_for_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "VAR", tmp_path)
    monkeypatch.setattr(environment, "SECRETS", tmp_path / "demo.env")
    monkeypatch.setattr(environment, "RUNNING", tmp_path / "running.env")
    told = environment.of_processes(
        environment.FILLED,
        database_url="postgres://app@/x",
        owner_url="postgres://owner@/x",
        site_url="http://localhost",
        smtp_port=1,
    )

    environment.remember_running(told)

    assert "owner" not in (tmp_path / "running.env").read_text()


def test_two_demonstrations_cannot_run_in_one_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("config.demo.supervisor.VAR", tmp_path)

    with only_one(), pytest.raises(DemoError, match="redan i gång"), only_one():
        pass


def test_a_preparation_that_fails_is_told_with_its_name_and_number(tmp_path: Path) -> None:
    log = tmp_path / "log" / "prepare.log"

    ended = end_badly([["check"], ["no_such_command"]], os.environ | {"SECRET_KEY": "-"}, log=log)

    assert ended == ["no_such_command slutade med 1"]
    assert "Unknown command" in log.read_text()


def test_demonstration_data_are_loaded_into_a_demonstration_only() -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="inte en demonstration"):
        call_command("load_demo")


def test_every_role_of_the_matter_has_a_login() -> None:
    roles = {who.split(":")[0] for who, _ in loading.logins()}

    assert {
        "Registrator",
        "Handläggare",
        "Biträdande kommundirektör",
        "Kommundirektör",
        "Nämndsekreterare",
        "Undertecknare",
        "IT-administratör",
        "Utan uppdrag",
    } <= roles
