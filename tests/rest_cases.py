"""What Schemathesis cannot know of the host that it tries: which sources work there, and that it needs a token."""

import os

import schemathesis
from schemathesis import GenerationMode

#: A deadline that is over before anything can be done is answered as one should be, 504: nothing to find there.
TIMES = ("call_timeout", "connect_timeout", "close_timeout")


@schemathesis.hook
def before_call(context, case, kwargs):
    body = case.body
    if case.meta is None or case.meta.generation.mode is not GenerationMode.POSITIVE or not isinstance(body, dict):
        return
    if "connector" in body:
        body |= {"connector": "sqlite", "config": {"path": os.environ["POWERSTRIP_TEST_SHOP"]}, "active": True}
        body.pop("pool", None)
    for name in TIMES:
        (body.get("limits") or {}).pop(name, None)


@schemathesis.hook
def before_load_schema(context, raw_schema):
    # Some hosts need no token, as the document says; this one needs it, and what goes without is to be tried.
    raw_schema["security"] = [{"token": []}]
