#include "load/people.h"

#include <stdexcept>
#include <string>

#include <nlohmann/json.hpp>

#include "load/http_pool.h"

namespace erp::bench {
namespace {

using nlohmann::json;

constexpr const char* kDepartment = "loadtest";

json Ask(const Target& target,
         const std::string& method,
         const std::string& path,
         const std::string& body) {
  const Answer answer = Call(target, method, path, body);
  if (answer.status < 200 || answer.status > 299) {
    throw std::runtime_error(
        method + " " + path + " at " + target.host + ":" + target.port + ": " +
        (answer.status == 0 ? answer.error
                            : std::to_string(answer.status) + " " + answer.body.substr(0, 200)));
  }
  json parsed = json::parse(answer.body, nullptr, false);
  if (parsed.is_discarded()) throw std::runtime_error(method + " " + path + ": no JSON");
  return parsed;
}

}  // namespace

People Gather(const Options& options) {
  const std::size_t wanted = options.drafters + options.approvers;
  std::vector<std::int64_t> ids;
  const json found =
      Ask(options.employees, "GET", std::string("/employees?department=") + kDepartment, "");
  for (const auto& person : found) {
    if (ids.size() < wanted) ids.push_back(person.at("id").get<std::int64_t>());
  }
  while (ids.size() < wanted) {
    const json person{{"name", "부하 " + std::to_string(ids.size() + 1)},
                      {"department", kDepartment},
                      {"position", "STAFF"}};
    const json made = Ask(options.employees, "POST", "/employees", person.dump());
    ids.push_back(made.at("id").get<std::int64_t>());
  }
  const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(options.drafters);
  return {{ids.begin(), middle}, {middle, ids.end()}};
}

}  // namespace erp::bench
