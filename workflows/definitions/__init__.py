"""Processmallar som data: their form, the names they may use, their check, and what compiles them."""

from workflows.definitions.body import Body, BodyError, Node, parse
from workflows.definitions.checking import check
from workflows.definitions.compiler import compile_flow
from workflows.definitions.names import NAMES, Names
from workflows.definitions.shipped import shipped_bodies

__all__ = ["NAMES", "Body", "BodyError", "Names", "Node", "check", "compile_flow", "parse", "shipped_bodies"]
