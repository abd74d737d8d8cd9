"""Wrong on purpose: it needs an SDK that does not exist yet."""

raise AssertionError("it must not be imported")
