// Use case: what participants have submitted is approved or rejected.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "employee/app/quest/quest_context.h"

namespace erp::employee {

struct ReviewItem {
  EmployeeId employee;
  Review review;
};

struct ReviewResult {
  EmployeeId employee;
  std::optional<Participation> participation;  // as it is afterwards
  std::optional<Error> error;
};

struct BatchReview {
  std::vector<ReviewResult> results;  // in the order of the items
  bool replayed = false;
};

// Thread-safe; blocks on the store. Refuses reviewers as Reviewed does.
class ReviewWork {
 public:
  explicit ReviewWork(QuestContext context) : context_(std::move(context)) {}

  // Without a participant the one who waits is meant: nobody is "nobody-waiting", several are
  // "several-waiting".
  Result<QuestMove> One(QuestId quest,
                        std::optional<EmployeeId> participant,
                        const Review& review,
                        const QuestCaller& caller,
                        const std::string& body);

  // Each item by itself, all in one transaction: what cannot be done is said for its item.
  Result<BatchReview> Many(QuestId quest,
                           const std::vector<ReviewItem>& items,
                           const QuestCaller& caller,
                           const std::string& body);

 private:
  Result<Participation> Judge(const QuestScene& scene,
                              const Participation& now,
                              const Review& review,
                              std::optional<EmployeeId> reviewer,
                              Instant at) const;

  const QuestContext context_;
};

}  // namespace erp::employee
