// What to load, how hard and for how long: the command line of approval_load.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "load/schedule.h"

namespace erp::bench {

// Where one service is reached: "http://host:port" and what stands before its paths.
struct Target {
  std::string host;
  std::string port;
  std::string prefix;  // "/api" through the gateway, "" directly
};

// Empty when the text is not http://host[:port].
std::optional<Target> ParseUrl(const std::string& url);

enum class DocumentType {
  kGeneral,
  kLeave,  // ANNUAL_LEAVE: reserves leave at the submit, consumes it at the approval
};

// What becomes of a request that is not served because something is away.
enum class OnFailure {
  kEnd,     // the flow has failed
  kRepeat,  // it goes out again with the same key, as a patient client would send it
};

struct Options {
  Target employees;
  Target approvals;
  Target process;
  Target sockets;
  std::string origin;  // of the WebSockets' page; empty: where the sockets are
  double rate = 50;
  std::chrono::seconds seconds{20};  // measured
  std::chrono::seconds warmup{5};    // before that, not measured
  std::chrono::seconds drain{10};    // how long the last frames are waited for
  std::chrono::milliseconds decide_after{100};
  Arrivals arrivals = Arrivals::kPoisson;
  std::uint64_t seed = 1;
  DocumentType type = DocumentType::kGeneral;
  double leave_days = 1;  // of each leave document
  OnFailure on_failure = OnFailure::kEnd;
  std::size_t drafters = 100;
  std::size_t approvers = 20;
  std::size_t connections = 512;  // at most, per service
  // Access tokens of the people, who are those alone, and of 0, who prepares; empty: nobody
  // signs in.
  std::map<std::int64_t, std::string> tokens;
  std::string json;      // file for the results, empty: none
  std::string timeline;  // file for the times of every document, empty: none
};

// Of that person, or nothing.
std::string TokenOf(const Options& options, std::int64_t person);

std::string Usage();

// Either options, or a sentence about what is wrong.
struct ParsedOptions {
  std::optional<Options> options;
  std::string mistake;
};
ParsedOptions ParseOptions(const std::vector<std::string>& arguments);

}  // namespace erp::bench
