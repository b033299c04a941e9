"""Inkorgen: whose turn it is, in one query; what a person waits for; what a person has done (`engine.md` §9)."""

from workflows.selectors.inbox.lines import TaskLine
from workflows.selectors.inbox.numbers import as_counted, count_todo, counts
from workflows.selectors.inbox.pages import Filter, Slice, done_page, todo_page, waiting_page
from workflows.selectors.inbox.queries import todo

__all__ = [
    "Filter",
    "Slice",
    "TaskLine",
    "as_counted",
    "count_todo",
    "counts",
    "done_page",
    "todo",
    "todo_page",
    "waiting_page",
]
