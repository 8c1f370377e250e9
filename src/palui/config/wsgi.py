"""What the web server runs."""

import os
import sys

from django.core.wsgi import get_wsgi_application

from palui.config.sqlite.base import DatabaseWrapper

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palui.config.settings")

# The worker moves SQLite's log into the main file; two processes must not do it at the same moment.
DatabaseWrapper.pages_before_checkpoint = 0

# Whoever holds the writers' turn needs the interpreter back after every statement, and others wait for it meanwhile.
sys.setswitchinterval(0.001)

application = get_wsgi_application()
