#include "employee/store/jobs/mysql_job_runs.h"

#include <sstream>
#include <stdexcept>

namespace erp::employee {
namespace {

// One line of the report after another; none of them has a line break.
std::string Joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::vector<std::string> Split(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

JobRun ReadRun(const mysql::Row& row) {
  const auto state = ParseRunState(row.Text(2));
  if (!state) throw std::logic_error("job_runs has a state that is not known: " + row.Text(2));
  JobRun run{row.Text(0), ParseDate(row.Text(1)).value(), *state, row.Time(3), std::nullopt, {}};
  if (!row.IsNull(4)) run.finished_at = row.Time(4);
  run.report = {row.Integer(5), Split(row.OptionalText(7).value_or("")), row.Integer(6)};
  return run;
}

}  // namespace

bool MysqlJobRuns::Take(
    const std::string& token, const std::string& job, Date on, Instant now, bool again) {
  // Safe to repeat after a lost commit: the token shows who has it.
  return pool_.Transact(
      [&](mysql::Session& session) {
        // One statement, so that nobody holds a shared lock on the row that another one waits to
        // change. Assignments happen in their order: the others follow the holder.
        session.Execute(
            "INSERT INTO job_runs (job, on_date, state, started_at, holder) "
            "VALUES (?, ?, 'running', ?, ?) ON DUPLICATE KEY UPDATE "
            "holder = IF(state = 'failed' OR (state = 'done' AND ?) OR "
            "(state = 'running' AND GREATEST(started_at, COALESCE(renewed_at, started_at)) < ?), "
            "VALUES(holder), holder), "
            "state = IF(holder = VALUES(holder), 'running', state), "
            "finished_at = IF(holder = VALUES(holder), NULL, finished_at), "
            "started_at = IF(holder = VALUES(holder), VALUES(started_at), started_at)",
            {job, FormatDate(on), now, token, again, now - lease_});
        const auto rows = session.Query("SELECT holder FROM job_runs WHERE job = ? AND on_date = ?",
                                        {job, FormatDate(on)});
        return rows.at(0).Text(0) == token;
      },
      mysql::LostCommit::kRepeat);
}

bool MysqlJobRuns::Renew(const std::string& token, const std::string& job, Date on, Instant now) {
  return pool_.Transact(
      [&](mysql::Session& session) {
        session.Execute(
            "UPDATE job_runs SET renewed_at = ? WHERE job = ? AND on_date = ? AND holder = ? AND "
            "state = 'running'",
            {now, job, FormatDate(on), token});
        // Not by the number of changed rows: none is changed within one millisecond.
        const auto rows = session.Query(
            "SELECT 1 FROM job_runs WHERE job = ? AND on_date = ? AND holder = ? AND "
            "state = 'running'",
            {job, FormatDate(on), token});
        return !rows.empty();
      },
      mysql::LostCommit::kRepeat);
}

void MysqlJobRuns::Finish(const std::string& token, const JobRun& run) {
  pool_.Transact([&](mysql::Session& session) {
    // What an earlier try has changed counts on, and is kept when this one had nothing to do.
    session.Execute(
        "UPDATE job_runs SET state = ?, finished_at = ?, changes = changes + ?, failures = ?, "
        "report = COALESCE(NULLIF(?, ''), report) WHERE job = ? AND on_date = ? AND holder = ?",
        {RunStateName(run.state), run.finished_at.value_or(run.started_at), run.report.changes,
         run.report.failures, Joined(run.report.lines), run.job, FormatDate(run.on), token});
  });
}

std::vector<JobRun> MysqlJobRuns::List(const std::optional<std::string>& job, int limit) {
  std::string sql =
      "SELECT job, on_date, state, started_at, finished_at, changes, failures, report FROM "
      "job_runs";
  mysql::Values values;
  if (job) {
    sql += " WHERE job = ?";
    values.emplace_back(*job);
  }
  values.emplace_back(limit);
  std::vector<JobRun> runs;
  for (const auto& row :
       pool_.Query(sql + " ORDER BY started_at DESC, job, on_date DESC LIMIT ?", values)) {
    runs.push_back(ReadRun(row));
  }
  return runs;
}

}  // namespace erp::employee
