"""Person: somebody who can log in."""

from __future__ import annotations

from typing import ClassVar, Self
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class ColorScheme(models.TextChoices):
    """Utseende."""

    AUTO = "auto", _("Som datorn")
    LIGHT = "light", _("Ljust")
    DARK = "dark", _("Mörkt")


class Language(models.TextChoices):
    """Språk."""

    SWEDISH = "sv", _("Svenska")
    ENGLISH = "en", _("English")


class User(AbstractBaseUser):
    """Person: known by name and e-mail; what the person may do follows from mandates alone.

    A person is never deleted but deactivated: the log and others' work refer to them (G13). There is no superuser.
    """

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("E-postadress"), unique=True)
    name = models.CharField(_("Namn"), max_length=200)
    title = models.CharField(_("Titel"), max_length=200, blank=True)
    is_active = models.BooleanField(_("Aktiv"), default=True)
    color_scheme = models.CharField(_("Utseende"), max_length=5, choices=ColorScheme, default=ColorScheme.AUTO)
    language = models.CharField(_("Språk"), max_length=2, choices=Language, default=Language.SWEDISH)
    use_shortcuts = models.BooleanField(_("Kortkommandon"), default=True)

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("personer")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_once"),
            models.CheckConstraint(
                condition=models.Q(color_scheme__in=ColorScheme.values), name="accounts_user_scheme"
            ),
            models.CheckConstraint(condition=models.Q(language__in=Language.values), name="accounts_user_language"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def stream(self) -> str:
        """The chain of what happened to the person's account and mandates."""
        return f"person:{self.uuid}"

    @property
    def label(self) -> str:
        """The name as events keep it."""
        return self.name
