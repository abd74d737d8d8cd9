"""What a message for a client looks like."""

__all__ = ["check_message"]

_LONGEST = 300


def check_message(message: str) -> None:
    """Fail unless a message is one short sentence in lower case without a final period.

    Args:
        message: of an error or a grading.
    """
    assert message, "the error has no message"
    assert len(message) <= _LONGEST, f"the message is longer than {_LONGEST} characters"
    assert "\n" not in message, "the message has more than one line"
    assert not message.endswith("."), "the message ends with a period"
    assert not message[0].isupper() or message.split(maxsplit=1)[0].isupper(), "the message begins with a capital"
