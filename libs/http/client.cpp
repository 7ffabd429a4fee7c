#include "http/client.h"

#include <httplib.h>

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

#include "http/internal/peers.h"
#include "http/language.h"
#include "observe/trace.h"

namespace erp::http {
namespace {

using std::chrono::milliseconds;

httplib::Request Build(const std::string& method,
                       const std::string& path,
                       const std::string& body,
                       const Headers& headers) {
  httplib::Request request;
  request.method = method;
  request.path = path;
  for (const auto& [name, value] : headers) request.set_header(name.c_str(), value);
  request.set_header("traceparent", trace::CurrentTraceparent());
  if (LanguageScope::Present() && !request.has_header("Accept-Language")) {
    request.set_header("Accept-Language", std::string(TagOf(CurrentLanguage())));
  }
  if (!body.empty()) {
    request.body = body;
    // The library appends: with one of the caller's there would be two.
    if (!request.has_header("Content-Type")) {
      request.set_header("Content-Type", "application/json");
    }
  }
  return request;
}

// Whether sending it twice is the same as sending it once.
bool Repeatable(const httplib::Request& request) {
  return request.method != "POST" || request.has_header("Idempotency-Key");
}

bool Closes(const httplib::Response& response) {
  auto value = response.get_header_value("Connection");
  std::transform(value.begin(), value.end(), value.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return value == "close";
}

Response Convert(const httplib::Response& from) {
  Response response{from.status, from.body, from.get_header_value("Content-Type")};
  for (const auto& [name, value] : from.headers) response.headers.emplace_back(name, value);
  return response;
}

// Holds a call's place among those that may run at once.
class Place {
 public:
  Place(Peers& peers, Deadline deadline) : peers_(peers) { peers_.Enter(deadline); }
  ~Place() { peers_.Leave(); }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

 private:
  Peers& peers_;
};

// The addresses that a call may try, for as long as it runs.
struct Choice {
  explicit Choice(Peers& all) : peers(all), order(all.BeginOrder()) {}
  ~Choice() { peers.EndOrder(order); }
  Choice(const Choice&) = delete;
  Choice& operator=(const Choice&) = delete;

  Peers& peers;
  const std::vector<std::size_t> order;
};

}  // namespace

struct Client::Impl {
  ClientOptions options;
  metrics::Histogram seconds;
  metrics::Counter failures;
  metrics::Counter went_on;
  Peers peers;

  Impl(ClientOptions opts, metrics::Registry& registry)
      : options(std::move(opts)),
        seconds(registry.GetHistogram("http_client_request_duration_seconds",
                                      "Time until another service answered.",
                                      {{"service", options.name}})),
        failures(registry.GetCounter("http_client_failures_total",
                                     "Calls to another service without an answer.",
                                     {{"service", options.name}})),
        went_on(registry.GetCounter("http_client_failovers_total",
                                    "Calls that went on to another replica or connection.",
                                    {{"service", options.name}})),
        peers(options) {}

  struct Attempt {
    Outcome outcome;
    Response response;
    std::string why;
  };

  Attempt Try(std::size_t address, httplib::Request request, milliseconds budget) {
    auto connection = peers.Take(address);
    connection->set_connection_timeout(std::min(budget, options.connect_timeout));
    connection->set_read_timeout(budget);
    connection->set_write_timeout(budget);
    const auto deadline = Deadline::After(budget);
    const auto result = connection->send(request);
    if (result) {
      const bool full = result->status == 503 && Closes(*result);
      Attempt attempt{full ? Outcome::kFull : Outcome::kAnswered, Convert(*result), ""};
      peers.Note(address, attempt.outcome);
      peers.Keep(address, std::move(connection));
      return attempt;
    }
    const auto error = result.error();
    // A host that neither accepts nor refuses is as costly as one that never answers.
    const bool late =
        deadline.Remaining() <= milliseconds(1) || error == httplib::Error::ConnectionTimeout;
    const auto outcome = late                                  ? Outcome::kLate
                         : error == httplib::Error::Connection ? Outcome::kRefused
                                                               : Outcome::kBroken;
    peers.Note(address, outcome);
    return {outcome, {}, httplib::to_string(error)};
  }

  Response Call(const httplib::Request& request, Deadline deadline) {
    const Choice choice(peers);
    auto order = choice.order;
    if (order.empty()) throw Unavailable(options.name + " is frozen, others wait for it already");
    const bool repeatable = Repeatable(request);
    if (order.size() == 1 && repeatable) order.push_back(order.front());
    Attempt last{Outcome::kRefused, {}, ""};
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto left = deadline.Remaining();
      if (i > 0) {
        const bool again = order[i] == order[i - 1];
        const bool may = last.outcome == Outcome::kRefused ? !again
                         : again                           ? last.outcome == Outcome::kBroken
                                                           : repeatable;
        if (!may || left <= milliseconds(0)) break;
        went_on.Add();
      }
      const bool others = repeatable && i + 1 < order.size() && order[i + 1] != order[i];
      last = Try(order[i], request, std::max(others ? left / 2 : left, milliseconds(1)));
      if (last.outcome == Outcome::kAnswered) return std::move(last.response);
    }
    if (last.outcome == Outcome::kFull) return std::move(last.response);
    throw Unavailable(options.name + " did not answer: " + last.why);
  }
};

Client::Client(ClientOptions options, metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(std::move(options), registry)) {}

Client::~Client() = default;

Response Client::Send(const std::string& method,
                      const std::string& path,
                      const std::string& body,
                      const Headers& headers,
                      Deadline deadline) {
  const auto start = std::chrono::steady_clock::now();
  try {
    auto request = Build(method, path, body, headers);
    const auto& authorization = impl_->options.authorization;
    if (authorization) request.set_header("Authorization", authorization());
    const Place place(impl_->peers, deadline);
    auto response = impl_->Call(request, deadline);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    impl_->seconds.Observe(seconds.count());
    return response;
  } catch (const Unavailable&) {
    impl_->failures.Add();
    throw;
  }
}

std::string PercentEncoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    const bool kept = (byte < 0x80 && std::isalnum(byte) != 0) || character == '-' ||
                      character == '.' || character == '_' || character == '~';
    if (kept) {
      encoded += character;
      continue;
    }
    encoded += '%';
    encoded += kDigits[byte >> 4U];
    encoded += kDigits[byte & 0xFU];
  }
  return encoded;
}

}  // namespace erp::http
