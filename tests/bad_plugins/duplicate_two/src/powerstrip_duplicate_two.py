"""Wrong on purpose: two packages use one entry-point name."""

raise AssertionError("it must not be imported")
