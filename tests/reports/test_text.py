"""Text on lines of a width."""

from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from pytest_aisec.reports.text import folded

LETTERS = st.sampled_from("ab -\t\n\x0b\u00a0\u2003é:/")


@given(st.text(LETTERS, max_size=30), st.integers(8, 40), st.sampled_from(["", "  - ", "    "]))
def test_what_fits_a_line_is_what_wrapping_would_make_of_it(text: str, width: int, first: str) -> None:
    wrapped = textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )
    assert folded(text, width, first, "  ") == wrapped
