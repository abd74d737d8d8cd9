"""Wrong on purpose: it does not say which SDK it needs."""

raise AssertionError("it must not be imported")
