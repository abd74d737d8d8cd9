"""Wrong on purpose: its hook returns a list of something else."""

from powerstrip_sdk import hookimpl


@hookimpl
def powerstrip_connectors():
    return [{"name": "norecords"}]
