// Routes: method and pattern ("/employees/{id}") to handler. Filled before the server
// starts, then constant; lookups are thread-safe.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "http/message.h"

namespace erp::http {

// Runs on a worker thread; may block within its own deadlines. What it throws becomes 503
// (Unavailable) or 500 (anything else), never the text of the exception.
using Handler = std::function<Response(const Request&)>;

// What one route asks of the server beyond the usual.
struct RouteLimits {
  std::chrono::milliseconds answer_within{0};  // 0: as the server says
  // What one answer takes in memory at most while it is made and written; 0: little. The server
  // bounds the sum (ServerOptions::large_answers): others wait, see large_answers.h.
  std::size_t answer_bytes = 0;
};

struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
  std::vector<std::string> segments;  // of the pattern
  RouteLimits limits = {};
};

class Router {
 public:
  // A literal segment wins over a parameter in the same place ("/employees/team" over
  // "/employees/{id}"), whatever the order of registration. A caller gets 503 "late" when the
  // answer takes longer than `limits.answer_within`; the handler itself is not interrupted.
  void Add(std::string method, std::string pattern, Handler handler, RouteLimits limits = {});

  struct Match {
    const Route* route = nullptr;               // nothing: no such route
    std::map<std::string, std::string> params;  // percent-decoded
    std::vector<std::string> allowed;           // methods of the path, when only those differ
  };
  // `path` is the decoded path; one slash at its end means nothing. HEAD is answered by the GET
  // route.
  [[nodiscard]] Match Find(const std::string& method, const std::string& path) const;

  [[nodiscard]] const std::vector<Route>& routes() const { return routes_; }

 private:
  std::vector<Route> routes_;
};

}  // namespace erp::http
