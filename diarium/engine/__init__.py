"""Maskinrummet: storage, upload and text gates, rendering, prose and mail. Pure: it knows nothing of cases or rows."""
