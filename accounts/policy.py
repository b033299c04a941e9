"""Behörighet: who may see or do what. The core, and the place that every room fills with actions and row filters.

Denied is the default: an action nobody registered is an error, a model without a row filter shows nothing, and nobody
is let past: there is no superuser. A check is asked with `None` for "may this person do it to something at all".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from accounts.capacity import Actor, Grant, different
from accounts.models import Absence, Board, BoardSuccession, Mandate, Municipality, Role, Term, Unit, User
from audit.rules import Refusal, Sentence

ActionCheck = Callable[[Actor, Any], bool]
RowFilter = Callable[[Actor, "QuerySet[Any]"], "QuerySet[Any]"]
M = TypeVar("M", bound=Model)
View = TypeVar("View", bound=Callable[..., Any])


class UnknownAction(LookupError):
    """No room has registered the action."""


class NotAllowed(Refusal):
    """The person may not do this."""

    sentence = _("Du har inte behörighet att göra det här.")
    status = 403


class NotVisible(Refusal):
    """The thing does not exist, or not for this person: the answer is the same."""

    sentence = _("Sidan finns inte, eller så har du inte behörighet att se den.")
    status = 404


@dataclass(frozen=True)
class Action:
    """Handling som kräver behörighet; `sentence_role` names who may, for the refusal ("handläggaren")."""

    name: str
    check: ActionCheck
    sentence_role: Sentence = ""
    public: bool = False


SEE_MANDATES = (Role.IT_ADMIN, Role.AUDITOR, Role.DIRECTOR)

_actions: dict[str, Action] = {}
_rows: dict[type[Model], RowFilter] = {}


def register_action(name: str, check: ActionCheck, *, sentence_role: Sentence = "", public: bool = False) -> None:
    """State who may do `name` (in `AppConfig.ready`); a `public` action is also asked about people not logged in."""
    if name in _actions:
        raise ValueError(f"action {name} is registered twice")
    _actions[name] = Action(name, check, sentence_role, public)


def register_rows(model: type[Model], rows: RowFilter) -> None:
    """State which rows of the model an actor sees (in `AppConfig.ready`)."""
    if model in _rows:
        raise ValueError(f"rows of {model.__name__} are registered twice")
    _rows[model] = rows


def actions() -> Mapping[str, Action]:
    """Every action, for the frozen matrix."""
    return MappingProxyType(_actions)


def row_filters() -> frozenset[type[Model]]:
    """Every model that has a row filter."""
    return frozenset(_rows)


def can(actor: Actor, action: str, obj: Any = None) -> bool:
    """Whether the actor may do this.

    Raises:
        UnknownAction: a misspelt action must not read as a refusal.
    """
    known = _actions.get(action)
    if known is None:
        raise UnknownAction(action)
    if actor.kind == "anonymous" and not known.public:
        return False
    return known.check(actor, obj)


def require(actor: Actor, action: str, obj: Any = None) -> Actor:
    """Go on only if the actor may; the answer is the actor in the capacity that lets it, for the event.

    Raises:
        NotAllowed: with the sentence that names who may.
    """
    if can(actor, action, obj):
        return _in_capacity(actor, action, obj)
    role = _actions[action].sentence_role
    raise NotAllowed(now_in("Det kan bara %(role)s göra.") % {"role": role} if role else None)


def capacities(actor: Actor, action: str, obj: Any = None) -> tuple[Grant, ...]:
    """Egenskaper att välja mellan: the mandates of today each of which alone lets the actor do it, the own first.

    What somebody may do in person, sign in the own place, is done for nobody else.
    """
    if can(actor.only(), action, obj):
        return tuple(grant for grant in actor.grants if grant.for_user_id is None)
    return tuple(grant for grant in actor.grants if can(actor.only(grant), action, obj))


def choices(actor: Actor, actions: Iterable[str], obj: Any = None) -> tuple[Grant, ...]:
    """Egenskaperna som en sida låter välja mellan: those that let the actor do one of the actions, each told once."""
    found: dict[Grant, None] = {}
    for action in actions:
        if can(actor, action, obj):
            found |= dict.fromkeys(capacities(actor, action, obj))
    return different(list(found))


def first_of(actor: Actor, actions: Iterable[str], obj: Any = None) -> str | None:
    """Which of the actions the actor does: one that the chosen capacity lets, else the first; None = none of them."""
    able = [action for action in actions if can(actor, action, obj)]
    if len(able) < 2:
        return able[0] if able else None
    return next((action for action in able if actor.chosen in capacities(actor, action, obj)), able[0])


def _in_capacity(actor: Actor, action: str, obj: Any) -> Actor:
    """The actor as the mandate chosen, or else as the first that gives the right."""
    if len(actor.grants) < 2 and actor.acts_for_id is None:
        return actor
    fitting = capacities(actor, action, obj)
    if actor.chosen in fitting:
        return actor
    return actor.under(fitting[0] if fitting else None)


def visible(actor: Actor, model: type[M]) -> QuerySet[M]:
    """The rows that the actor sees; none where nobody said which, or nobody is logged in."""
    rows = _rows.get(model)
    if rows is None or actor.kind == "anonymous":
        return model._default_manager.none()
    return rows(actor, model._default_manager.all())


def get_visible(actor: Actor, model: type[M], **lookup: Any) -> M:
    """The one row that the actor sees.

    Raises:
        NotVisible: hidden and absent are the same.
    """
    row = visible(actor, model).filter(**lookup).first()
    if row is None:
        raise NotVisible
    return row


def mark(action: str | None = None, *, public: bool = False) -> Callable[[View], View]:
    """Märk en sida: say what its visitor must be allowed; the middleware refuses a view without a mark.

    Without arguments any logged-in person; `public` anybody; an action is asked about with no object.
    """
    if action is not None and public:
        raise ValueError("a public page needs no action")

    def marked(view: View) -> View:
        view.policy_action = action  # type: ignore[attr-defined]
        view.policy_public = public  # type: ignore[attr-defined]
        return view

    return marked


def _everybody(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows if actor.kind in ("person", "system") else rows.none()


def _mandates(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    if actor.kind == "system" or actor.holds(*SEE_MANDATES):
        return rows
    return rows.filter(Q(user=actor.user_id) | Q(on_behalf_of=actor.user_id)) if actor.user_id else rows.none()


def _may_give_mandate(actor: Actor, mandate: Mandate | None) -> bool:
    """IT grants roles but never to itself; the director, in the own role, lets somebody stand in for the director."""
    if actor.kind == "system":
        return True
    if mandate is not None and mandate.user_id == actor.user_id:
        return False
    if actor.holds(Role.IT_ADMIN):
        return mandate is None or mandate.on_behalf_of_id != actor.user_id
    if actor.user_id not in actor.doing_the_work_of(Role.DIRECTOR):
        return False
    return mandate is None or mandate.on_behalf_of_id == actor.user_id


def _keeps_people(actor: Actor, person: User | None) -> bool:
    return actor.kind == "system" or (actor.holds(Role.IT_ADMIN) and (person is None or person.pk != actor.user_id))


def _hands_over(actor: Actor, person: User | None) -> bool:
    if actor.kind == "system" or person is None:
        return actor.kind == "system" or actor.holds(Role.IT_ADMIN, Role.DIRECTOR, Role.UNIT_HEAD)
    return handed_over_by(actor).filter(pk=person.pk).exists()


def handed_over_by(actor: Actor) -> QuerySet[User]:
    """De vars arbete personen lämnar över: everybody else to IT and the director, its own people to a unit's head.

    A head's people have a role of their own in the unit, or had one and have none anywhere any more.
    """
    others = User.objects.exclude(pk=actor.user_id or 0)
    units = {grant.unit_id for grant in actor.grants_of(Role.UNIT_HEAD)}
    if actor.holds(Role.IT_ADMIN, Role.DIRECTOR) or None in units:
        return others
    own = Mandate.objects.filter(on_behalf_of=None, revoked=False)
    now = own.filter(stands(timezone.localdate()))
    theirs = own.filter(unit__in=units)
    left = theirs.exclude(user__in=now.values("user"))
    return others.filter(Q(pk__in=now.filter(unit__in=units).values("user")) | Q(pk__in=left.values("user")))


def _absences(actor: Actor, rows: QuerySet[Any]) -> QuerySet[Any]:
    if actor.kind == "system" or actor.holds(*SEE_MANDATES):
        return rows
    return rows.filter(Q(user=actor.user_id) | Q(substitute=actor.user_id)) if actor.user_id else rows.none()


def _tells_absence(actor: Actor, absence: Absence | None) -> bool:
    """Who is absent says so; IT does for who cannot, and never makes itself the substitute."""
    if actor.kind == "system" or absence is None:
        return actor.kind in ("system", "person")
    if absence.user_id == actor.user_id:
        return True
    return actor.holds(Role.IT_ADMIN) and absence.substitute_id != actor.user_id


def _own(actor: Actor, person: User | None) -> bool:
    return actor.kind == "person" and (person is None or person.pk == actor.user_id)


def stands(day: Any) -> Q:
    """Gäller den dagen: mandates in force on the day; a stand-in's only while the other holds as much of the role."""
    in_force = Q(valid_from__lte=day, revoked=False) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))
    own = Mandate.objects.filter(
        in_force,
        Q(board__isnull=True) | Q(board=OuterRef("board")),
        Q(unit__isnull=True) | Q(unit=OuterRef("unit")),
        user=OuterRef("on_behalf_of"),
        on_behalf_of=None,
        role=OuterRef("role"),
        user__is_active=True,
    )
    return in_force & (Q(on_behalf_of__isnull=True) | Q(Exists(own)))


def register_own() -> None:
    """The actions and row filters of this room."""
    register_action("manage_people", _keeps_people, sentence_role=_("IT-administratören"))
    register_action(
        "hand_over_work", _hands_over, sentence_role=_("IT-administratören, kommundirektören eller enhetschefen")
    )
    register_action("give_mandate", _may_give_mandate, sentence_role=_("IT-administratören"))
    register_action("change_own_settings", _own)
    register_action("tell_absence", _tells_absence, sentence_role=_("personen själv eller IT-administratören"))
    register_action(
        "read_mandates",
        lambda actor, _obj: actor.kind == "system" or actor.holds(*SEE_MANDATES),
        sentence_role=_("IT-administratören"),
    )
    register_action(
        "keep_terms",
        lambda actor, _obj: actor.kind == "system" or actor.holds(Role.REGISTRAR),
        sentence_role=_("registratorn"),
    )
    register_action("load_municipality", lambda actor, _obj: actor.kind == "system")
    for model in (User, Board, BoardSuccession, Unit, Municipality, Term):
        register_rows(model, _everybody)
    register_rows(Mandate, _mandates)
    register_rows(Absence, _absences)
