from powerstrip_postgres.remembered import Remembered


def test_the_statement_that_came_first_is_forgotten_when_there_are_too_many():
    known = Remembered(2)
    for number, sql in enumerate("abca"):
        known.put(sql, number)
    assert [known.get(sql) for sql in "abc"] == [3, None, 2]


def test_long_statements_leave_room_for_few():
    known = Remembered(100, characters=10)
    for number in range(4):
        known.put(f"{number}" * 4, number)
    assert [known.get(f"{number}" * 4) for number in range(4)] == [None, None, 2, 3]
    known.forget("2222")
    known.put("123456", 4)
    assert [known.get(sql) for sql in ("2222", "3333", "123456")] == [None, 3, 4]


def test_a_statement_that_has_no_room_is_not_remembered():
    known = Remembered(100, characters=3)
    known.put("abcd", 1)
    assert known.get("abcd") is None


def test_what_is_known_of_a_statement_is_replaced():
    known = Remembered(2, characters=6)
    for number in range(9):
        known.put("abcd", number)
    assert known.get("abcd") == 8
