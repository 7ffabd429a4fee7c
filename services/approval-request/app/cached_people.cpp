#include "approval-request/app/cached_people.h"

#include <utility>

namespace erp::approval_request {

CachedPeople::CachedPeople(PeopleDirectory& source, CachedPeopleOptions options, SteadyNow now)
    : source_(source), options_(options), now_(std::move(now)) {}

People CachedPeople::Find(const std::vector<EmployeeId>& ids) {
  People people;
  const auto stale = Recall(ids, options_.fresh, people);
  if (stale.empty()) return people;
  try {
    People answer = source_.Find(stale);
    Remember(stale, answer);
    people.merge(answer);
  } catch (const Unavailable&) {
    if (!Recall(stale, options_.usable, people).empty()) throw;
  }
  return people;
}

// Adds who is remembered and not older than `age`; returns the others.
std::vector<EmployeeId> CachedPeople::Recall(const std::vector<EmployeeId>& ids,
                                             std::chrono::milliseconds age,
                                             People& people) const {
  std::vector<EmployeeId> missing;
  const auto now = now_();
  const std::lock_guard lock(mutex_);
  for (const EmployeeId id : ids) {
    const auto found = known_.find(id);
    if (found == known_.end() || now - found->second.asked > age) {
      missing.push_back(id);
    } else {
      people.insert_or_assign(id, found->second.person);
    }
  }
  return missing;
}

void CachedPeople::Remember(const std::vector<EmployeeId>& asked, const People& answer) {
  const auto now = now_();
  const std::lock_guard lock(mutex_);
  for (const EmployeeId id : asked) {
    const auto found = answer.find(id);
    if (found == answer.end()) {
      known_.erase(id);
      continue;
    }
    if (known_.size() >= options_.capacity && !known_.contains(id)) known_.erase(known_.begin());
    known_.insert_or_assign(id, Known{found->second, now});
  }
}

}  // namespace erp::approval_request
