#include "employee/api/jobs/arguments.h"

#include <sstream>
#include <stdexcept>

namespace erp::employee {

JobArguments ReadJobArguments(const std::vector<std::string>& arguments) {
  JobArguments read;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const auto& argument = arguments[i];
    if (argument == "--dry-run") {
      read.dry_run = true;
    } else if (argument == "--again") {
      read.again = true;
    } else if (argument == "--on" && i + 1 < arguments.size()) {
      read.on = ParseDate(arguments[++i]);
      if (!read.on) throw std::invalid_argument("--on takes a date, written YYYY-MM-DD");
    } else if (read.job.empty() && !argument.starts_with("--")) {
      read.job = argument;
    } else {
      throw std::invalid_argument("--run-job does not take " + argument);
    }
  }
  if (read.job.empty()) throw std::invalid_argument("--run-job needs the name of a job");
  return read;
}

std::string RunJobAsAsked(RunJob& run_job, const JobArguments& wanted, Date today) {
  const auto run =
      run_job.Run({}, wanted.job, wanted.on.value_or(today), wanted.dry_run, wanted.again);
  if (!run) throw std::invalid_argument(run.error().message.English());
  return PrintJobRunForPeople(*run, wanted.dry_run);
}

std::string PrintJobRunForPeople(const JobRun& run, bool dry_run) {
  std::ostringstream out;
  for (const auto& line : run.report.lines) out << line << '\n';
  const auto shown = static_cast<std::int64_t>(run.report.lines.size());
  if (run.report.changes > shown) out << "and " << run.report.changes - shown << " more\n";
  out << run.job << " on " << FormatDate(run.on) << ": " << run.report.changes
      << (dry_run ? " would change" : " changed");
  if (run.report.failures > 0) out << ", " << run.report.failures << " failed";
  out << '\n';
  return out.str();
}

}  // namespace erp::employee
