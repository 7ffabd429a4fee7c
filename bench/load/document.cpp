#include "load/document.h"

#include <nlohmann/json.hpp>

namespace erp::bench {
namespace {

using nlohmann::json;

// About as long as what people write.
const std::string& Content() {
  static const std::string text = [] {
    std::string made;
    while (made.size() < 600) made += "부하 시험용 문서 본문입니다. ";
    return made;
  }();
  return text;
}

}  // namespace

std::string DocumentBody(const Options& options,
                         std::int64_t drafter,
                         std::int64_t approver,
                         std::size_t number) {
  json document{{"requesterId", drafter},
                {"title", "부하 시험 " + std::to_string(number)},
                {"content", Content()},
                {"steps", {{{"step", 1}, {"approverId", approver}}}}};
  if (options.type == DocumentType::kLeave) {
    document["type"] = "ANNUAL_LEAVE";
    document["leaveDays"] = options.leave_days;
  }
  return document.dump();
}

bool IsSuccess(const Answer& answer) { return answer.status >= 200 && answer.status <= 299; }

std::optional<std::int64_t> CreatedId(const Answer& answer) {
  const json body = json::parse(answer.body, nullptr, false);
  const bool named =
      body.is_object() && body.contains("requestId") && body["requestId"].is_number_integer();
  if (!IsSuccess(answer) || !named) return std::nullopt;
  return body["requestId"].get<std::int64_t>();
}

bool IsTransient(const Answer& answer) {
  if (answer.status == 0 || (answer.status >= 502 && answer.status <= 504)) return true;
  if (answer.status != 404 && answer.status != 409) return false;
  const json body = json::parse(answer.body, nullptr, false);
  const json code = body.is_object() ? body.value("code", json()) : json();
  for (const char* known : {"step-not-open", "task-not-found", "no-open-step"}) {
    if (code == known) return true;
  }
  return false;
}

std::optional<Notice> ReadNotice(const std::string& body) {
  const json message = json::parse(body, nullptr, false);
  if (!message.is_object()) return std::nullopt;
  const json id = message.value("approvalId", json());
  const json status = message.value("status", json());
  if (!id.is_number_integer() || !status.is_string()) return std::nullopt;
  Notice notice{id.get<std::int64_t>(), status.get<std::string>(), ""};
  const json epoch = message.value("epoch", json());
  const json seq = message.value("seq", json());
  if (epoch.is_string() && seq.is_number_integer()) {
    notice.place = epoch.get<std::string>() + ":" + std::to_string(seq.get<std::int64_t>());
  }
  return notice;
}

}  // namespace erp::bench
