#include "approval-request/app/cached_people.h"

#include <set>
#include <utility>

#include "common/thread_annotations.h"

namespace erp::approval_request {

CachedPeople::CachedPeople(PeopleDirectory& source, CachedPeopleOptions options, SteadyNow now)
    : source_(source), options_(options), now_(std::move(now)) {}

People CachedPeople::Find(const std::vector<EmployeeId>& ids) {
  People people;
  const auto stale = Recall(ids, options_.fresh, people);
  if (stale.empty()) return people;
  try {
    const auto asked = WithCompanions(stale);
    People answer = source_.Find(asked);
    Remember(asked, answer);
    for (const EmployeeId id : stale) {
      if (auto found = answer.extract(id)) people.insert(std::move(found));
    }
  } catch (const Unavailable&) {
    if (!Recall(stale, options_.usable, people).empty()) throw;
  }
  return people;
}

// Adds who is remembered and not older than `age`; returns the others.
std::vector<EmployeeId> CachedPeople::Recall(const std::vector<EmployeeId>& ids,
                                             std::chrono::milliseconds age,
                                             People& people) {
  std::vector<EmployeeId> missing;
  const auto now = now_();
  const MutexLock lock(mutex_);
  for (const EmployeeId id : ids) {
    const auto found = known_.find(id);
    if (found != known_.end()) found->second.used = now;
    if (found == known_.end() || now - found->second.asked > age) {
      missing.push_back(id);
    } else {
      people.insert_or_assign(id, found->second.person);
    }
  }
  return missing;
}

// `ids` and, as far as the batch has room, people who were used lately and are half stale.
std::vector<EmployeeId> CachedPeople::WithCompanions(std::vector<EmployeeId> ids) const {
  const std::set<EmployeeId> wanted(ids.begin(), ids.end());
  const auto now = now_();
  const MutexLock lock(mutex_);
  for (const auto& [id, known] : known_) {
    if (ids.size() >= options_.batch) break;
    if (now - known.asked > options_.fresh / 2 && now - known.used < options_.fresh &&
        !wanted.contains(id)) {
      ids.push_back(id);
    }
  }
  return ids;
}

void CachedPeople::Remember(const std::vector<EmployeeId>& asked, const People& answer) {
  const auto now = now_();
  const MutexLock lock(mutex_);
  for (const EmployeeId id : asked) {
    const auto found = answer.find(id);
    if (found == answer.end()) {
      known_.erase(id);
      continue;
    }
    if (known_.size() >= options_.capacity && !known_.contains(id)) known_.erase(known_.begin());
    const auto known = known_.find(id);
    const auto used = known == known_.end() ? now : known->second.used;
    known_.insert_or_assign(id, Known{found->second, now, used});
  }
}

}  // namespace erp::approval_request
