"""The probe tells what is allowed from what is refused, and hides no fault of its own."""

import pytest

from src.guest_code.escape_probe import succeeds


def test_what_the_system_refuses_does_not_succeed() -> None:
    def refused() -> None:
        raise PermissionError("no")

    assert succeeds(lambda: None)
    assert not succeeds(refused)
    with pytest.raises(KeyError):
        succeeds(lambda: {}["a fault"])
