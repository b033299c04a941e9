"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from diarium.engine.words import indexed_keys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
indexed_keys("ärende")  # the dictionary is read now and not within the first registration's locks
