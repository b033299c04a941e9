import uuid

import django.db.models.deletion
import django.db.models.functions.text
import simple_history.models
from django.conf import settings
from django.db import migrations, models

import accounts.models.municipality


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Term",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True, verbose_name="Kod")),
                ("singular", models.CharField(max_length=120, verbose_name="Ental")),
            ],
            options={
                "verbose_name": "ord",
                "verbose_name_plural": "ord",
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, unique=True, verbose_name="E-postadress")),
                ("name", models.CharField(max_length=200, verbose_name="Namn")),
                ("title", models.CharField(blank=True, max_length=200, verbose_name="Titel")),
                ("is_active", models.BooleanField(default=True, verbose_name="Aktiv")),
                (
                    "color_scheme",
                    models.CharField(
                        choices=[("auto", "Som datorn"), ("light", "Ljust"), ("dark", "Mörkt")],
                        default="auto",
                        max_length=5,
                        verbose_name="Utseende",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("sv", "Svenska"), ("en", "English")], default="sv", max_length=2, verbose_name="Språk"
                    ),
                ),
                ("use_shortcuts", models.BooleanField(default=True, verbose_name="Kortkommandon")),
            ],
            options={
                "verbose_name": "person",
                "verbose_name_plural": "personer",
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"), name="accounts_user_email_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("color_scheme__in", ["auto", "light", "dark"])), name="accounts_user_scheme"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["sv", "en"])), name="accounts_user_language"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Board",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="Kod")),
                ("name", models.CharField(max_length=200, verbose_name="Namn")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("council", "Kommunfullmäktige"),
                            ("executive_board", "Kommunstyrelse"),
                            ("board", "Nämnd"),
                            ("committee", "Utskott"),
                            ("joint_board", "Gemensam nämnd"),
                            ("advisory", "Råd"),
                        ],
                        max_length=20,
                        verbose_name="Slag",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="Från och med")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="Till och med")),
                ("external_host", models.BooleanField(default=False, verbose_name="Annan kommun är värd")),
                ("host_municipality", models.CharField(blank=True, max_length=200, verbose_name="Värdkommun")),
                ("in_all_boards", models.BooleanField(default=False, verbose_name="Ingår i samtliga nämnder")),
                ("aliases", models.JSONField(blank=True, default=list)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-postadress")),
                ("confirmed", models.BooleanField(default=False, verbose_name="Bekräftad")),
                ("code_confirmed", models.BooleanField(default=False, verbose_name="Koden är bekräftad")),
                ("note", models.TextField(blank=True, verbose_name="Anteckning")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committees",
                        to="accounts.board",
                    ),
                ),
            ],
            options={
                "verbose_name": "nämnd",
                "verbose_name_plural": "nämnder",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="accounts_board_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                ["council", "executive_board", "board", "committee", "joint_board", "advisory"],
                            )
                        ),
                        name="accounts_board_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "committee"), _negated=True), ("parent__isnull", False), _connector="OR"
                        ),
                        name="accounts_board_committee_has_parent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BoardSuccession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="successions", to="accounts.board"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="precessions", to="accounts.board"
                    ),
                ),
            ],
            options={
                "verbose_name": "efterträdare",
                "verbose_name_plural": "efterträdare",
                "constraints": [
                    models.UniqueConstraint(fields=("predecessor", "successor"), name="accounts_succession_once"),
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="accounts_succession_of_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HistoricalBoard",
            fields=[
                ("id", models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name="ID")),
                ("actor_label", models.TextField(blank=True, default="")),
                ("capacity", models.TextField(blank=True, default="")),
                ("uuid", models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ("code", models.CharField(db_index=True, max_length=20, verbose_name="Kod")),
                ("name", models.CharField(max_length=200, verbose_name="Namn")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("council", "Kommunfullmäktige"),
                            ("executive_board", "Kommunstyrelse"),
                            ("board", "Nämnd"),
                            ("committee", "Utskott"),
                            ("joint_board", "Gemensam nämnd"),
                            ("advisory", "Råd"),
                        ],
                        max_length=20,
                        verbose_name="Slag",
                    ),
                ),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="Från och med")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="Till och med")),
                ("external_host", models.BooleanField(default=False, verbose_name="Annan kommun är värd")),
                ("host_municipality", models.CharField(blank=True, max_length=200, verbose_name="Värdkommun")),
                ("in_all_boards", models.BooleanField(default=False, verbose_name="Ingår i samtliga nämnder")),
                ("aliases", models.JSONField(blank=True, default=list)),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-postadress")),
                ("confirmed", models.BooleanField(default=False, verbose_name="Bekräftad")),
                ("code_confirmed", models.BooleanField(default=False, verbose_name="Koden är bekräftad")),
                ("note", models.TextField(blank=True, verbose_name="Anteckning")),
                ("history_id", models.BigAutoField(editable=False, primary_key=True, serialize=False)),
                ("history_date", models.DateTimeField()),
                ("history_change_reason", models.TextField(null=True)),
                (
                    "history_type",
                    models.CharField(choices=[("+", "Created"), ("~", "Changed"), ("-", "Deleted")], max_length=1),
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
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="accounts.board",
                    ),
                ),
            ],
            options={
                "verbose_name": "historical nämnd",
                "verbose_name_plural": "historical nämnder",
                "db_table": "accounts_historicalboard",
                "ordering": ("-history_date", "-history_id"),
                "get_latest_by": ("history_date", "history_id"),
                "indexes": [models.Index(fields=["history_date", "id"], name="accounts_hi_history_751d1c_idx")],
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name="Municipality",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="Kod")),
                ("name", models.CharField(max_length=200, verbose_name="Namn")),
                ("municipality_code", models.CharField(blank=True, max_length=4, verbose_name="Kommunkod")),
                (
                    "organisation_number",
                    models.CharField(blank=True, max_length=20, verbose_name="Organisationsnummer"),
                ),
                ("aliases", models.JSONField(blank=True, default=list)),
                ("postal_address", models.TextField(blank=True, verbose_name="Postadress")),
                ("visiting_address", models.TextField(blank=True, verbose_name="Besöksadress")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="Telefon")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="E-postadress")),
                ("web", models.CharField(blank=True, max_length=200, verbose_name="Webbplats")),
                ("appeal_court", models.CharField(blank=True, max_length=200, verbose_name="Förvaltningsrätt")),
                ("districts", models.JSONField(blank=True, default=list)),
                ("number_template", models.JSONField(default=accounts.models.municipality.default_number_template)),
                ("demo_text", models.TextField(blank=True, verbose_name="Text om demonstration")),
            ],
            options={
                "verbose_name": "kommun",
                "verbose_name_plural": "kommunen",
                "constraints": [models.UniqueConstraint(models.Value(1), name="accounts_municipality_one_row")],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="Kod")),
                ("name", models.CharField(max_length=200, verbose_name="Namn")),
                (
                    "board",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="units", to="accounts.board"
                    ),
                ),
            ],
            options={
                "verbose_name": "enhet",
                "verbose_name_plural": "enheter",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("registrar", "Registrator"),
                            ("case_officer", "Handläggare"),
                            ("unit_head", "Enhetschef"),
                            ("deputy_director", "Biträdande kommundirektör"),
                            ("director", "Kommundirektör"),
                            ("board_secretary", "Nämndsekreterare"),
                            ("chair", "Ordförande"),
                            ("member", "Ledamot"),
                            ("adjuster", "Justerare"),
                            ("archivist", "Arkivarie"),
                            ("auditor", "Revisor"),
                            ("dpo", "Dataskyddsombud"),
                            ("it_admin", "IT-administratör"),
                            ("signatory", "Undertecknare"),
                        ],
                        max_length=20,
                        verbose_name="Roll",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="Från och med")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="Till och med")),
                ("acting", models.BooleanField(default=False, verbose_name="T.f.")),
                ("decision", models.TextField(blank=True, verbose_name="Beslut om förordnande")),
                (
                    "board",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="accounts.board",
                    ),
                ),
                (
                    "on_behalf_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stand_ins",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "förordnande",
                "verbose_name_plural": "förordnanden",
                "indexes": [models.Index(fields=["role", "board"], name="accounts_mandate_by_role")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "registrar",
                                    "case_officer",
                                    "unit_head",
                                    "deputy_director",
                                    "director",
                                    "board_secretary",
                                    "chair",
                                    "member",
                                    "adjuster",
                                    "archivist",
                                    "auditor",
                                    "dpo",
                                    "it_admin",
                                    "signatory",
                                ],
                            )
                        ),
                        name="accounts_mandate_role",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="accounts_mandate_dates_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on_behalf_of__isnull", True),
                            models.Q(("on_behalf_of", models.F("user")), _negated=True),
                            _connector="OR",
                        ),
                        name="accounts_mandate_for_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("on_behalf_of__isnull", True), ("valid_to__isnull", False), _connector="OR"
                        ),
                        name="accounts_mandate_stand_in_ends",
                    ),
                ],
            },
        ),
    ]
