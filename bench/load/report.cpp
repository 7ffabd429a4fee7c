#include "load/report.h"

#include <chrono>
#include <iomanip>
#include <ostream>
#include <sstream>

#include <nlohmann/json.hpp>
#include <sys/resource.h>

namespace erp::bench {
namespace {

using nlohmann::ordered_json;

// CPU time of this program: on a shared machine it is taken from the system under load.
double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void PrintRow(std::ostream& out, const char* name, const Summary& summary) {
  out << std::left << std::setw(28) << name << std::right << std::setw(8) << summary.count;
  for (const double value :
       {summary.p50_ms, summary.p90_ms, summary.p99_ms, summary.p999_ms, summary.max_ms}) {
    out << std::setw(10) << std::fixed << std::setprecision(2) << value;
  }
  out << '\n';
}

ordered_json ToJson(const Summary& summary) {
  return {{"count", summary.count}, {"mean", summary.mean_ms}, {"p50", summary.p50_ms},
          {"p90", summary.p90_ms},  {"p99", summary.p99_ms},   {"p99.9", summary.p999_ms},
          {"max", summary.max_ms}};
}

const char* TypeName(const Options& options) {
  return options.type == DocumentType::kLeave ? "leave" : "general";
}

double Seconds(Moment moment) {
  return std::chrono::duration<double>(moment.time_since_epoch()).count();
}

}  // namespace

void PrintReport(std::ostream& out, const Options& options, const Results& results) {
  out << options.rate << ' ' << TypeName(options) << " documents/s, "
      << (options.arrivals == Arrivals::kPoisson ? "Poisson" : "uniform") << ", seed "
      << options.seed << ", " << options.seconds.count() << " s measured after "
      << options.warmup.count() << " s of warm-up\n";
  out << std::left << std::setw(28) << "ms" << std::right << std::setw(8) << "count";
  for (const char* title : {"p50", "p90", "p99", "p99.9", "max"}) out << std::setw(10) << title;
  out << '\n';
  PrintRow(out, "create ack", results.create_ack.Summarise());
  PrintRow(out, "decide ack", results.decide_ack.Summarise());
  PrintRow(out, "decide -> WebSocket frame", results.frame.Summarise());
  PrintRow(out, "(create sent late by)", results.create_late.Summarise());
  PrintRow(out, "(decide sent late by)", results.decide_late.Summarise());
  out << "documents " << results.documents << ", completed " << results.completed
      << ", frames missing " << results.frames_missing << ", decides held by a late create "
      << results.decides_held << ", sessions lost " << results.sessions_lost
      << ", failures in the warm-up " << results.warmup_failures << '\n';
  out << "HTTP connections " << results.connections << ", sent again " << results.resent
      << ", loader CPU " << std::setprecision(1) << CpuSeconds() << " s\n";
  out << "under way at the start " << results.in_flight.front() << ", at the end "
      << results.in_flight.back() << ", growing by " << std::setprecision(2)
      << results.growth_per_second << " per second\n";
  for (const auto& [what, count] : results.repeats) {
    out << "  repeated after " << what << ": " << count << '\n';
  }
  for (const auto& [what, count] : results.answers) out << "  " << what << ": " << count << '\n';
  for (const auto& [what, count] : results.errors) {
    out << "  ERROR " << what << ": " << count << '\n';
  }
  if (!results.first_problem.empty()) out << "first problem: " << results.first_problem << '\n';
}

std::string ReportJson(const Options& options, const Results& results) {
  const ordered_json report{
      {"rate", options.rate},
      {"type", TypeName(options)},
      {"arrivals", options.arrivals == Arrivals::kPoisson ? "poisson" : "uniform"},
      {"seed", options.seed},
      {"seconds", options.seconds.count()},
      {"warmup", options.warmup.count()},
      {"drafters", options.drafters},
      {"approvers", options.approvers},
      {"decideAfterMs", options.decide_after.count()},
      {"createAck", ToJson(results.create_ack.Summarise())},
      {"decideAck", ToJson(results.decide_ack.Summarise())},
      {"decideToFrame", ToJson(results.frame.Summarise())},
      {"createLate", ToJson(results.create_late.Summarise())},
      {"decideLate", ToJson(results.decide_late.Summarise())},
      {"documents", results.documents},
      {"completed", results.completed},
      {"framesMissing", results.frames_missing},
      {"decidesHeld", results.decides_held},
      {"sessionsLost", results.sessions_lost},
      {"warmupFailures", results.warmup_failures},
      {"inFlight", results.in_flight},
      {"growthPerSecond", results.growth_per_second},
      {"answers", results.answers},
      {"repeats", results.repeats},
      {"errors", results.errors},
      {"firstProblem", results.first_problem},
      {"connections", results.connections},
      {"resent", results.resent},
      {"loaderCpuSeconds", CpuSeconds()}};
  return report.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

std::string ScheduleLine(const Window& window) {
  std::ostringstream line;
  line << std::fixed << std::setprecision(6) << "schedule " << Seconds(window.from) << ' '
       << Seconds(window.to);
  return line.str();
}

void PrintTimeline(std::ostream& out, const std::vector<Course>& courses) {
  out << std::fixed << std::setprecision(6);
  const auto print = [&](Moment moment) {
    if (moment == Moment::max()) {
      out << '-';
    } else {
      out << Seconds(moment);
    }
  };
  for (const Course& course : courses) {
    print(course.due);
    for (const Moment moment : {course.created, course.decided, course.shown}) {
      out << ' ';
      print(moment);
    }
    out << '\n';
  }
}

}  // namespace erp::bench
