"""Classes made of fields, at a fraction of a dataclass's price: methods are written when they are first called.

Type checkers see dataclasses, and hold everybody to `frozen=True`. At run time nothing does: refusing it there makes an
instance three times as dear, of which an estate has hundreds of thousands. A dataclass compiles up to four methods from
text where it is declared, in every run; most of them nobody calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as state_class
    from dataclasses import dataclass as value_class
    from dataclasses import field, replace
else:
    # ruff: noqa: A002, ANN001, ANN002, ANN003, ANN201, ANN202 -- type checkers see those, whose names these have
    _NOTHING = object()

    class _Field:
        def __init__(self, default, made_by, is_shown, is_compared, is_hashed) -> None:
            self.default, self.made_by = default, made_by
            self.is_shown, self.is_compared, self.is_hashed = is_shown, is_compared, is_hashed
            self.is_keyword = False

    def field(*, default=_NOTHING, default_factory=_NOTHING, repr=True, hash=None, compare=True):
        """A field of which there is more to say than its type and default."""
        return _Field(default, default_factory, repr, compare, compare if hash is None else hash)

    def value_class(*, frozen=False, eq=True, repr=True, slots=False, kw_only=False):  # noqa: ARG001
        """The class with the methods that its fields tell; with `eq`, what is equal has one hash."""

        def made(kind):
            stated = vars(kind)
            own = {}
            for name, annotation in stated.get("__annotations__", {}).items():
                if not annotation.startswith("ClassVar"):
                    given = stated.get(name, _NOTHING)
                    own[name] = given if isinstance(given, _Field) else field(default=given)
                    own[name].is_keyword = kw_only
            fields = {**getattr(kind, "__fields__", {}), **own}
            wanted = {"__init__": _init, **({"__repr__": _repr} if repr else {}), **(_EQUALITY if eq else {})}
            told = {
                "__fields__": fields,
                "__match_args__": tuple(name for name, each in fields.items() if not each.is_keyword),
                # a class with a method `__eq__` of its own has a `__hash__`, which is None
                **{name: method for name, method in wanted.items() if stated.get(name) is None},
            }
            return _with_slots(kind, own, told) if slots else _with_defaults(kind, own, told)

        return made

    state_class = value_class

    def replace(given, /, **changes):
        """The same value but for some fields."""
        return type(given)(**{**{name: getattr(given, name) for name in given.__fields__}, **changes})

    def _with_slots(kind, own, told):
        """The class once more: slots are there from the beginning, or not at all."""
        there = {slot for parent in kind.__mro__[1:] for slot in vars(parent).get("__slots__", ())}
        told = {**told, "__slots__": tuple(name for name in own if name not in there)}
        kept = {name: value for name, value in vars(kind).items() if name not in {*own, "__dict__", "__weakref__"}}
        return type(kind)(kind.__name__, kind.__bases__, {**kept, **told, "__qualname__": kind.__qualname__})

    def _with_defaults(kind, own, told):
        for name, each in own.items():
            if each.default is not _NOTHING:
                setattr(kind, name, each.default)
            elif name in vars(kind):
                delattr(kind, name)
        for name, value in told.items():
            setattr(kind, name, value)
        return kind

    def _init(self, /, *given, **named):
        scope = {"_nothing": _NOTHING}
        parameters, of_keywords, lines = ["self"], [], []
        for name, each in self.__fields__.items():
            parameter, value = name, name
            if each.made_by is not _NOTHING:
                scope[f"_of_{name}"] = each.made_by
                parameter, value = f"{name}=_nothing", f"_of_{name}() if {name} is _nothing else {name}"
            elif each.default is not _NOTHING:
                scope[f"_of_{name}"] = each.default
                parameter = f"{name}=_of_{name}"
            (of_keywords if each.is_keyword else parameters).append(parameter)
            lines.append(f"self.{name} = {value}")
        parameters += ["*", *of_keywords] if of_keywords else []
        _written("__init__", _init, self, parameters, lines, scope)(self, *given, **named)

    def _eq(self, other):
        own, its = (_tuple_of(self, who, "is_compared") for who in ("self", "other"))
        lines = ["if other.__class__ is not self.__class__: return NotImplemented", f"return {own} == {its}"]
        return _written("__eq__", _eq, self, ["self", "other"], lines, {})(self, other)

    def _hash(self):
        lines = [f"return hash({_tuple_of(self, 'self', 'is_hashed')})"]
        return _written("__hash__", _hash, self, ["self"], lines, {})(self)

    _EQUALITY = {"__eq__": _eq, "__hash__": _hash}

    def _repr(self):
        shown = (f"{name}={getattr(self, name)!r}" for name, each in self.__fields__.items() if each.is_shown)
        return f"{type(self).__qualname__}({', '.join(shown)})"

    def _tuple_of(view, who, chosen):
        return "(" + "".join(f"{who}.{name}, " for name, each in view.__fields__.items() if getattr(each, chosen)) + ")"

    def _written(name, first, view, parameters, lines, scope):
        """A method from its lines, which takes the place of the one that stood for it in the class."""
        exec(f"def {name}({', '.join(parameters)}):\n  " + "\n  ".join(lines or ["pass"]), scope)  # noqa: S102
        kind = next(each for each in type(view).__mro__ if vars(each).get(name) is first)
        method = scope[name]
        method.__qualname__ = f"{kind.__qualname__}.{name}"
        setattr(kind, name, method)
        return method


__all__ = ["field", "replace", "state_class", "value_class"]
