// What the use cases that move quests share. Copies are cheap.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "employee/app/company_clock.h"
#include "employee/app/quest/ports.h"

namespace erp::employee {

// Who asks, and the client's Idempotency-Key, which is that person's alone.
struct QuestCaller {
  std::optional<EmployeeId> actor = std::nullopt;
  std::optional<std::string> key = std::nullopt;
};

// What is referred to must outlive the use cases.
struct QuestContext {
  std::reference_wrapper<QuestStore> store;
  CompanyClock clock;
  QuestPolicy policy;

  [[nodiscard]] Moment Now() const { return clock.Now(); }

  // The request of `caller`; `verb` and `body` say what for, so that a key used for something else
  // is recognised.
  static QuestRequest Request(const QuestCaller& caller,
                              const std::string& verb,
                              QuestId quest,
                              const std::string& body);

  // Nothing when the actor may change the quest: its creator, human resources, and nobody named;
  // otherwise "not-the-creator".
  [[nodiscard]] std::optional<Error> RefusalToManage(const QuestScene& scene,
                                                     std::optional<EmployeeId> actor) const;
};

}  // namespace erp::employee
