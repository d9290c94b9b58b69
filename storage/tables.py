"""Every table there is. A module's tables are known only once it was imported, and no command imports all of them: whoever
walks over the tables asks here."""

import importlib
import pkgutil
from functools import cache

from sqlalchemy import MetaData

import storage
from storage.base import Base


@cache
def every_table() -> MetaData:
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        importlib.import_module(module.name)
    return Base.metadata
