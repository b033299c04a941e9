"""Behörighetsmatrisen: who may do what in which state, as it was decided; a change is seen in these files.

Write the expected answers again with `MATRIX=write .venv/bin/pytest tests/matrix` and read the difference before it is
committed: every line of it is somebody who may do more, or less, than before.
"""
