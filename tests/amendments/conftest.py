"""A floor with two delegations and the chair."""

import pytest

from tests.amendments.world import Floor
from tests.world import Sitting, Table


@pytest.fixture
def floor(table: Table) -> Floor:
    return Floor(table)


@pytest.fixture
def kenya(table: Table) -> Sitting:
    return table.head("XKE")


@pytest.fixture
def peru(table: Table) -> Sitting:
    return table.head("XPE")
