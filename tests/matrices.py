"""Matrices of which the plain run takes a part: the rest is `thorough`, and has a command of its own."""

from collections.abc import Collection, Iterable
from typing import Any

import pytest


def matrix(values: Iterable[Any], *, plain: Collection[object]) -> list[Any]:
    """Each value as a parameter; those not in `plain` are thorough."""
    cases = [pytest.param(each, marks=() if each in plain else pytest.mark.thorough) for each in values]
    assert len(plain) < len(cases), "a matrix without a thorough part"
    assert all(each in [case.values[0] for case in cases] for each in plain), "a plain case that is none"
    return cases
