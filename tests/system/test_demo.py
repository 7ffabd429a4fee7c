"""The demo company that `make up` enters: a year that people believe, and that every rule holds for."""
import pytest

from system.moves import company_date


@pytest.fixture(scope="module")
def company(employees):
    employees.demo()
    return employees


def test_every_rule_holds_for_the_demo_year(company):
    company.expect_sound()


def test_everybody_has_worked_taken_leave_and_been_granted_it(company):
    for person, days, minutes, grants in company.execute(
            "SELECT e.id, (SELECT COUNT(*) FROM attendance_records r WHERE r.employee_id = e.id),"
            " (SELECT consumed_minutes FROM leave_accounts a WHERE a.employee_id = e.id),"
            " (SELECT COUNT(*) FROM leave_ledger l WHERE l.employee_id = e.id"
            "  AND l.op_id LIKE 'statutory:%%') FROM employees e"):
        assert 200 <= days <= 255, person
        assert 3 * 480 <= minutes <= 30 * 480, person
        assert grants >= 2, person  # the leave of two years
    assert company.count("SELECT COUNT(*) FROM employees") == 12


def test_nobody_is_at_work_on_a_day_of_leave_or_a_day_off(company):
    assert not company.execute(
        "SELECT r.employee_id, r.work_date FROM attendance_records r JOIN leave_takings t"
        " ON t.employee_id = r.employee_id AND t.date = r.work_date"
        " WHERE t.part_to - t.part_from = 480")
    assert not company.execute(
        "SELECT work_date FROM attendance_records WHERE DAYOFWEEK(work_date) IN (1, 7)"
        " OR work_date IN ('2025-12-25', '2026-01-01', '2026-02-17')")


def test_the_entries_of_a_ledger_are_in_the_order_of_their_times(company):
    assert not company.execute(
        "SELECT l.employee_id, l.number FROM leave_ledger l JOIN leave_ledger p"
        " ON p.employee_id = l.employee_id AND p.number = l.number - 1 WHERE l.at < p.at")


def test_quests_were_offered_reworked_and_claimed_and_some_are_open(company):
    states = dict(company.execute("SELECT state, COUNT(*) FROM quests GROUP BY state"))
    assert states.get("CLOSED", 0) >= 15 and states.get("OPEN", 0) >= 1, states
    assert company.count("SELECT COUNT(*) FROM quest_participations WHERE state = 'CLAIMED'") >= 30
    assert company.count("SELECT COUNT(*) FROM quest_attempts WHERE verdict = 'REJECTED'") >= 5


def test_a_daemon_serves_the_demo_year_and_publishes_what_it_left(company):
    daemon = company.start()
    company.expect_delivered()
    month = company_date(-40).isoformat()[:7]
    sheet = daemon.does("GET", f"/attendance/sheet?month={month}&department=개발팀")
    assert len(sheet) == 5, sheet
    someone = daemon.does("GET", "/employees?department=개발팀")[0]["id"]
    lines = daemon.does("GET", f"/employees/{someone}/leave/explain?on={company_date()}")
    assert lines["lots"] and lines["lines"]
