"""Ändra en processmall: each edit of a draft, on the definition's JSON. Pure; what comes out may have faults."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import Any

from viewflow.workflow import Flow

from workflows.definitions.body import FORKS, RESERVED, Kind

Raw = dict[str, Any]
LONGEST = 36


def free_name(title: str, taken: Collection[str]) -> str:
    """The name in code for what people call something: nobody types one."""
    plain = unicodedata.normalize("NFKD", title.lower()).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST].strip("_")
    name = name if name[:1].isalpha() else f"steg_{name}".rstrip("_")
    candidates = (name, *(f"{name}_{n}" for n in range(2, len(taken) + 4)))
    return next(one for one in candidates if one not in taken and not _has_a_meaning(one))


def _has_a_meaning(name: str) -> bool:
    return hasattr(Flow, name) or name in RESERVED or name.startswith("enter_")


def add_node(body: Mapping[str, Any], *, kind: Kind, title: str, after: str) -> tuple[Raw, str]:
    """Lägg till ett steg efter ett annat: between it and what it led to. A fork comes with its join and first tasks.

    Returns the new body and the name of the new step.
    """
    changed = deepcopy(dict(body))
    nodes: Raw = changed["nodes"]
    name = free_name(title, nodes)
    nodes[name] = {"kind": kind, "title": title}
    after = _past_branches(nodes, after)
    target = way_on(nodes[after]) if after else changed["start"]
    if kind in FORKS:
        _branch(nodes, name, title)
        nodes[nodes[name]["next"]]["next"] = target
    elif kind != "end":
        nodes[name]["next"] = target
    if after:
        lead(nodes[after], name)
    else:
        changed["start"] = name
    return _in_order(changed, name, after), name


def _branch(nodes: Raw, name: str, title: str) -> None:
    join = free_name(f"{title} klart", nodes)
    tasks: list[str] = []
    for _branch in range(2 if nodes[name]["kind"] == "split" else 1):
        tasks.append(free_name(f"{title} uppgift", nodes))
        nodes[tasks[-1]] = {"kind": "step", "title": title, "next": join}
    nodes[join] = {"kind": "join", "title": f"{title}, klart"}
    nodes[name] |= {"branches": tasks, "next": join} if len(tasks) > 1 else {"each": tasks[0], "next": join}


def _past_branches(nodes: Mapping[str, Any], name: str) -> str:
    """After a fork is where its branches have met."""
    node = nodes.get(name, {})
    join = str(node.get("next", ""))
    return join if node.get("kind") in FORKS and nodes.get(join, {}).get("kind") == "join" else name


def way_on(node: Mapping[str, Any]) -> str:
    """Where the first way out of a step leads; empty = nowhere yet."""
    if node.get("outcomes"):
        return str(next(iter(node["outcomes"].values())).get("next", ""))
    if node.get("ways"):
        return str(next(iter(node["ways"].values())))
    return str(node.get("next", ""))


def lead(node: Raw, target: str) -> None:
    """Let the first way out of a step lead somewhere else."""
    if node.get("outcomes"):
        next(iter(node["outcomes"].values()))["next"] = target
    elif node.get("ways"):
        node["ways"][next(iter(node["ways"]))] = target
    else:
        node["next"] = target


def _in_order(body: Raw, name: str, after: str) -> Raw:
    """The same nodes, the named one written after the other: the order of the list of steps."""
    nodes: Raw = body["nodes"]
    moved = nodes.pop(name)
    names = list(nodes)
    place = names.index(after) + 1 if after in nodes else 0
    items = list(nodes.items())
    body["nodes"] = dict([*items[:place], (name, moved), *items[place:]])
    return body


def move_node(body: Mapping[str, Any], name: str, after: str) -> Raw:
    """Flytta ett steg: what led to it leads to what came after it, and it comes after the other. A fork goes whole."""
    changed = deepcopy(dict(body))
    nodes: Raw = changed["nodes"]
    after, last = _past_branches(nodes, after), _past_branches(nodes, name)
    if after in (name, last):
        return changed
    _redirect(changed, name, _beyond(nodes, name))
    lead(nodes[last], way_on(nodes[after]) if after else changed["start"])
    if after:
        lead(nodes[after], name)
    else:
        changed["start"] = name
    return _in_order(changed, name, after)


def remove_node(body: Mapping[str, Any], name: str) -> Raw:
    """Ta bort ett steg: what led to it leads to what came after it. A fork takes its join along."""
    changed = deepcopy(dict(body))
    nodes: Raw = changed["nodes"]
    target = _beyond(nodes, name)
    for gone in {name, _past_branches(nodes, name)}:
        _redirect(changed, gone, target)
        del nodes[gone]
    return changed


def _beyond(nodes: Raw, name: str) -> str:
    target = way_on(nodes[_past_branches(nodes, name)])
    return "" if target == name else target


def _redirect(body: Raw, name: str, target: str) -> None:
    for holder, key in _references(body):
        if holder[key] == name:
            holder[key] = target
    body["entries"] = {act: entered for act, entered in body.get("entries", {}).items() if entered}
    for node in body["nodes"].values():
        if "branches" in node:
            node["branches"] = [first for first in node["branches"] if first not in ("", node.get("next"))]


def _references(body: Raw) -> Iterator[tuple[Any, Any]]:
    """Every place that names a step, as what holds it and its key there."""
    yield body, "start"
    yield from ((body.setdefault("entries", {}), act) for act in list(body["entries"]))
    for node in body["nodes"].values():
        yield from ((node, key) for key in ("next", "each", "beside") if key in node)
        yield from ((node["branches"], place) for place in range(len(node.get("branches", ()))))
        yield from ((path, "next") for path in node.get("outcomes", {}).values())
        yield from ((node["ways"], value) for value in node.get("ways", {}))


def change_node(body: Mapping[str, Any], name: str, values: Mapping[str, Any]) -> Raw:
    """Ändra ett steg: what is empty is left out. A step with outcomes has no way of its own beside them."""
    changed = deepcopy(dict(body))
    node: Raw = {**changed["nodes"][name], **values}
    if "deadline" in values:
        node.pop("days", None)
    if node.get("outcomes") or node.get("ways"):
        node.pop("next", None)
    changed["nodes"][name] = {key: value for key, value in node.items() if value not in ("", None, [], {})}
    return changed


def change_whole(body: Mapping[str, Any], *, title: str, start: str, entries: Mapping[str, str]) -> Raw:
    """Ändra det som gäller hela processen: its name, where it starts and where acts without task enter it."""
    return {**deepcopy(dict(body)), "title": title, "start": start, "entries": dict(entries)}
