"""Jobs on several replicas: whoever runs them, however many at once, what they do happens once."""
import pytest

from system.due_work import JOBS, DueWork
from system.eventually import until
from system.moves import company_date

SETTINGS = {"STATUTORY_LEAVE": "hire-date", "CARRY_OVER_DAYS": "5", "LEAVE_PROMOTION": "on"}


@pytest.fixture(scope="module")
def two(employees):
    """Two replicas on one database."""
    return [employees.start(**SETTINGS) for _ in range(2)]


def test_two_replicas_run_every_job_of_a_date_at_once_and_each_is_done_once(employees, two):
    due = DueWork(employees, two[0].does)
    for job in JOBS:
        due.expect_not_done(job)
    # Four processes for each of the six jobs, beside both daemons.
    begun = [(job, employees.begin("--run-job", job, "--on", due.on, **SETTINGS))
             for _ in range(4) for job in JOBS]
    ended = [(job, end()) for job, end in begun]
    for job in JOBS:
        runs = [done for name, done in ended if name == job]
        assert sum(done.returncode == 0 for done in runs) >= 1, runs
        # A run that another one has is refused, and says so.
        assert all("runs it" in done.stderr or "done" in done.stderr
                   for done in runs if done.returncode), runs
        due.expect_done_once(job)
    employees.expect_sound()
    rows = {run["job"]: run for run in two[1].does("GET", "/internal/jobs")["runs"]
            if run["on"] == due.on}
    assert {run["state"] for run in rows.values()} == {"done"} and set(rows) == set(JOBS)


def test_run_again_by_both_at_once_a_job_changes_nothing_more(employees, two):
    due = DueWork(employees, two[0].does)
    for job in JOBS:
        employees.run_job(job, due.on, **SETTINGS)
    entries = employees.count("SELECT COUNT(*) FROM leave_ledger")
    begun = [employees.begin("--run-job", job, "--on", due.on, "--again", **SETTINGS)
             for _ in range(2) for job in JOBS]
    for end in begun:
        end()
    for job in JOBS:
        due.expect_done_once(job)
    assert employees.count("SELECT COUNT(*) FROM leave_ledger") == entries
    employees.expect_sound()


def test_the_schedules_of_two_daemons_run_the_jobs_of_today_once(employees, two):
    due = DueWork(employees, two[0].does, days=0)
    # What a date before today has left behind is done on the next one: a day that has no runs yet.
    employees.execute("DELETE FROM job_runs")
    schedulers = [employees.start(JOB_SCHEDULE="on", **SETTINGS) for _ in range(2)]
    until(lambda: employees.count("SELECT COUNT(*) FROM job_runs WHERE state = 'done'")
          == len(JOBS), "every job of today is done")
    for job in JOBS:
        due.expect_done_once(job)
    employees.expect_sound()
    for daemon in schedulers:
        daemon.stop()
    assert employees.count("SELECT COUNT(*) FROM job_runs WHERE on_date BETWEEN %s AND %s",
                           company_date(-1), company_date(1)) == len(JOBS)
