// Use case: what a quest offers changes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "employee/app/quest/quest_context.h"

namespace erp::employee {

// Absent members stay as they are; an empty inner value clears one.
struct TermsChange {
  std::optional<std::string> title;
  std::optional<std::string> description;
  std::optional<Minutes> reward;
  std::optional<std::optional<std::int64_t>> slots;
  std::optional<std::optional<Date>> opens_on;
  std::optional<std::optional<Date>> closes_on;
  std::optional<std::int64_t> review_days;
};

// Thread-safe; blocks on the store.
class EditQuest {
 public:
  explicit EditQuest(QuestContext context) : context_(std::move(context)) {}

  // A new reward counts for those who take the quest from now on. `expected` is the version that
  // the client saw, when it says so. An approval of a budget holds for the terms that it saw: terms
  // that promise more are judged anew. Refuses who may not ("not-the-creator"), a quest that has
  // ended, fewer slots than are taken, and more than the budget ("quest-budget-exceeded"); a draft
  // that fits the budget now is open.
  Result<QuestMove> Run(QuestId quest,
                        const TermsChange& change,
                        std::optional<std::int64_t> expected,
                        const QuestCaller& caller,
                        const std::string& body);

 private:
  Result<QuestOutcome> Decide(const QuestScene& scene,
                              const TermsChange& change,
                              std::optional<std::int64_t> expected,
                              const QuestCaller& caller) const;

  const QuestContext context_;
};

}  // namespace erp::employee
