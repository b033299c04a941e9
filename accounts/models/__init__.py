"""Personer, nämnder, enheter, förordnanden och kommunen."""

from accounts.models.absence import Absence
from accounts.models.board import Board, BoardKind, BoardSuccession, Unit
from accounts.models.mandate import PERSONAL, Mandate, Role
from accounts.models.municipality import Municipality, Term
from accounts.models.user import User

__all__ = [
    "PERSONAL",
    "Absence",
    "Board",
    "BoardKind",
    "BoardSuccession",
    "Mandate",
    "Municipality",
    "Role",
    "Term",
    "Unit",
    "User",
]
