"""Inkommet, begäran, sekretess, sökning, uttag och virusprövning."""

import uuid

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_no_mandate_without_event"),
        ("diarium", "0005_nothing_registered_without_event"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublicDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField()),
                ("document_no", models.PositiveIntegerField()),
                ("day", models.DateField()),
                ("registered_at", models.DateTimeField()),
                ("registered_on", models.DateField()),
                ("masked", models.BooleanField()),
                (
                    "direction",
                    models.CharField(
                        blank=True,
                        choices=[("received", "Inkommen"), ("established", "Upprättad"), ("dispatched", "Utgående")],
                        max_length=15,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("letter", "Brev"),
                            ("application", "Ansökan eller anmälan"),
                            ("letter_of_intent", "Avsiktsförklaring"),
                            ("situation_analysis", "Lägesbild"),
                            ("contribution", "Underlag"),
                            ("staff_report", "Tjänsteutlåtande"),
                            ("attachment", "Bilaga"),
                            ("minutes", "Protokoll"),
                            ("minutes_extract", "Protokollsutdrag"),
                            ("agreement", "Överenskommelse"),
                            ("signed_original", "Undertecknat original"),
                            ("case_note", "Tjänsteanteckning"),
                            ("statement", "Yttrande"),
                            ("other", "Övrig handling"),
                        ],
                        max_length=30,
                    ),
                ),
                ("cancelled", models.BooleanField()),
                ("title", models.TextField()),
                ("other_party", models.TextField()),
            ],
            options={
                "db_table": "diarium_publicdocument",
                "ordering": ["matter", "document_no"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="PublicMatter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField()),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=60)),
                ("number_key", models.CharField(max_length=30)),
                ("opened_on", models.DateField()),
                ("registered_at", models.DateTimeField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Öppen"),
                            ("closed", "Avslutad"),
                            ("cancelled", "Makulerad"),
                            ("merged", "Sammanslagen"),
                        ],
                        max_length=10,
                    ),
                ),
                ("continues_in", models.CharField(max_length=60, null=True)),
                ("masked", models.BooleanField()),
                ("subject", models.TextField()),
            ],
            options={
                "db_table": "diarium_publicmatter",
                "ordering": ["-opened_on", "-id"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Arrival",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("mail", "E-post"),
                            ("scan", "Inskannat"),
                            ("upload", "Inlämnat"),
                            ("paper", "Papper"),
                        ],
                        max_length=10,
                        verbose_name="sätt",
                    ),
                ),
                ("came_on", models.DateField(verbose_name="kom in")),
                ("arrived_at", models.DateTimeField(verbose_name="mottaget")),
                ("sender", models.TextField(blank=True, verbose_name="avsändare")),
                ("subject", models.TextField(verbose_name="rubrik")),
                ("message_id", models.TextField(blank=True, verbose_name="meddelandets id")),
                (
                    "exit",
                    models.CharField(
                        choices=[
                            ("waiting", "Att registrera"),
                            ("registered", "Registrerad"),
                            ("kept", "Hålls ordnad utan registrering"),
                            ("trivial", "Uppenbart av ringa betydelse"),
                            ("elsewhere", "Annan myndighets handling"),
                        ],
                        default="waiting",
                        max_length=12,
                        verbose_name="val",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="avgjort")),
            ],
            options={
                "verbose_name": "inkommet att registrera",
                "verbose_name_plural": "inkommet att registrera",
                "ordering": ["came_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("subject", ""), _negated=True), name="diarium_arrival_has_a_subject"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["mail", "scan", "upload", "paper"])),
                        name="diarium_arrival_channel_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ArrivalFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="kontrollsumma")),
                ("size", models.PositiveBigIntegerField(verbose_name="storlek")),
                ("media_type", models.CharField(max_length=100, verbose_name="filformat")),
                ("file_name", models.TextField(verbose_name="filnamn")),
            ],
            options={
                "verbose_name": "fil i det som kom",
                "verbose_name_plural": "filer i det som kom",
                "ordering": ["arrival", "position"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="diarium_arrivalfile_hash_form"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrespondentChannel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("email", "E-post"),
                            ("digital_post", "Digital post"),
                            ("letter", "Brev"),
                            ("by_hand", "Överlämnas för hand"),
                        ],
                        max_length=15,
                        verbose_name="kanal",
                    ),
                ),
                ("address", models.TextField(verbose_name="adress")),
                ("function", models.TextField(blank=True, verbose_name="funktion")),
                ("preferred", models.BooleanField(default=False, verbose_name="används först")),
                ("ended_on", models.DateField(blank=True, null=True, verbose_name="upphörde")),
            ],
            options={
                "verbose_name": "kanal",
                "verbose_name_plural": "kanaler",
                "ordering": ["correspondent", "-preferred", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["email", "digital_post", "letter", "by_hand"])),
                        name="diarium_channel_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("address", ""), _negated=True), name="diarium_channel_has_an_address"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("number", models.PositiveIntegerField(verbose_name="nummer")),
                ("received_at", models.DateTimeField(verbose_name="kom in")),
                ("wanted", models.TextField(verbose_name="handling")),
                ("contact", models.TextField(blank=True, verbose_name="e-post eller telefon")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("new", "Ny"),
                            ("tried", "Prövas"),
                            ("released", "Lämnad"),
                            ("masked", "Lämnad med maskning"),
                            ("refused", "Avslagen"),
                        ],
                        default="new",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
                ("decided_at", models.DateTimeField(blank=True, null=True, verbose_name="besvarad")),
            ],
            options={
                "verbose_name": "begäran om handling",
                "verbose_name_plural": "begäran om handlingar",
                "ordering": ["received_at", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "number"), name="diarium_request_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("wanted", ""), _negated=True), name="diarium_request_says_what"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("status__in", ["new", "tried"])),
                            models.Q(("decided_at__isnull", False), ("status__in", ["released", "masked"])),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("status", "refused"),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="diarium_request_answer_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisclosureYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="år")),
                ("last_number", models.PositiveIntegerField(default=0, verbose_name="senaste nummer")),
            ],
            options={
                "verbose_name": "årets begäran",
                "verbose_name_plural": "årens begäran",
                "ordering": ["-year"],
            },
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(verbose_name="begärt")),
                ("reason", models.TextField(verbose_name="skäl")),
                ("granted_at", models.DateTimeField(blank=True, null=True, verbose_name="beviljat")),
                ("until", models.DateTimeField(blank=True, null=True, verbose_name="gäller till")),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="avslaget")),
                (
                    "seen_by_registry_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="sett av registratorn"),
                ),
            ],
            options={
                "verbose_name": "tillfällig åtkomst",
                "verbose_name_plural": "tillfälliga åtkomster",
                "ordering": ["asked_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="diarium_emergency_has_a_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("related", "Hör ihop med"), ("replaces", "Ersätter"), ("split_from", "Delat från")],
                        max_length=12,
                        verbose_name="slag",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="anteckning")),
                ("linked_at", models.DateTimeField(verbose_name="kopplat")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="borttagen")),
            ],
            options={
                "verbose_name": "koppling",
                "verbose_name_plural": "kopplingar",
                "ordering": ["entry", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["related", "replaces", "split_from"])),
                        name="diarium_entrylink_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=30, verbose_name="lista")),
                (
                    "format",
                    models.CharField(choices=[("csv", "csv"), ("xlsx", "Excel")], max_length=5, verbose_name="format"),
                ),
                ("query", models.JSONField(default=dict, verbose_name="frågan")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "Väntar"),
                            ("running", "Görs"),
                            ("done", "Klart"),
                            ("failed", "Misslyckades"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("rows_done", models.PositiveIntegerField(default=0, verbose_name="rader klara")),
                ("rows_total", models.PositiveIntegerField(default=0, verbose_name="rader")),
                ("asked_at", models.DateTimeField(verbose_name="beställt")),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="klart")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="kontrollsumma")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="storlek")),
            ],
            options={
                "verbose_name": "uttag",
                "verbose_name_plural": "uttag",
                "ordering": ["-asked_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waiting", "running", "done", "failed"])),
                        name="diarium_export_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FileScan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="kontrollsumma")),
                (
                    "status",
                    models.CharField(
                        choices=[("waiting", "I karantän"), ("clean", "Ren"), ("infected", "Skadlig")],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("scanned_at", models.DateTimeField(blank=True, null=True, verbose_name="prövad")),
                ("finding", models.TextField(blank=True, verbose_name="fynd")),
            ],
            options={
                "verbose_name": "virusprövning",
                "verbose_name_plural": "virusprövningar",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("scanned_at__isnull", True), ("status", "waiting")),
                            models.Q(("scanned_at__isnull", False), ("status__in", ["clean", "infected"])),
                            _connector="OR",
                        ),
                        name="diarium_filescan_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FileText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(max_length=64, unique=True, verbose_name="kontrollsumma")),
                (
                    "status",
                    models.CharField(
                        choices=[("read", "Läst"), ("empty", "Utan text"), ("failed", "Gick inte att läsa")],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="text")),
                ("read_at", models.DateTimeField(verbose_name="läst")),
            ],
            options={
                "verbose_name": "text ur fil",
                "verbose_name_plural": "texter ur filer",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["read", "empty", "failed"])),
                        name="diarium_filetext_status_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PublicSearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="datum")),
                ("terms", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "verbose_name": "publik sökpost",
                "verbose_name_plural": "publika sökposter",
                "ordering": ["-day", "-id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="diarium_publicsearch_terms"),
                    models.Index(
                        models.OrderBy(models.F("day"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="diarium_publicsearch_newest",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=100, verbose_name="namn på sökningen")),
                ("path", models.CharField(max_length=100, verbose_name="sida")),
                ("query", models.TextField(blank=True, verbose_name="frågan")),
                ("saved_at", models.DateTimeField(verbose_name="sparad")),
            ],
            options={
                "verbose_name": "sparad sökning",
                "verbose_name_plural": "sparade sökningar",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="datum")),
                ("head_terms", django.contrib.postgres.search.SearchVectorField()),
                ("terms", django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                "verbose_name": "sökpost",
                "verbose_name_plural": "sökposter",
                "ordering": ["-day", "-id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["terms"], name="diarium_searchentry_terms"),
                    models.Index(
                        models.OrderBy(models.F("day"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="diarium_searchentry_newest",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecrecyLift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("proposed_at", models.DateTimeField(verbose_name="föreslaget")),
                ("reason", models.TextField(verbose_name="skäl")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="bekräftat")),
                ("confirmed_transaction", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("refused_at", models.DateTimeField(blank=True, null=True, verbose_name="avslaget")),
            ],
            options={
                "verbose_name": "förslag att ta bort en sekretessmarkering",
                "verbose_name_plural": "förslag att ta bort sekretessmarkeringar",
                "ordering": ["proposed_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="diarium_lift_has_a_reason"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="classcode",
            name="retention_rule",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="codes",
                to="diarium.retentionrule",
                verbose_name="gallringsregel",
            ),
        ),
        migrations.AddField(
            model_name="diary",
            name="template",
            field=models.JSONField(blank=True, default=dict, verbose_name="nummermall"),
        ),
        migrations.AddField(
            model_name="document",
            name="protected_sender_or_recipient",
            field=models.TextField(blank=True, verbose_name="skyddad avsändare eller mottagare"),
        ),
        migrations.AddField(
            model_name="document",
            name="secrecy_reviewed_on",
            field=models.DateField(blank=True, null=True, verbose_name="sekretess prövad"),
        ),
        migrations.AddField(
            model_name="documentversion",
            name="role",
            field=models.CharField(
                choices=[
                    ("original", "Original"),
                    ("working", "Arbetsversion"),
                    ("final", "Fastställd version"),
                    ("rendition", "Visningsversion (PDF/A)"),
                    ("signed", "Undertecknad version"),
                    ("masked", "Maskad version"),
                ],
                default="original",
                max_length=10,
                verbose_name="slag",
            ),
        ),
        migrations.AddField(
            model_name="retentionrule",
            name="valid_from",
            field=models.DateField(blank=True, null=True, verbose_name="gäller från"),
        ),
        migrations.AddField(
            model_name="retentionrule",
            name="valid_to",
            field=models.DateField(blank=True, null=True, verbose_name="gäller till"),
        ),
        migrations.AddConstraint(
            model_name="documentversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("role__in", ["original", "working", "final", "rendition", "signed", "masked"])),
                name="diarium_version_role_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="retentionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_from__lte", models.F("valid_to"))), name="diarium_retention_dates_in_order"
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="board",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrivals",
                to="accounts.board",
                verbose_name="nämnd",
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="avgjort av",
            ),
        ),
        migrations.AddField(
            model_name="arrival",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrivals",
                to="diarium.document",
                verbose_name="handling",
            ),
        ),
        migrations.AddField(
            model_name="arrivalfile",
            name="arrival",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="files", to="diarium.arrival"
            ),
        ),
        migrations.AddField(
            model_name="correspondentchannel",
            name="correspondent",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="channels", to="diarium.correspondent"
            ),
        ),
        migrations.AddField(
            model_name="disclosurerequest",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="besvarad av",
            ),
        ),
        migrations.AddField(
            model_name="disclosurerequest",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="diarium.document",
                verbose_name="handling i ärendet",
            ),
        ),
        migrations.AddField(
            model_name="disclosurerequest",
            name="entry",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="diarium.diaryentry",
                verbose_name="ärende",
            ),
        ),
        migrations.AddField(
            model_name="emergencyaccess",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="emergencyaccess",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="emergencies", to="diarium.diaryentry"
            ),
        ),
        migrations.AddField(
            model_name="emergencyaccess",
            name="granted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="beviljat av",
            ),
        ),
        migrations.AddField(
            model_name="emergencyaccess",
            name="refused_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="avslaget av",
            ),
        ),
        migrations.AddField(
            model_name="entrylink",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="links", to="diarium.diaryentry"
            ),
        ),
        migrations.AddField(
            model_name="entrylink",
            name="linked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="entrylink",
            name="other",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="linked_from", to="diarium.diaryentry"
            ),
        ),
        migrations.AddField(
            model_name="export",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exports", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="publicsearchentry",
            name="board",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.board"),
        ),
        migrations.AddField(
            model_name="publicsearchentry",
            name="document",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="public_search_entry",
                to="diarium.document",
            ),
        ),
        migrations.AddField(
            model_name="publicsearchentry",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="public_search_entries",
                to="diarium.diaryentry",
            ),
        ),
        migrations.AddField(
            model_name="savedsearch",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="saved_searches", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="board",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.board"),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="document",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="search_entry",
                to="diarium.document",
            ),
        ),
        migrations.AddField(
            model_name="searchentry",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="search_entries", to="diarium.diaryentry"
            ),
        ),
        migrations.AddField(
            model_name="secrecylift",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="bekräftat av",
            ),
        ),
        migrations.AddField(
            model_name="secrecylift",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lifts",
                to="diarium.document",
            ),
        ),
        migrations.AddField(
            model_name="secrecylift",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lifts", to="diarium.diaryentry"
            ),
        ),
        migrations.AddField(
            model_name="secrecylift",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="secrecylift",
            name="refused_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="avslaget av",
            ),
        ),
        migrations.AddIndex(
            model_name="arrival",
            index=models.Index(
                models.F("board"),
                models.F("came_on"),
                condition=models.Q(("exit", "waiting")),
                name="diarium_arrival_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("document__isnull", True),
                        ("exit", "waiting"),
                    ),
                    models.Q(("decided_at__isnull", False), ("document__isnull", False), ("exit", "registered")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("document__isnull", True),
                        ("exit__in", ["kept", "trivial", "elsewhere"]),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="diarium_arrival_exit_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrival",
            constraint=models.UniqueConstraint(
                condition=models.Q(("message_id", ""), _negated=True),
                fields=("board", "message_id"),
                name="diarium_arrival_message_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrivalfile",
            constraint=models.UniqueConstraint(fields=("arrival", "position"), name="diarium_arrivalfile_once"),
        ),
        migrations.AddConstraint(
            model_name="correspondentchannel",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True), ("preferred", True)),
                fields=("correspondent", "kind"),
                name="diarium_channel_one_preferred",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("granted_by__isnull", True),
                    models.Q(("granted_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="diarium_emergency_by_two",
                violation_error_message="En annan person måste godkänna.",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("granted_at__isnull", True), ("granted_by__isnull", True), ("until__isnull", True)),
                    models.Q(
                        ("granted_by__isnull", False),
                        ("refused_by__isnull", True),
                        ("until__gt", models.F("granted_at")),
                    ),
                    _connector="OR",
                ),
                name="diarium_emergency_granted_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="emergencyaccess",
            constraint=models.UniqueConstraint(
                condition=models.Q(("granted_by__isnull", True), ("refused_by__isnull", True)),
                fields=("entry", "asked_by"),
                name="diarium_emergency_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrylink",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at__isnull", True)),
                fields=("entry", "other", "kind"),
                name="diarium_entrylink_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="entrylink",
            constraint=models.CheckConstraint(
                condition=models.Q(("entry", models.F("other")), _negated=True), name="diarium_entrylink_between_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="publicsearchentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("document__isnull", True)),
                fields=("entry",),
                name="diarium_publicsearch_one_per_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(fields=("user", "name"), name="diarium_savedsearch_name_once"),
        ),
        migrations.AddConstraint(
            model_name="searchentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("document__isnull", True)),
                fields=("entry",),
                name="diarium_searchentry_one_per_matter",
            ),
        ),
        migrations.AddConstraint(
            model_name="secrecylift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="diarium_lift_by_two",
                violation_error_message="Två personer behövs för att ta bort en sekretessmarkering.",
            ),
        ),
        migrations.AddConstraint(
            model_name="secrecylift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", True),
                        ("confirmed_by__isnull", True),
                        ("confirmed_transaction__isnull", True),
                    ),
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("confirmed_transaction__isnull", False),
                        ("refused_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="diarium_lift_confirmed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="secrecylift",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_by__isnull", True), ("refused_by__isnull", True)),
                fields=("entry", "document"),
                name="diarium_lift_one_open",
                nulls_distinct=False,
            ),
        ),
    ]
