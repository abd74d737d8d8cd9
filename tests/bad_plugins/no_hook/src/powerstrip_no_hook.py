"""Wrong on purpose: it forgets to mark its hook."""


def powerstrip_tools():
    return []
