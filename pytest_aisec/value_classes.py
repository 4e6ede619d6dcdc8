"""Classes of values that nobody changes, without the price of refusing it at run time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as value_class
else:
    from dataclasses import dataclass

    def value_class(**options):  # noqa: ANN003, ANN201 -- type checkers see the other one
        """A dataclass with the options of one, `frozen=True` among them, which type checkers hold everybody to.

        At run time nothing does. Refusing it there makes an instance three times as dear, of which an estate has
        hundreds of thousands, and the class itself twice as dear, of which there are dozens.
        """

        def made(kind):  # noqa: ANN001, ANN202 -- as above
            is_hashed = options.get("eq", True) and vars(kind).get("__hash__") is None
            return dataclass(**{**options, "frozen": False, "unsafe_hash": is_hashed})(kind)

        return made


__all__ = ["value_class"]
