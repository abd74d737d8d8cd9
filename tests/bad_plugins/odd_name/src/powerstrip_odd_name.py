"""Wrong on purpose: its entry point has a name that no tool can carry."""

raise AssertionError("it must not be imported")
