#include "employee/app/quest/notices.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace erp::employee {
namespace {

// "QUEST_SUBMITTED" -> "submitted".
std::string MoveOf(const std::string& kind) {
  std::string move = kind.substr(kind.find('_') + 1);
  std::transform(move.begin(), move.end(), move.begin(), [](unsigned char c) {
    return c == '_' ? '-' : static_cast<char>(std::tolower(c));
  });
  return move;
}

std::vector<QuestNotice> Make(const std::vector<EmployeeId>& recipients,
                              const std::string& event,
                              const QuestNotice& like) {
  std::vector<QuestNotice> notices;
  const std::set<EmployeeId> once(recipients.begin(), recipients.end());
  for (const auto recipient : once) {
    notices.push_back(like);
    notices.back().id = event + ":" + recipient.str();
    notices.back().recipient = recipient;
  }
  return notices;
}

bool Stays(const QuestScene& scene, EmployeeId id) {
  const auto person = scene.Person(id);
  return !person || person->active;
}

}  // namespace

std::vector<QuestNotice> NoticesTo(const std::vector<EmployeeId>& recipients,
                                   const std::string& kind,
                                   const Quest& quest,
                                   const Participation& participation,
                                   const Message& text) {
  std::string event("quest:");
  event.append(participation.id.str()).append(":").append(std::to_string(participation.attempt));
  event.append(":").append(MoveOf(kind));
  return Make(recipients, event,
              {"", {}, kind, quest.id, participation.id, text, quest.terms.title});
}

std::vector<QuestNotice> NoticesTo(const std::vector<EmployeeId>& recipients,
                                   const std::string& kind,
                                   const Quest& quest,
                                   const Message& text) {
  std::string event("quest-all:");
  event.append(quest.id.str()).append(":").append(std::to_string(quest.version));
  event.append(":").append(MoveOf(kind));
  return Make(recipients, event, {"", {}, kind, quest.id, std::nullopt, text, quest.terms.title});
}

std::vector<EmployeeId> AnsweringFor(const QuestScene& scene) {
  if (Stays(scene, scene.quest.creator)) return {scene.quest.creator};
  return Watching(scene);
}

std::vector<EmployeeId> Watching(const QuestScene& scene) {
  const auto creator = scene.Person(scene.quest.creator);
  std::vector<EmployeeId> people;
  if (Stays(scene, scene.quest.creator)) people.push_back(scene.quest.creator);
  if (creator && creator->manager && Stays(scene, *creator->manager)) {
    people.push_back(*creator->manager);
  }
  return people.empty() ? scene.hr : people;
}

}  // namespace erp::employee
