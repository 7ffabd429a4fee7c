#include "employee/app/quest/quest_context.h"

#include "common/sha256.h"

namespace erp::employee {

QuestRequest QuestContext::Request(const QuestCaller& caller,
                                   const std::string& verb,
                                   QuestId quest,
                                   const std::string& body) {
  QuestRequest request{.actor = caller.actor, .key = std::nullopt, .route = "quest " + verb};
  if (caller.key) {
    std::string text = quest.str();
    text.append("\n").append(body);
    request.key = RequestKey{*caller.key, Sha256Hex(text), caller.actor};
  }
  return request;
}

std::optional<Error> QuestContext::RefusalToManage(const QuestScene& scene,
                                                   std::optional<EmployeeId> actor) const {
  const auto person = scene.Person(actor);
  if (!person || person->id == scene.quest.creator || policy.IsHumanResources(*person)) {
    return std::nullopt;
  }
  return NotTheCreator();
}

}  // namespace erp::employee
