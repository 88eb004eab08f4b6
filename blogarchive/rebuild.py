"""The dataset again, from the WARC files alone: every record read as it was read live."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from . import paths
from .dataset.database import open_database
from .dataset.store import Store
from .discovery.scope import within
from .errors import CaptureError, StorageError
from .extract import extract
from .models import Capture, Page
from .warc import blogs_named, captures, read_page

logger = logging.getLogger(__name__)
