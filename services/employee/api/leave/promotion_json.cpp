#include "employee/api/leave/promotion_json.h"

#include <optional>
#include <utility>

#include "employee/api/leave/days.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::employee {
namespace {

json::Value DatesValue(const std::vector<Date>& dates) {
  auto list = json::Value::array();
  for (const Date date : dates) list.push_back(FormatDate(date));
  return list;
}

json::Value DoneValue(const std::optional<DoneBy>& done) {
  if (!done) return nullptr;
  return {{"employeeId", done->actor.value()}, {"at", FormatInstant(done->at)}};
}

json::Value NoticeValue(const PromotionNotice& notice) {
  json::Value value{{"id", notice.id.value()},
                    {"employeeId", notice.employee.value()},
                    {"rule", PromotionRuleName(notice.rule)},
                    {"notice", notice.notice},
                    {"state", notice.sent ? "sent" : "missed"},
                    {"lastDay", FormatDate(notice.last_day)},
                    {"minutes", notice.minutes.count()},
                    {"days", Days<json::Value>(notice.minutes)},
                    {"on", FormatDate(notice.on)},
                    {"at", FormatInstant(notice.at)},
                    {"replyBy", OrNull<json::Value>(notice.reply_by)},
                    {"dates", DatesValue(notice.dates)},
                    {"acknowledged", DoneValue(notice.acknowledged)},
                    {"plan", DatesValue(notice.plan)},
                    {"planned", DoneValue(notice.planned)}};
  return value;
}

}  // namespace

Result<std::vector<Date>> ReadPlan(const std::string& body) {
  const auto value = json::Parse(body);
  if (!value) return value.error();
  json::ObjectReader reader(*value);
  std::vector<Date> dates;
  const auto* list = reader.Any("dates");
  if (list == nullptr || !list->is_array() || list->empty() || list->size() > kMostPlanned) {
    reader.Mistake("dates", "must be 1 to 40 dates");
  } else {
    for (std::size_t i = 0; i < list->size(); ++i) {
      const auto& one = (*list)[i];
      const auto date = one.is_string() ? ParseDate(one.get<std::string>()) : std::nullopt;
      if (date) {
        dates.push_back(*date);
      } else {
        reader.Mistake(std::string("dates/").append(std::to_string(i)), kDateRule);
      }
    }
  }
  if (auto wrong = reader.Finish()) return *std::move(wrong);
  return dates;
}

std::string PrintNotice(const PromotionNotice& notice) { return json::Dump(NoticeValue(notice)); }

std::string PrintNotices(const std::vector<PromotionNotice>& notices) {
  auto list = json::Value::array();
  for (const auto& notice : notices) list.push_back(NoticeValue(notice));
  return json::Dump(list);
}

}  // namespace erp::employee
