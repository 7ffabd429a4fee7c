#include "load/people.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "load/http_pool.h"

namespace erp::bench {
namespace {

using nlohmann::json;

constexpr const char* kDepartment = "loadtest";
constexpr std::int64_t kPreparing = 0;
constexpr double kMaxAtOnce = 366;  // days of one adjustment

Answer Ask(const Options& options,
           const std::string& method,
           const std::string& path,
           const std::string& body) {
  const Target& target = options.employees;
  Answer answer = Call(target, method, path, body, TokenOf(options, kPreparing));
  if (answer.status >= 200 && answer.status <= 299) return answer;
  throw std::runtime_error(
      method + " " + path + " at " + target.host + ":" + target.port + ": " +
      (answer.status == 0 ? answer.error
                          : std::to_string(answer.status) + " " + answer.body.substr(0, 200)));
}

json Parse(const Answer& answer) {
  json parsed = json::parse(answer.body, nullptr, false);
  if (parsed.is_discarded()) throw std::runtime_error("an answer is no JSON");
  return parsed;
}

// Where people sign in, only those with a token.
bool TakesPart(const Options& options, std::int64_t person) {
  return options.tokens.empty() || !TokenOf(options, person).empty();
}

// At most `wanted` people of our department.
std::vector<std::int64_t> Find(const Options& options, std::size_t wanted) {
  std::vector<std::int64_t> ids;
  std::string query = std::string("?department=") + kDepartment;
  while (!query.empty()) {
    const Answer page = Ask(options, "GET", "/employees" + query, "");
    for (const auto& person : Parse(page)) {
      if (!TakesPart(options, person.at("id").get<std::int64_t>())) continue;
      if (ids.size() < wanted) ids.push_back(person.at("id").get<std::int64_t>());
    }
    // <?cursor=…>; rel="next"
    const auto end = page.link.find('>');
    query = end == std::string::npos || ids.size() == wanted ? "" : page.link.substr(1, end - 1);
  }
  return ids;
}

// Enough leave for every document that the schedule can give one drafter.
void GrantLeave(const Options& options, const std::vector<std::int64_t>& drafters) {
  const auto seconds = static_cast<double>((options.warmup + options.seconds).count());
  const double share = options.rate * seconds / static_cast<double>(drafters.size());
  // Poisson arrivals bring more than the mean.
  const double documents = std::ceil(share + 6 * std::sqrt(share) + 10);
  for (const std::int64_t drafter : drafters) {
    const std::string path = "/employees/" + std::to_string(drafter) + "/leave-balance";
    const json balance = Parse(Ask(options, "GET", path, ""));
    double missing = documents * options.leave_days - balance.at("remainingLeave").get<double>();
    while (missing > 0) {
      const double days = std::min(kMaxAtOnce, std::ceil(missing));
      Ask(options, "PUT", path, json{{"adjustment", days}, {"reason", "부하 시험"}}.dump());
      missing -= days;
    }
  }
}

}  // namespace

People Gather(const Options& options) {
  const std::size_t wanted = options.drafters + options.approvers;
  std::vector<std::int64_t> ids = Find(options, wanted);
  if (ids.size() < wanted && !options.tokens.empty()) {
    throw std::runtime_error("there are fewer tokens than people who take part");
  }
  while (ids.size() < wanted) {
    const json person{{"name", "부하 " + std::to_string(ids.size() + 1)},
                      {"department", kDepartment},
                      {"position", "STAFF"}};
    const json made = Parse(Ask(options, "POST", "/employees", person.dump()));
    ids.push_back(made.at("id").get<std::int64_t>());
  }
  const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(options.drafters);
  People people{{ids.begin(), middle}, {middle, ids.end()}};
  if (options.type == DocumentType::kLeave) GrantLeave(options, people.drafters);
  return people;
}

}  // namespace erp::bench
