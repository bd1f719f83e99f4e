"""A module's names → those that it offers: what `dir`, and completion in the lab, shows of it."""

import inspect
from collections.abc import Mapping
from typing import Any


def offered(module: Mapping[str, Any], *handed_on: str) -> list[str]:
    """The names of a module's own functions and classes, without those that begin with _, and the names handed on.

    `module` are its names and values (`globals()`); what it imports for its own use is not offered.
    """
    own = [
        name
        for name, value in module.items()
        if not name.startswith("_")
        and (inspect.isfunction(value) or inspect.isclass(value))
        and value.__module__ == module["__name__"]
    ]
    return sorted({*own, *handed_on})
