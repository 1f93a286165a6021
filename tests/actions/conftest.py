"""What the tests of actions share."""

import pytest


@pytest.fixture
def person(request):
    """A person of this test's own."""
    return f"test:{request.node.nodeid[-60:]}"
