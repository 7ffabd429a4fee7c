"""What the other tests rely on: that the probe sees a change, and none where there is none."""


def test_the_probe_sees_one_changed_value_of_one_row_and_that_it_is_back(probe, scene):
    assert scene.document  # so that there are rows
    before = probe.tables()
    assert set(before) >= {"employees", "leave_accounts", "leave_ledger"}
    with probe.sql.cursor() as cursor:
        cursor.execute("SELECT MAX(id) FROM employees")
        last = cursor.fetchone()[0]

        def change(by):
            cursor.execute("UPDATE employees SET version = version + %s, updated_at = updated_at "
                           "WHERE id = %s", (by, last))
        change(1)
        try:
            changed = probe.tables()
        finally:
            change(-1)
    assert {name for name in before if before[name] != changed[name]} == {"employees"}
    assert probe.tables() == before
