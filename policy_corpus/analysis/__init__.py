"""From tables to answers: one module a question. `dir`, and completion in the lab, shows all of them."""

import importlib
import pkgutil

__all__ = sorted(module.name for module in pkgutil.iter_modules(__path__))


def __getattr__(name: str):
    """A module, imported when it is first asked for."""
    if name in __all__:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"{__name__} has no module {name}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
