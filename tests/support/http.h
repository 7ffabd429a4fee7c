// A tiny blocking HTTP/1.1 client over plain sockets, independent of the product's own client
// so that a mistake there cannot hide itself. One connection per request. Thread-safe.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace erp::test {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpAnswer {
  int status = 0;
  HttpHeaders headers = {};  // names in lower case, in the order received
  std::string body = {};

  // `name` in lower case; the first one.
  [[nodiscard]] std::optional<std::string> Header(const std::string& name) const;
};

inline constexpr std::chrono::milliseconds kHttpBudget{10000};

// `url` such as "http://127.0.0.1:8081/employees?limit=2", already percent-encoded. A body
// without a Content-Type header is sent as application/json. Blocks until the whole answer is
// here. Throws std::runtime_error when there is none within the budget.
HttpAnswer Send(const std::string& method,
                const std::string& url,
                const std::string& body = "",
                const HttpHeaders& headers = {},
                std::chrono::milliseconds budget = kHttpBudget);

// Sends exactly these bytes and returns everything that comes back until the server closes
// the connection or the budget ends; for malformed requests. Throws when it cannot connect.
std::string SendRaw(const std::string& host,
                    int port,
                    const std::string& bytes,
                    std::chrono::milliseconds budget = kHttpBudget);

// Reads an answer as SendRaw returns it. Throws std::runtime_error when it is not one.
HttpAnswer ParseAnswer(const std::string& bytes);

}  // namespace erp::test
