// What to load, how hard and for how long: the command line of approval_load.
#pragma once

#include <chrono>
#include <cstdint>
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

struct Options {
  Target employees;
  Target approvals;
  Target process;
  Target sockets;
  double rate = 50;
  std::chrono::seconds seconds{20};  // measured
  std::chrono::seconds warmup{5};    // before that, not measured
  std::chrono::seconds drain{10};    // how long the last frames are waited for
  std::chrono::milliseconds decide_after{100};
  Arrivals arrivals = Arrivals::kPoisson;
  std::uint64_t seed = 1;
  std::size_t drafters = 20;
  std::size_t approvers = 20;
  std::size_t connections = 512;  // at most, per service
  std::string json;               // file for the results, empty: none
};

std::string Usage();

// Either options, or a sentence about what is wrong.
struct ParsedOptions {
  std::optional<Options> options;
  std::string mistake;
};
ParsedOptions ParseOptions(const std::vector<std::string>& arguments);

}  // namespace erp::bench
