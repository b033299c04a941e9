import uuid

import django.db.models.deletion
import django_fsm
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_no_mandate_without_event"),
        ("accounts", "__first__"),
        ("diarium", "0005_nothing_registered_without_event"),
    ]

    operations = [
        migrations.CreateModel(
            name="Agreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="omgång")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafting", "Utkast"),
                            ("for_signature", "För undertecknande"),
                            ("partly_signed", "Delvis undertecknad"),
                            ("signed", "Undertecknad"),
                            ("not_concluded", "Inte ingången"),
                        ],
                        default="drafting",
                        max_length=16,
                        verbose_name="läge",
                    ),
                ),
                ("latest", models.PositiveIntegerField(default=0, verbose_name="senaste version")),
                ("title", models.CharField(max_length=500, verbose_name="rubrik")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="gäller från")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="till och med")),
                ("mandate", models.CharField(max_length=300, verbose_name="mandat")),
                ("in_force_from", models.DateField(blank=True, null=True, verbose_name="i kraft")),
                ("not_concluded_reason", models.TextField(blank=True, verbose_name="varför den inte ingicks")),
            ],
            options={
                "verbose_name": "överenskommelse",
                "verbose_name_plural": "överenskommelser",
            },
        ),
        migrations.CreateModel(
            name="AgreementVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("content", models.JSONField(verbose_name="innehåll")),
                ("content_hash", models.CharField(max_length=64, verbose_name="kontrollsumma")),
                ("saved_at", models.DateTimeField(verbose_name="sparad")),
                (
                    "document_sha256",
                    models.CharField(blank=True, max_length=64, verbose_name="handlingens kontrollsumma"),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="cases.agreement",
                        verbose_name="överenskommelse",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sparad av",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="diarium.document",
                        verbose_name="handling",
                    ),
                ),
            ],
            options={
                "verbose_name": "version av överenskommelse",
                "verbose_name_plural": "versioner av överenskommelser",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="cases_agreement_version_once"),
                    models.UniqueConstraint(fields=("id", "content_hash"), name="cases_agreement_version_hash"),
                    models.CheckConstraint(
                        condition=models.Q(("content_hash__regex", "^[0-9a-f]{64}$")), name="cases_agreement_hash_form"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AllowedTransition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=24, verbose_name="från")),
                ("target", models.CharField(max_length=24, verbose_name="till")),
            ],
            options={
                "verbose_name": "tillåten övergång",
                "verbose_name_plural": "tillåtna övergångar",
                "db_table": "cases_allowedtransition",
                "constraints": [
                    models.UniqueConstraint(fields=("source", "target"), name="cases_allowed_transition_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identitet")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("draft", "Utkast"),
                            ("situation_analysis", "Lägesbild"),
                            ("committee_proposal", "Förslag till beslut"),
                            ("decision", "Beslut"),
                            ("signing", "Undertecknande"),
                            ("distribution", "Expediering"),
                            ("closed", "Avslutat"),
                            ("withdrawn", "Återkallat"),
                        ],
                        default="draft",
                        max_length=24,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="omgång")),
                ("state_since", models.DateTimeField(verbose_name="i läget sedan")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.board",
                        verbose_name="nämnd",
                    ),
                ),
                (
                    "case_officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handläggare",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="case",
                        to="diarium.diaryentry",
                        verbose_name="diariepost",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="enhet",
                    ),
                ),
            ],
            options={
                "verbose_name": "ärende",
                "verbose_name_plural": "ärenden",
                "indexes": [
                    models.Index(models.OrderBy(models.F("id"), descending=True), name="cases_newest_first"),
                    models.Index(
                        models.F("case_officer"),
                        models.OrderBy(models.F("id"), descending=True),
                        name="cases_of_officer",
                    ),
                    models.Index(
                        models.F("state"), models.OrderBy(models.F("id"), descending=True), name="cases_in_state"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "draft",
                                    "situation_analysis",
                                    "committee_proposal",
                                    "decision",
                                    "signing",
                                    "distribution",
                                    "closed",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="cases_case_state_known",
                    ),
                    models.CheckConstraint(condition=models.Q(("version__gte", 1)), name="cases_case_version_positive"),
                    models.CheckConstraint(condition=models.Q(("round__gte", 1)), name="cases_case_round_positive"),
                ],
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreements",
                to="cases.case",
                verbose_name="ärende",
            ),
        ),
        migrations.CreateModel(
            name="CaseAssignment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("assigned_at", models.DateTimeField(verbose_name="tilldelad")),
                ("assigned_by", models.CharField(max_length=150, verbose_name="tilldelad av")),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handläggare",
                    ),
                ),
            ],
            options={
                "verbose_name": "tilldelning",
                "verbose_name_plural": "tilldelningar",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CaseNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="tjänsteanteckning")),
                ("written_at", models.DateTimeField(verbose_name="skriven")),
                ("event", models.UUIDField(unique=True, verbose_name="händelse")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="skriven av",
                    ),
                ),
            ],
            options={
                "verbose_name": "tjänsteanteckning",
                "verbose_name_plural": "tjänsteanteckningar",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="CaseType",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True, verbose_name="kod")),
                ("name", models.CharField(max_length=120, verbose_name="namn")),
                ("process", models.CharField(max_length=60, verbose_name="process")),
                ("has_analysis", models.BooleanField(default=False, verbose_name="har lägesbild")),
                ("has_agreement", models.BooleanField(default=False, verbose_name="har överenskommelse")),
                (
                    "appeal_regime",
                    models.CharField(
                        choices=[
                            ("legality_review", "Laglighetsprövning"),
                            ("administrative_appeal", "Förvaltningsbesvär"),
                            ("none", "Kan inte överklagas"),
                        ],
                        default="none",
                        max_length=24,
                        verbose_name="överklagande",
                    ),
                ),
                ("required_headings", models.JSONField(blank=True, default=list, verbose_name="obligatoriska avsnitt")),
                ("approval_chain", models.JSONField(blank=True, default=list, verbose_name="godkännande i ordning")),
                (
                    "default_class",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="diarium.classcode",
                        verbose_name="klassificering",
                    ),
                ),
                (
                    "retention",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="diarium.retentionrule",
                        verbose_name="gallringsregel",
                    ),
                ),
            ],
            options={
                "verbose_name": "ärendetyp",
                "verbose_name_plural": "ärendetyper",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("appeal_regime__in", ["legality_review", "administrative_appeal", "none"])),
                        name="cases_case_type_appeal_regime_known",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="case_type",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.casetype",
                verbose_name="ärendetyp",
            ),
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="omgång")),
                ("meeting_date", models.DateField(verbose_name="sammanträdesdatum")),
                ("paragraph", models.PositiveSmallIntegerField(verbose_name="paragraf")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("adopted", "Enligt förslaget"),
                            ("adopted_amended", "Med ändring"),
                            ("rejected", "Avslag"),
                            ("noted", "Noteras"),
                            ("written_off", "Avskrivs"),
                            ("tabled", "Bordläggs"),
                            ("referred_back", "Återremitteras"),
                        ],
                        max_length=16,
                        verbose_name="utfall",
                    ),
                ),
                ("heading", models.CharField(max_length=200, verbose_name="rubrik")),
                ("motivation", models.TextField(blank=True, verbose_name="motivering")),
                ("tabled_to", models.DateField(blank=True, null=True, verbose_name="bordlagt till")),
                ("adjusted_on", models.DateField(blank=True, null=True, verbose_name="justerat")),
                ("gives_mandate", models.BooleanField(default=False, verbose_name="ger rätt att underteckna")),
                ("recorded_at", models.DateTimeField(verbose_name="registrerat")),
                ("recorded_label", models.CharField(max_length=150, verbose_name="registrerat av")),
                ("confirmed_at", models.DateTimeField(blank=True, null=True, verbose_name="bekräftat")),
                ("confirmed_label", models.CharField(blank=True, max_length=150, verbose_name="bekräftat av")),
                ("refused", models.BooleanField(default=False, verbose_name="fel registrerat")),
                ("refusal_reason", models.TextField(blank=True, verbose_name="vad som är fel")),
                ("extract_sha256", models.CharField(blank=True, max_length=64, verbose_name="utdragets kontrollsumma")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.board",
                        verbose_name="instans",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="bekräftat av",
                    ),
                ),
                (
                    "extract",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="diarium.document",
                        verbose_name="protokollsutdrag",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registrerat av",
                    ),
                ),
            ],
            options={
                "verbose_name": "beslut",
                "verbose_name_plural": "beslut",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                [
                                    "adopted",
                                    "adopted_amended",
                                    "rejected",
                                    "noted",
                                    "written_off",
                                    "tabled",
                                    "referred_back",
                                ],
                            )
                        ),
                        name="cases_decision_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_by__isnull", True),
                            models.Q(("confirmed_by", models.F("recorded_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_recorder_does_not_confirm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at__isnull", True), ("confirmed_by__isnull", True)),
                            models.Q(("confirmed_at__isnull", False), ("confirmed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="cases_confirmation_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("adjusted_on__isnull", True),
                            ("adjusted_on__gte", models.F("meeting_date")),
                            _connector="OR",
                        ),
                        name="cases_adjusted_after_meeting",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "referred_back"), _negated=True),
                            models.Q(("motivation", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_referral_back_has_motivation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome__in", ["adopted", "adopted_amended", "noted", "rejected", "written_off"]),
                                _negated=True,
                            ),
                            ("adjusted_on__isnull", False),
                            _connector="OR",
                        ),
                        name="cases_final_decision_is_adjusted",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("refused", False)),
                        fields=("body", "meeting_date", "paragraph"),
                        name="cases_paragraph_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("confirmed_at__isnull", True)),
                        fields=("case",),
                        name="cases_one_unconfirmed_decision",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="agreement",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.decision",
                verbose_name="beslut",
            ),
        ),
        migrations.CreateModel(
            name="DecisionPoint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="nummer")),
                ("text", models.TextField(verbose_name="text")),
                ("items", models.JSONField(blank=True, default=list, verbose_name="underpunkter")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("decision", "Beslut"),
                            ("assignment", "Uppdrag"),
                            ("approval", "Godkännande"),
                            ("adoption", "Antagande"),
                            ("rejection", "Avslag"),
                            ("noting", "Notering"),
                        ],
                        max_length=12,
                        verbose_name="slag",
                    ),
                ),
                ("addressee", models.CharField(blank=True, max_length=150, verbose_name="den som får uppdraget")),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="cases.decision",
                        verbose_name="beslut",
                    ),
                ),
            ],
            options={
                "verbose_name": "beslutspunkt",
                "verbose_name_plural": "beslutspunkter",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("decision", "number"), name="cases_decision_point_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["decision", "assignment", "approval", "adoption", "rejection", "noting"])
                        ),
                        name="cases_point_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dispatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identitet")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                ("name", models.CharField(max_length=200, verbose_name="mottagare")),
                ("group_name", models.CharField(blank=True, max_length=200, verbose_name="grupp")),
                ("replaced_name", models.CharField(blank=True, max_length=200, verbose_name="i stället för")),
                (
                    "channel",
                    models.CharField(
                        choices=[("internal", "Internt"), ("email", "E-post"), ("letter", "Brev")],
                        max_length=10,
                        verbose_name="sätt",
                    ),
                ),
                ("address", models.CharField(blank=True, max_length=254, verbose_name="adress")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("information", "För kännedom"), ("action", "För åtgärd")],
                        max_length=12,
                        verbose_name="varför",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Skickas"),
                            ("sent", "Skickat"),
                            ("acknowledged", "Kvitterat"),
                            ("failed", "Kom i retur"),
                            ("unknown", "Utfallet okänt"),
                        ],
                        default="queued",
                        max_length=14,
                        verbose_name="läge",
                    ),
                ),
                ("state_at", models.DateTimeField(verbose_name="läge sedan")),
                ("acknowledged_label", models.CharField(blank=True, max_length=150, verbose_name="kvitterat av")),
                (
                    "board",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.board",
                        verbose_name="nämnd",
                    ),
                ),
            ],
            options={
                "verbose_name": "expediering",
                "verbose_name_plural": "expedieringar",
                "ordering": ["position"],
                "indexes": [
                    models.Index(
                        models.F("board"),
                        models.F("id"),
                        condition=models.Q(("channel", "internal"), ("state", "sent")),
                        name="cases_unread_delivery",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["internal", "email", "letter"])),
                        name="cases_dispatch_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["queued", "sent", "acknowledged", "failed", "unknown"])),
                        name="cases_dispatch_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "internal"), _negated=True), ("board__isnull", False), _connector="OR"
                        ),
                        name="cases_internal_dispatch_has_board",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("channel", "email"), _negated=True),
                            models.Q(("address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_email_dispatch_has_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DispatchAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="försök")),
                ("address", models.CharField(max_length=254, verbose_name="adress")),
                ("started_at", models.DateTimeField(verbose_name="påbörjat")),
                (
                    "dispatch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="cases.dispatch",
                        verbose_name="expediering",
                    ),
                ),
            ],
            options={
                "verbose_name": "försök att skicka",
                "verbose_name_plural": "försök att skicka",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("dispatch", "number"), name="cases_dispatch_attempt_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DispatchReceipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("accepted", "Mottaget av servern"),
                            ("refused", "Nekat"),
                            ("deferred", "Uppskjutet"),
                            ("unknown", "Okänt"),
                        ],
                        max_length=10,
                        verbose_name="utfall",
                    ),
                ),
                ("detail", models.CharField(blank=True, max_length=500, verbose_name="svar")),
                ("received_at", models.DateTimeField(verbose_name="när")),
                (
                    "attempt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="cases.dispatchattempt",
                        verbose_name="försök",
                    ),
                ),
            ],
            options={
                "verbose_name": "kvitto",
                "verbose_name_plural": "kvitton",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["accepted", "refused", "deferred", "unknown"])),
                        name="cases_receipt_outcome_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Distribution",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="identitet")),
                ("documents", models.JSONField(verbose_name="det som skickas")),
                ("sent_at", models.DateTimeField(verbose_name="expedierat")),
                ("sent_label", models.CharField(max_length=150, verbose_name="expedierat av")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="distributions",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.decision",
                        verbose_name="beslut",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="expedierat av",
                    ),
                ),
            ],
            options={
                "verbose_name": "utskick",
                "verbose_name_plural": "utskick",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="dispatch",
            name="distribution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dispatches",
                to="cases.distribution",
                verbose_name="utskick",
            ),
        ),
        migrations.CreateModel(
            name="HistoricalAgreement",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_label", models.TextField(blank=True, default="")),
                ("capacity", models.TextField(blank=True, default="")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="omgång")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("drafting", "Utkast"),
                            ("for_signature", "För undertecknande"),
                            ("partly_signed", "Delvis undertecknad"),
                            ("signed", "Undertecknad"),
                            ("not_concluded", "Inte ingången"),
                        ],
                        default="drafting",
                        max_length=16,
                        verbose_name="läge",
                    ),
                ),
                ("latest", models.PositiveIntegerField(default=0, verbose_name="senaste version")),
                ("title", models.CharField(max_length=500, verbose_name="rubrik")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="gäller från")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="till och med")),
                ("mandate", models.CharField(max_length=300, verbose_name="mandat")),
                ("in_force_from", models.DateField(blank=True, null=True, verbose_name="i kraft")),
                ("not_concluded_reason", models.TextField(blank=True, verbose_name="varför den inte ingicks")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.decision",
                        verbose_name="beslut",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical överenskommelse",
                "verbose_name_plural": "historical överenskommelser",
                "db_table": "cases_historical_agreement",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="cases_histo_history_d92af2_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalCase",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_label", models.TextField(blank=True, default="")),
                ("capacity", models.TextField(blank=True, default="")),
                ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False, verbose_name="identitet")),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("draft", "Utkast"),
                            ("situation_analysis", "Lägesbild"),
                            ("committee_proposal", "Förslag till beslut"),
                            ("decision", "Beslut"),
                            ("signing", "Undertecknande"),
                            ("distribution", "Expediering"),
                            ("closed", "Avslutat"),
                            ("withdrawn", "Återkallat"),
                        ],
                        default="draft",
                        max_length=24,
                        protected=True,
                        verbose_name="läge",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="omgång")),
                ("state_since", models.DateTimeField(verbose_name="i läget sedan")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "board",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.board",
                        verbose_name="nämnd",
                    ),
                ),
                (
                    "case_officer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="handläggare",
                    ),
                ),
                (
                    "case_type",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.casetype",
                        verbose_name="ärendetyp",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="diarium.diaryentry",
                        verbose_name="diariepost",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.unit",
                        verbose_name="enhet",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical ärende",
                "verbose_name_plural": "historical ärenden",
                "db_table": "cases_historical_case",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="cases_histo_history_9f4f9c_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="HistoricalStaffReport",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_label", models.TextField(blank=True, default="")),
                ("capacity", models.TextField(blank=True, default="")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="omgång")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Utkast"), ("in_approval", "Hos godkännare"), ("approved", "Godkänt")],
                        default="draft",
                        max_length=12,
                        verbose_name="läge",
                    ),
                ),
                ("latest", models.PositiveIntegerField(default=0, verbose_name="senaste version")),
                ("sending", models.PositiveIntegerField(default=0, verbose_name="sändning")),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="rubrik")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "history_user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "historical tjänsteutlåtande",
                "verbose_name_plural": "historical tjänsteutlåtanden",
                "db_table": "cases_historical_staff_report",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="cases_histo_history_2eae99_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Instrument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=20, verbose_name="beteckning")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("cooperation", "Samverkansöverenskommelse"),
                            ("letter_of_intent", "Avsiktsförklaring"),
                            ("sub_agreement", "Underavtal"),
                        ],
                        max_length=20,
                        verbose_name="slag",
                    ),
                ),
                ("name", models.CharField(max_length=300, verbose_name="namn")),
                ("valid_from", models.DateField(verbose_name="gäller från")),
                ("valid_to", models.DateField(verbose_name="till och med")),
                ("parties", models.JSONField(default=list, verbose_name="parter")),
                ("current", models.BooleanField(default=False, verbose_name="ärendet gäller")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="instruments",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.instrument",
                        verbose_name="ramavtal",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.instrument",
                        verbose_name="ersätter",
                    ),
                ),
            ],
            options={
                "verbose_name": "avtal i registret",
                "verbose_name_plural": "avtal i registret",
                "ordering": ["valid_from", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "key"), name="cases_instrument_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("current", True)), fields=("case",), name="cases_one_current_instrument"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["cooperation", "letter_of_intent", "sub_agreement"])),
                        name="cases_instrument_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                        name="cases_instrument_period_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperOriginal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kept_at", models.CharField(max_length=200, verbose_name="originalet förvaras")),
                ("signed_on", models.DateField(verbose_name="undertecknat")),
                ("recorded_at", models.DateTimeField(verbose_name="registrerat")),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registrerat av",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="diarium.document",
                        verbose_name="inskannat original",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.agreementversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "underskrift på papper",
                "verbose_name_plural": "underskrifter på papper",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Party",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                ("name", models.CharField(max_length=200, verbose_name="namn")),
                ("is_municipality", models.BooleanField(default=False, verbose_name="kommunen")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parties",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "correspondent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="diarium.correspondent",
                        verbose_name="i registret",
                    ),
                ),
            ],
            options={
                "verbose_name": "part",
                "verbose_name_plural": "parter",
                "ordering": ["position"],
                "constraints": [models.UniqueConstraint(fields=("case", "name"), name="cases_party_once")],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                ("text", models.CharField(max_length=200, verbose_name="mottagare")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("information", "För kännedom"), ("action", "För åtgärd")],
                        default="information",
                        max_length=12,
                        verbose_name="varför",
                    ),
                ),
                ("listed", models.BooleanField(default=True, verbose_name="står i sändlistan")),
                (
                    "board",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.board",
                        verbose_name="nämnd",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "correspondent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="diarium.correspondent",
                        verbose_name="i registret",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="diarium.recipientgroup",
                        verbose_name="grupp",
                    ),
                ),
            ],
            options={
                "verbose_name": "mottagare",
                "verbose_name_plural": "mottagare",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "text"), name="cases_recipient_once"),
                    models.CheckConstraint(
                        condition=models.Q(("purpose__in", ["information", "action"])),
                        name="cases_recipient_purpose_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("correspondent__isnull", True), ("group__isnull", True)),
                            models.Q(("board__isnull", True), ("correspondent__isnull", True)),
                            models.Q(("board__isnull", True), ("group__isnull", True)),
                            _connector="OR",
                        ),
                        name="cases_recipient_is_one_thing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignatureSlot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                (
                    "method",
                    models.CharField(
                        choices=[("logged_in", "Som inloggad person"), ("paper", "Underskrift på papper")],
                        default="paper",
                        max_length=10,
                        verbose_name="sätt",
                    ),
                ),
                ("signatory_name", models.CharField(max_length=150, verbose_name="undertecknare")),
                ("signatory_title", models.CharField(blank=True, max_length=150, verbose_name="titel")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("not_sent", "Inte skickat"),
                            ("waiting", "Väntar"),
                            ("paper_recorded", "Väntar på bekräftelse"),
                            ("signed", "Undertecknat"),
                            ("declined", "Avböjt"),
                        ],
                        default="not_sent",
                        max_length=16,
                        verbose_name="läge",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("decline_reason", models.TextField(blank=True, verbose_name="varför den avböjdes")),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="cases.agreement",
                        verbose_name="överenskommelse",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slots",
                        to="cases.party",
                        verbose_name="part",
                    ),
                ),
                (
                    "signatory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person i systemet",
                    ),
                ),
            ],
            options={
                "verbose_name": "underskriftsplats",
                "verbose_name_plural": "underskriftsplatser",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "party"), name="cases_one_slot_per_party"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["not_sent", "waiting", "paper_recorded", "signed", "declined"])
                        ),
                        name="cases_slot_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["logged_in", "paper"])), name="cases_slot_method_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "logged_in"), _negated=True),
                            ("signatory__isnull", False),
                            _connector="OR",
                        ),
                        name="cases_logged_in_signatory_is_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "declined"), _negated=True),
                            models.Q(("decline_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_decline_has_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content_hash", models.CharField(max_length=64, verbose_name="kontrollsumma")),
                (
                    "method",
                    models.CharField(
                        choices=[("logged_in", "Som inloggad person"), ("paper", "Underskrift på papper")],
                        max_length=10,
                        verbose_name="sätt",
                    ),
                ),
                ("signer_label", models.CharField(max_length=150, verbose_name="undertecknare")),
                ("capacity", models.CharField(max_length=200, verbose_name="egenskap")),
                ("signed_at", models.DateTimeField(verbose_name="undertecknat")),
                ("signed_on", models.DateField(verbose_name="datum på originalet")),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="bekräftat av",
                    ),
                ),
                (
                    "original",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.paperoriginal",
                        verbose_name="original på papper",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="registrerat av",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="cases.agreementversion",
                        verbose_name="version",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="cases.signatureslot",
                        verbose_name="underskriftsplats",
                    ),
                ),
            ],
            options={
                "verbose_name": "underskrift",
                "verbose_name_plural": "underskrifter",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("slot", "version"), name="cases_one_signature_per_place_and_text"),
                    models.CheckConstraint(
                        condition=models.Q(("method__in", ["logged_in", "paper"])), name="cases_signature_method_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("method", "paper"), _negated=True),
                            models.Q(
                                ("confirmed_by__isnull", False),
                                ("original__isnull", False),
                                models.Q(("confirmed_by", models.F("recorded_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cases_paper_signature_confirmed_by_another",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="paperoriginal",
            name="slot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="originals",
                to="cases.signatureslot",
                verbose_name="underskriftsplats",
            ),
        ),
        migrations.CreateModel(
            name="SituationAnalysis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("collecting", "Samlas in"), ("concluded", "Fastställd")],
                        default="collecting",
                        max_length=12,
                        verbose_name="läge",
                    ),
                ),
                ("covers_from", models.DateField(blank=True, null=True, verbose_name="avser från")),
                ("covers_to", models.DateField(blank=True, null=True, verbose_name="avser till")),
                ("as_of", models.DateField(blank=True, null=True, verbose_name="läget den")),
                ("next_update_due", models.DateField(blank=True, null=True, verbose_name="uppdateras senast")),
                ("analysis", models.TextField(blank=True, verbose_name="gemensam analys")),
                ("concluded_at", models.DateTimeField(blank=True, null=True, verbose_name="fastställd")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="analyses",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
                (
                    "concluded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="fastställd av",
                    ),
                ),
            ],
            options={
                "verbose_name": "lägesbild",
                "verbose_name_plural": "lägesbilder",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="cases_analysis_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "collecting")), fields=("case",), name="cases_one_open_analysis"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["collecting", "concluded"])),
                        name="cases_analysis_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("covers_from__isnull", True),
                            ("covers_to__isnull", True),
                            ("covers_to__gte", models.F("covers_from")),
                            _connector="OR",
                        ),
                        name="cases_analysis_period_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "concluded"), _negated=True),
                            models.Q(
                                ("as_of__isnull", False),
                                ("concluded_at__isnull", False),
                                ("concluded_by__isnull", False),
                                ("covers_from__isnull", False),
                                ("covers_to__isnull", False),
                                ("next_update_due__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="cases_concluded_analysis_is_dated",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PriorityArea",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                ("name", models.CharField(max_length=200, verbose_name="område")),
                ("districts", models.CharField(blank=True, max_length=300, verbose_name="geografi")),
                ("motivation", models.TextField(blank=True, verbose_name="motivering")),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="areas",
                        to="cases.situationanalysis",
                        verbose_name="lägesbild",
                    ),
                ),
            ],
            options={
                "verbose_name": "prioriterat område",
                "verbose_name_plural": "prioriterade områden",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("analysis", "position"), name="cases_area_position_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="AnalysisSource",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="ordning")),
                ("title", models.CharField(max_length=300, verbose_name="källa")),
                ("dated", models.DateField(blank=True, null=True, verbose_name="datum")),
                (
                    "analysis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sources",
                        to="cases.situationanalysis",
                        verbose_name="lägesbild",
                    ),
                ),
            ],
            options={
                "verbose_name": "underlag",
                "verbose_name_plural": "underlag",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("analysis", "position"), name="cases_source_position_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="omgång")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "Utkast"), ("in_approval", "Hos godkännare"), ("approved", "Godkänt")],
                        default="draft",
                        max_length=12,
                        verbose_name="läge",
                    ),
                ),
                ("latest", models.PositiveIntegerField(default=0, verbose_name="senaste version")),
                ("sending", models.PositiveIntegerField(default=0, verbose_name="sändning")),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="rubrik")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="cases.case",
                        verbose_name="ärende",
                    ),
                ),
            ],
            options={
                "verbose_name": "tjänsteutlåtande",
                "verbose_name_plural": "tjänsteutlåtanden",
                "constraints": [
                    models.UniqueConstraint(fields=("case", "round"), name="cases_one_report_per_round"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["draft", "in_approval", "approved"])),
                        name="cases_report_state_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffReportVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "origin",
                    models.CharField(
                        choices=[("written", "Skriven"), ("imported", "Inläst")],
                        max_length=10,
                        verbose_name="tillkomst",
                    ),
                ),
                ("content", models.JSONField(verbose_name="innehåll")),
                ("content_hash", models.CharField(max_length=64, verbose_name="kontrollsumma")),
                ("findings", models.JSONField(default=list, verbose_name="anmärkningar")),
                ("saved_at", models.DateTimeField(verbose_name="sparad")),
                ("author_label", models.CharField(max_length=150, verbose_name="sparad av")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sparad av",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="cases.staffreport",
                        verbose_name="tjänsteutlåtande",
                    ),
                ),
            ],
            options={
                "verbose_name": "version av tjänsteutlåtande",
                "verbose_name_plural": "versioner av tjänsteutlåtanden",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="cases_report_version_once"),
                    models.UniqueConstraint(fields=("id", "content_hash"), name="cases_report_version_hash"),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["written", "imported"])), name="cases_version_origin_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("content_hash__regex", "^[0-9a-f]{64}$")), name="cases_version_hash_form"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="kod")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="fingeravtryck")),
                (
                    "kind",
                    models.CharField(
                        choices=[("waived", "Avviket med skäl"), ("acknowledged", "Kvitterad")],
                        max_length=12,
                        verbose_name="svar",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="skäl")),
                ("answered_at", models.DateTimeField(verbose_name="när")),
                ("answered_label", models.CharField(max_length=150, verbose_name="av")),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="av",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="cases.staffreport",
                        verbose_name="tjänsteutlåtande",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.staffreportversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "svar på anmärkning",
                "verbose_name_plural": "svar på anmärkningar",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "fingerprint"), name="cases_finding_answered_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["waived", "acknowledged"])), name="cases_answer_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "waived"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_waiver_has_reason",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="cases.staffreportversion",
                verbose_name="förslag",
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("content_hash", models.CharField(max_length=64, verbose_name="kontrollsumma")),
                ("sending", models.PositiveIntegerField(verbose_name="sändning")),
                ("role", models.CharField(max_length=24, verbose_name="roll")),
                (
                    "outcome",
                    models.CharField(
                        choices=[("approved", "Godkänt"), ("returned", "Återlämnat")],
                        max_length=10,
                        verbose_name="ställningstagande",
                    ),
                ),
                ("comment", models.TextField(blank=True, verbose_name="kommentar")),
                ("approver_label", models.CharField(max_length=150, verbose_name="godkännare")),
                ("capacity", models.CharField(max_length=200, verbose_name="egenskap")),
                ("on_behalf_of", models.CharField(blank=True, max_length=150, verbose_name="för")),
                ("approved_at", models.DateTimeField(verbose_name="när")),
                (
                    "approver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="godkännare",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="cases.staffreportversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "godkännande",
                "verbose_name_plural": "godkännanden",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "sending", "role"), name="cases_one_word_per_role_and_sending"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["approved", "returned"])),
                        name="cases_approval_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outcome", "returned"), _negated=True),
                            models.Q(("comment", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="cases_return_has_comment",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(fields=("case", "round"), name="cases_one_agreement_per_round"),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["drafting", "for_signature", "partly_signed", "signed", "not_concluded"])
                ),
                name="cases_agreement_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_from__isnull", True),
                    ("valid_to__gte", models.F("valid_from")),
                    _connector="OR",
                ),
                name="cases_agreement_period_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "not_concluded"), _negated=True),
                    models.Q(("not_concluded_reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="cases_not_concluded_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="dispatch",
            constraint=models.UniqueConstraint(
                fields=("distribution", "name", "channel"), name="cases_one_dispatch_per_recipient"
            ),
        ),
    ]
