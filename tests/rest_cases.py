"""Turns what Schemathesis makes up for a source into one that works, so that it finds something to go on with."""

import os

import schemathesis
from schemathesis import GenerationMode


@schemathesis.hook
def before_call(context, case, kwargs):
    body = case.body
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE or not isinstance(body, dict):
        return
    if "connector" in body:
        body |= {"connector": "sqlite", "config": {"path": os.environ["POWERSTRIP_TEST_SHOP"]}, "active": True}
        body.pop("pool", None)
