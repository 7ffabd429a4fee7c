// Remembers people so that a submit rarely waits for the directory, and so that documents can be
// submitted by people known already while the directory is away.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <unordered_map>
#include <vector>

#include "approval-request/app/ports.h"
#include "common/thread_annotations.h"

namespace erp::approval_request {

struct CachedPeopleOptions {
  // Used without asking. Somebody who has left must be refused within 5 s.
  std::chrono::milliseconds fresh{4000};
  std::chrono::milliseconds usable{24 * 3600 * 1000};  // used when the directory is away
  std::size_t capacity = 20000;
  std::size_t batch = 100;  // people in one question
};

// Thread-safe. Find blocks on `source` at most once, for everybody who is not fresh together;
// when that fails it answers from memory, or passes Unavailable on if somebody is not
// remembered. Who is unknown is not remembered: a new employee can be named at once. A question
// takes along others who are in use and will soon be stale, so that few submits have to ask.
class CachedPeople final : public PeopleDirectory {
 public:
  using SteadyNow = std::function<std::chrono::steady_clock::time_point()>;

  explicit CachedPeople(
      PeopleDirectory& source, CachedPeopleOptions options = {}, SteadyNow now = [] {
        return std::chrono::steady_clock::now();
      });

  People Find(const std::vector<EmployeeId>& ids) override;

 private:
  struct Known {
    Person person;
    std::chrono::steady_clock::time_point asked;
    std::chrono::steady_clock::time_point used;
  };

  std::vector<EmployeeId> Recall(const std::vector<EmployeeId>& ids,
                                 std::chrono::milliseconds age,
                                 People& people);
  std::vector<EmployeeId> WithCompanions(std::vector<EmployeeId> ids) const;
  void Remember(const std::vector<EmployeeId>& asked, const People& answer);

  PeopleDirectory& source_;
  const CachedPeopleOptions options_;
  const SteadyNow now_;
  mutable Mutex mutex_;
  std::unordered_map<EmployeeId, Known> known_ ERP_GUARDED_BY(mutex_);
};

}  // namespace erp::approval_request
