"""employee dies in each of its transactions, right before the commit and right after it, and so
does the database below it: nothing is half-done, and what is asked for again is done once."""
import pytest

from system.due_work import JOBS, DueWork
from system.moves import ALONE, KINDS, Moves
from system.own_stack import has_failpoints

# Before the commit: nothing has happened. After it: all of it has, and nobody was answered.
POINTS = {"mysql.committing": 0, "mysql.committed": 1}


@pytest.fixture(scope="module")
def well(employees):
    """The replica that goes on."""
    return employees.start()


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("kind", [*KINDS, *ALONE])
def test_dying_in_a_transaction_does_all_of_it_or_nothing(employees, well, kind, point):
    assert has_failpoints("employee", point), f"employee has no {point}"
    move = getattr(Moves(well.does, employees.execute), kind)()
    employees.expect_delivered()  # or the one that dies would publish first
    assert employees.count(move.counted, *move.values) == 0

    dying = employees.start(failpoints=f"{point}:{move.commit}")
    assert dying.call(move.method, move.path, move.body, move.key) is None
    dying.died()
    assert employees.count(move.counted, *move.values) == POINTS[point]
    employees.expect_sound()

    if move.repeats or POINTS[point] == 0:
        again = well.call(move.method, move.path, move.body, move.key)
        # What is there may be answered as such: 409 for a name that is taken.
        assert again.status_code // 100 == 2 or (again.status_code == 409 and POINTS[point]), \
            again.text
    assert employees.count(move.counted, *move.values) == 1
    employees.expect_sound()


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("job", JOBS)
def test_dying_in_a_job_leaves_the_rest_to_the_next_run(employees, well, job, point):
    """The second transaction of a run is its first change; the first one takes the run."""
    due = DueWork(employees, well.does)
    settings = {"STATUTORY_LEAVE": "hire-date", "CARRY_OVER_DAYS": "5", "LEAVE_PROMOTION": "on"}
    done = employees.command("--run-job", job, "--on", due.on, failpoints=f"{point}:2", **settings)
    assert done.returncode == -9, done.stdout + done.stderr
    employees.expect_sound()
    # Another replica takes the run over when it has not ended within an hour.
    employees.execute("UPDATE job_runs SET started_at = started_at - INTERVAL 2 HOUR"
                      " WHERE state = 'running'")
    employees.run_job(job, due.on, **settings)
    due.expect_done_once(job)
    employees.expect_sound()
