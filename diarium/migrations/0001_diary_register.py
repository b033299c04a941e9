import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_no_mandate_without_event"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="RecipientGroup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="kod")),
                ("name", models.TextField(unique=True, verbose_name="namn")),
                ("rule", models.JSONField(default=dict, verbose_name="regel")),
                ("confirmed", models.BooleanField(default=False, verbose_name="bekräftad")),
            ],
            options={
                "verbose_name": "mottagargrupp",
                "verbose_name_plural": "mottagargrupper",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="ClassCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("scheme", models.TextField(verbose_name="diarieplan")),
                ("code", models.CharField(max_length=10, verbose_name="kod")),
                ("name", models.TextField(blank=True, verbose_name="namn")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="gäller från")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="gäller till")),
            ],
            options={
                "verbose_name": "klassificeringskod",
                "verbose_name_plural": "klassificeringskoder",
                "ordering": ["code", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("scheme", "code", "valid_from"), name="diarium_classcode_once", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__regex", "^([0-9]{1,4}|[0-9]\\.[0-9]\\.[0-9])$")),
                        name="diarium_classcode_form",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__lte", models.F("valid_to"))),
                        name="diarium_classcode_dates_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Correspondent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="kod")),
                ("name", models.TextField(verbose_name="namn")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("police", "Polis"),
                            ("state_authority", "Statlig myndighet"),
                            ("municipal_association", "Kommunalförbund"),
                            ("municipal_company", "Kommunalt bolag"),
                            ("municipality", "Kommun eller region"),
                            ("company", "Företag"),
                            ("organisation", "Förening eller organisation"),
                            ("person", "Privatperson"),
                            ("other", "Annan"),
                        ],
                        max_length=30,
                        verbose_name="slag",
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-post")),
                ("address", models.TextField(blank=True, verbose_name="adress")),
                ("signatory_title", models.TextField(blank=True, verbose_name="undertecknarens titel")),
                ("confirmed", models.BooleanField(default=False, verbose_name="bekräftad")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="diarium.correspondent",
                        verbose_name="del av",
                    ),
                ),
            ],
            options={
                "verbose_name": "korrespondent",
                "verbose_name_plural": "korrespondenter",
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="diarium_correspondent_has_a_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "police",
                                    "state_authority",
                                    "municipal_association",
                                    "municipal_company",
                                    "municipality",
                                    "company",
                                    "organisation",
                                    "person",
                                    "other",
                                ],
                            )
                        ),
                        name="diarium_correspondent_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CorrespondentAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="skrivning")),
                (
                    "kind",
                    models.CharField(
                        choices=[("alias", "Annat namn"), ("misspelling", "Felstavning"), ("ambiguous", "Tvetydigt")],
                        default="alias",
                        max_length=15,
                        verbose_name="slag",
                    ),
                ),
                (
                    "correspondent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="diarium.correspondent"
                    ),
                ),
            ],
            options={
                "verbose_name": "annan skrivning",
                "verbose_name_plural": "andra skrivningar",
                "ordering": ["correspondent", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("correspondent", "text"), name="diarium_alias_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["alias", "misspelling", "ambiguous"])),
                        name="diarium_alias_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Diary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="år")),
                ("last_serial", models.PositiveIntegerField(default=0, verbose_name="senaste löpnummer")),
                ("carried_over", models.PositiveIntegerField(default=0, verbose_name="övertaget till och med")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="diaries",
                        to="accounts.board",
                        verbose_name="nämnd",
                    ),
                ),
            ],
            options={
                "verbose_name": "diarium",
                "verbose_name_plural": "diarier",
                "ordering": ["-year", "board"],
                "constraints": [
                    models.UniqueConstraint(fields=("board", "year"), name="diarium_diary_once"),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 1970), ("year__lte", 2199)), name="diarium_diary_year_in_range"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_serial", 0), ("last_serial__gt", models.F("carried_over")), _connector="OR"
                        ),
                        name="diarium_diary_counter_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DiaryEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("serial", models.PositiveIntegerField(verbose_name="löpnummer")),
                (
                    "origin",
                    models.CharField(
                        choices=[("own", "Eget nummer"), ("imported", "Övertaget nummer")],
                        default="own",
                        max_length=10,
                        verbose_name="ursprung",
                    ),
                ),
                ("printed_number", models.CharField(db_index=True, max_length=60, verbose_name="diarienummer")),
                ("number_key", models.CharField(editable=False, max_length=30, unique=True)),
                ("opened_on", models.DateField(verbose_name="öppnat")),
                ("registered_at", models.DateTimeField(verbose_name="registrerat")),
                ("public_subject", models.TextField(verbose_name="ärendemening")),
                ("protected_subject", models.TextField(blank=True, verbose_name="skyddad ärendemening")),
                ("secrecy_provision", models.TextField(blank=True, verbose_name="sekretessbestämmelse")),
                ("secrecy_on", models.DateField(blank=True, null=True, verbose_name="sekretessmarkerat")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Öppen"),
                            ("closed", "Avslutad"),
                            ("cancelled", "Makulerad"),
                            ("merged", "Sammanslagen"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("cancelled_reason", models.TextField(blank=True, verbose_name="skäl för makulering")),
                ("last_document_no", models.PositiveIntegerField(default=0, verbose_name="senaste handlingsnummer")),
                (
                    "class_code",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="diarium.classcode",
                        verbose_name="klassificering",
                    ),
                ),
                (
                    "diary",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="diarium.diary",
                        verbose_name="diarium",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="diarium.diaryentry",
                        verbose_name="förs nu i",
                    ),
                ),
            ],
            options={
                "verbose_name": "diariepost",
                "verbose_name_plural": "diarieposter",
                "ordering": ["-registered_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("diary", "serial"), name="diarium_entry_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("serial__gte", 1)), name="diarium_entry_serial_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["own", "imported"])), name="diarium_entry_origin_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "closed", "cancelled", "merged"])),
                        name="diarium_entry_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("public_subject", ""), _negated=True),
                        name="diarium_entry_has_a_subject",
                        violation_error_message="Fyll i ärendemening.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("secrecy_on__isnull", True), ("secrecy_provision", "")),
                            models.Q(models.Q(("secrecy_provision", ""), _negated=True), ("secrecy_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="diarium_entry_secrecy_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "cancelled"), _negated=True),
                            models.Q(("cancelled_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="diarium_entry_cancelled_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("status", "merged")),
                            models.Q(models.Q(("status", "merged"), _negated=True), ("merged_into__isnull", True)),
                            _connector="OR",
                        ),
                        name="diarium_entry_merged_into_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("document_no", models.PositiveIntegerField(verbose_name="handlingsnummer")),
                ("title", models.TextField(verbose_name="rubrik")),
                ("protected_title", models.TextField(blank=True, verbose_name="skyddad rubrik")),
                (
                    "direction",
                    models.CharField(
                        choices=[("received", "Inkommen"), ("established", "Upprättad"), ("dispatched", "Utgående")],
                        max_length=15,
                        verbose_name="riktning",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
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
                        verbose_name="handlingstyp",
                    ),
                ),
                ("dated", models.DateField(verbose_name="datum")),
                ("received_on", models.DateField(blank=True, null=True, verbose_name="kom in")),
                ("registered_at", models.DateTimeField(verbose_name="registrerad")),
                ("sender_or_recipient", models.TextField(blank=True, verbose_name="avsändare eller mottagare")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Arbetsmaterial"),
                            ("final", "Fastställd"),
                            ("approved", "Godkänd"),
                            ("dispatched", "Expedierad"),
                            ("archived", "Arkiverad"),
                            ("cancelled", "Makulerad"),
                        ],
                        default="final",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("cancelled_reason", models.TextField(blank=True, verbose_name="skäl för makulering")),
                ("secrecy_provision", models.TextField(blank=True, verbose_name="sekretessbestämmelse")),
                ("secrecy_on", models.DateField(blank=True, null=True, verbose_name="sekretessmarkerad")),
                (
                    "correspondent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="diarium.correspondent",
                        verbose_name="korrespondent",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="diarium.diaryentry",
                        verbose_name="diariepost",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registrerad av",
                    ),
                ),
            ],
            options={
                "verbose_name": "handling",
                "verbose_name_plural": "handlingar",
                "ordering": ["entry", "document_no"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "document_no"), name="diarium_document_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("document_no__gte", 1)), name="diarium_document_number_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True), name="diarium_document_has_a_title"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["received", "established", "dispatched"])),
                        name="diarium_document_direction_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "letter",
                                    "application",
                                    "letter_of_intent",
                                    "situation_analysis",
                                    "contribution",
                                    "staff_report",
                                    "attachment",
                                    "minutes",
                                    "minutes_extract",
                                    "agreement",
                                    "signed_original",
                                    "case_note",
                                    "statement",
                                    "other",
                                ],
                            )
                        ),
                        name="diarium_document_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "final", "approved", "dispatched", "archived", "cancelled"])
                        ),
                        name="diarium_document_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("direction", "received"), _negated=True),
                            ("received_on__isnull", False),
                            _connector="OR",
                        ),
                        name="diarium_document_received_when",
                        violation_error_message="Fyll i datum då handlingen kom in.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "cancelled"), _negated=True),
                            models.Q(("cancelled_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="diarium_document_cancelled_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("secrecy_on__isnull", True), ("secrecy_provision", "")),
                            models.Q(models.Q(("secrecy_provision", ""), _negated=True), ("secrecy_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="diarium_document_secrecy_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("sha256", models.CharField(db_index=True, max_length=64, verbose_name="kontrollsumma")),
                ("size", models.PositiveBigIntegerField(verbose_name="storlek")),
                ("media_type", models.CharField(max_length=100, verbose_name="filformat")),
                ("file_name", models.TextField(verbose_name="filnamn")),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
                ("created_at", models.DateTimeField(verbose_name="skapad")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "derived_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="derived",
                        to="diarium.documentversion",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="diarium.document"
                    ),
                ),
            ],
            options={
                "verbose_name": "version av handling",
                "verbose_name_plural": "versioner av handlingar",
                "ordering": ["document", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("document", "number"), name="diarium_version_once"),
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="diarium_version_from_one"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="diarium_version_hash_form"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("file_name", ""), _negated=True), name="diarium_version_has_a_name"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EntryAlias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="beteckning")),
                (
                    "kind",
                    models.CharField(
                        choices=[("former", "Tidigare form"), ("foreign", "Annan myndighets beteckning")],
                        max_length=10,
                        verbose_name="slag",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="aliases", to="diarium.diaryentry"
                    ),
                ),
            ],
            options={
                "verbose_name": "annan beteckning",
                "verbose_name_plural": "andra beteckningar",
                "ordering": ["entry", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("entry", "text"), name="diarium_entryalias_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["former", "foreign"])), name="diarium_entryalias_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NeedToKnow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(verbose_name="från")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="till")),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="need_to_know",
                        to="diarium.diaryentry",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="need_to_know",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "behörig till sekretessärende",
                "verbose_name_plural": "behöriga till sekretessärenden",
                "ordering": ["entry", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_from__lte", models.F("valid_to"))),
                        name="diarium_need_dates_in_order",
                    ),
                    models.UniqueConstraint(fields=("entry", "user", "valid_from"), name="diarium_need_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="kod")),
                ("label", models.TextField(verbose_name="benämning")),
                (
                    "action",
                    models.CharField(
                        choices=[("preserve", "Bevara"), ("weed", "Gallra")], max_length=10, verbose_name="åtgärd"
                    ),
                ),
                ("years", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="år")),
                (
                    "from_event",
                    models.CharField(
                        choices=[
                            ("closed", "Ärendet avslutat"),
                            ("legal_force", "Beslutet laga kraft"),
                            ("agreement_expired", "Avtalet löpt ut"),
                        ],
                        default="closed",
                        max_length=20,
                        verbose_name="räknas från",
                    ),
                ),
            ],
            options={
                "verbose_name": "gallringsregel",
                "verbose_name_plural": "gallringsregler",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("action", "preserve"), ("years__isnull", True)),
                            models.Q(("action", "weed"), ("years__isnull", False)),
                            _connector="OR",
                        ),
                        name="diarium_retention_years_when_weeded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_event__in", ["closed", "legal_force", "agreement_expired"])),
                        name="diarium_retention_from_event_known",
                    ),
                ],
            },
        ),
    ]
